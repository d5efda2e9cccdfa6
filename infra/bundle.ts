import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild';

export const functionsFolder = fileURLToPath(new URL('../functions/', import.meta.url));

/** The handlers in a folder, without their endings: `on-webhook`, … */
export function handlersIn(folder: string): string[] {
  const files = readdirSync(folder).filter(file => /^on-.*\.ts$/.test(file));
  return files.map(file => basename(file, '.ts')).sort();
}

/**
 * Bundles every handler of a folder into `outdir/<name>/index.mjs`, with what it imports lazily in chunks beside it, so
 * that each folder stands alone. Answers esbuild's account of what is in each, by name.
 *
 * Reading the SDK is nearly all of the work, so it is read once for all of them. But only a bundle that is made for one
 * handler has nothing that this one never reaches; hence our own code before, and the pieces of both after, one by one.
 */
export async function bundleFunctions(
  folder: string,
  outdir: string,
): Promise<Record<string, Metafile>> {
  const names = handlersIn(folder);
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'bundling-'));
  const remove = () => rmSync(work, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    for (const name of names) await bundleOurs(join(folder, `${name}.ts`), join(work, name));
    await bundleLibraries(names, work);
    const contents: Record<string, Metafile> = {};
    for (const name of names) contents[name] = await bundleBoth(name, work, join(outdir, name));
    return contents;
  } finally {
    remove();
    process.off('exit', remove);
  }
}

/** The built console in `files/`, with the function beside it that puts it into its bucket. */
export async function bundleConsole(outdir: string): Promise<void> {
  await promisify(execFile)(process.execPath, [consoleBuild, join(outdir, 'files')]);
  await build({
    ...common,
    entryPoints: { index: fileURLToPath(new URL('console/put-files.ts', import.meta.url)) },
    outdir,
    splitting: false,
    // Lambda's own runtime has it.
    external: ['@aws-sdk/*'],
  });
}

const consoleBuild = fileURLToPath(new URL('../console/build.ts', import.meta.url));

/** Within node_modules, so that packages are found from there, and by the same relative path in every checkout. */
const cache = fileURLToPath(new URL('../node_modules/.cache/tocsin/', import.meta.url));

const common = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // A client that is imported lazily waits in a chunk: starting costs what is loaded.
  splitting: true,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

async function bundleOurs(entry: string, outdir: string): Promise<void> {
  await build({
    ...common,
    entryPoints: { index: entry },
    // The names of chunks depend on paths as seen from here: wherever this is built, they come out the same.
    absWorkingDir: dirname(entry),
    outdir,
    packages: 'external',
  });
}

async function bundleLibraries(names: string[], work: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: Object.fromEntries(names.map(name => [name, join(work, name, 'index.mjs')])),
    absWorkingDir: work,
    outdir: work,
    // ESM before CommonJS: without it nothing of the SDK can be shaken off, and imports take twice as long.
    mainFields: ['module', 'main'],
    // To Node it exports CommonJS, which requires built-in modules in a way that an ESM bundle cannot; elsewhere it is ESM.
    alias: {
      yaml: fileURLToPath(new URL('browser/index.js', import.meta.resolve('yaml/package.json'))),
    },
    plugins: [lean],
    write: false,
  });
  for (const { path, text } of outputFiles) {
    const inputs = Object.keys(metafile.outputs[basename(path)]?.inputs ?? {});
    const isOurs = inputs.some(input => names.includes(dirname(input)));
    await writeFile(path, isOurs ? text : await withShortNames(text));
  }
}

/** Nobody reads the names inside libraries that handlers share; our own stay as they are written, for stack traces. */
async function withShortNames(text: string): Promise<string> {
  const { format, target } = common;
  return (await transform(text, { format, target, minifyIdentifiers: true })).code;
}

async function bundleBoth(name: string, work: string, outdir: string): Promise<Metafile> {
  const { metafile } = await build({
    ...common,
    entryPoints: { index: join(work, `${name}.mjs`) },
    absWorkingDir: work,
    outdir,
    packages: 'external',
    minifySyntax: true,
    minifyWhitespace: true,
  });
  return metafile;
}

/**
 * What the SDK imports lazily and never needs here: ways to find credentials other than the environment, which has them
 * in Lambda and locally; streams of events, which no operation of ours has; the names of browsers.
 */
const neverNeeded = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
  '@smithy/core/event-streams',
  'bowser',
];

const lean: Plugin = {
  name: 'lean',
  setup(building) {
    building.onResolve({ filter: new RegExp(`^(${neverNeeded.join('|')})$`) }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
    building.onLoad({ filter: /[/\\]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withPlainKeys(await readFile(path, 'utf8')),
    }));
  },
};

/**
 * The SDK describes each operation by an object whose keys are computed from constants, `{ [_h]: … }`. Computing a key
 * may have side effects, so that none of the hundred operations of S3 could be shaken off: 130 KB of it.
 */
function withPlainKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  return source.replace(/\[(_\w+)\]:/g, (key, name) => {
    const text = constants.get(name);
    return text === undefined ? key : `${text}:`;
  });
}

// By itself: node infra/bundle.ts FOLDER OUTDIR
const [, , folder, outdir] = process.argv;
if (import.meta.main && folder !== undefined && outdir !== undefined) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  await bundleFunctions(folder, outdir);
}

import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild';

export const functionsFolder = fileURLToPath(new URL('../functions/', import.meta.url));

/** The handlers in a folder, without their endings: `on-webhook`, … */
export function handlersIn(folder: string): string[] {
  const files = readdirSync(folder).sort();
  return files.filter(file => /^on-.*\.ts$/.test(file)).map(file => basename(file, '.ts'));
}

/** Bundles every handler of a folder into `outdir/<name>`. */
export async function bundleFunctions(folder: string, outdir: string): Promise<void> {
  const names = handlersIn(folder);
  await Promise.all(
    names.map(name => bundleFunction(join(folder, `${name}.ts`), join(outdir, name))),
  );
}

/**
 * Bundles one handler into `outdir/index.mjs`, with what it imports lazily in chunks beside it. Split, tree-shaken ESM
 * starts faster than one file; a source map costs more at every cold start than all the rest. Answers esbuild's account
 * of what is in it.
 */
export async function bundleFunction(entry: string, outdir: string): Promise<Metafile> {
  const options = {
    ...common,
    entryPoints: { index: entry },
    // The names of chunks depend on paths as seen from here: wherever this is built, they come out the same.
    absWorkingDir: dirname(entry),
    outdir,
  } satisfies BuildOptions;
  // Our own code alone says what is imported lazily, in a fraction of the time.
  const ours = await build({ ...options, packages: 'external', write: false });
  const { metafile } = await build({ ...options, plugins: [lean(neverImported(ours.metafile))] });
  return metafile;
}

const common = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  // ESM before CommonJS: without it nothing of the SDK can be shaken off, and imports take twice as long.
  mainFields: ['module', 'main'],
  // To Node it exports CommonJS, which requires built-in modules in a way that an ESM bundle cannot; elsewhere it is ESM.
  alias: {
    yaml: fileURLToPath(new URL('browser/index.js', import.meta.resolve('yaml/package.json'))),
  },
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Modules that are imported only lazily, and only by code that was shaken off. esbuild bundles them all the same, and
 * keeps in the shared chunks what they alone need: a third of a bundle where one file wires every handler.
 */
function neverImported({ inputs, outputs }: Metafile): string[] {
  const reached = new Set<string>();
  const reach = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { path, external } of outputs[file]?.imports ?? []) if (!external) reach(path);
  };
  for (const file of Object.keys(outputs)) if (basename(file) === 'index.mjs') reach(file);

  const lazy = Object.entries(outputs).flatMap(([file, { entryPoint }]) =>
    entryPoint === undefined || reached.has(file) ? [] : [entryPoint],
  );
  return Object.values(inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ kind, path }) => kind === 'dynamic-import' && lazy.includes(path))
    .flatMap(({ original }) => original ?? []);
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

function lean(neverImported: readonly string[]): Plugin {
  const left = [...neverNeeded, ...neverImported].map(path => path.replaceAll('.', '\\.'));
  return {
    name: 'lean',
    setup(building) {
      building.onResolve({ filter: new RegExp(`^(${left.join('|')})$`) }, ({ path, kind }) =>
        kind === 'dynamic-import' ? { path, external: true } : undefined,
      );
      building.onLoad({ filter: /[/\\]node_modules[/\\].*\.m?js$/ }, async ({ path }) => {
        const contents = shortened.get(path) ?? shorten(path);
        shortened.set(path, contents);
        return { contents: await contents };
      });
    },
  };
}

const shortened = new Map<string, Promise<string>>();

/** Nobody reads the names inside libraries in a stack trace; our own stay as they are written. */
async function shorten(path: string): Promise<string> {
  const source = await readFile(path, 'utf8');
  if (!/^(import|export)\b/m.test(source)) return source;
  const { code } = await transform(withPlainKeys(source), {
    minifyIdentifiers: true,
    format: 'esm',
    target: common.target,
  });
  return code;
}

/**
 * The SDK describes each operation by an object whose keys are computed from constants, `{ [_h]: … }`. Computing a key
 * may have side effects, so that none of the hundred operations of S3 could be shaken off.
 */
function withPlainKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  if (constants.size === 0) return source;
  return source.replace(/\[(_\w+)\]:/g, (key, name) => {
    const text = constants.get(name);
    return text === undefined ? key : `${text}:`;
  });
}

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type BuildOptions,
  type BuildResult,
  build,
  context,
  type Metafile,
  type Plugin,
  transform,
} from 'esbuild';
import { handlersIn } from '#infra/handlers-in.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
// Its heap is mostly what it has parsed, and to look through that at every doubling is a third of its work.
process.env.GOGC ??= '200';

export const functionsFolder = join(root, 'functions');

/**
 * Bundles every handler of a folder into `outdir/<name>/index.mjs`, with what it imports lazily in chunks beside it, so
 * that each folder stands alone. Answers esbuild's account of what is in each, by name.
 *
 * Reading files is nearly all of the work, so each is read once for all of them: our own; then the packages, of which only
 * what ours name. But only a bundle that is made for one handler has nothing that this one never reaches; hence our own
 * code before, and the pieces of both after, one handler by one.
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
    await seeSourcesFrom(work, folder);
    const wanted = await bundleOurs(names, work);
    await bundlePackages(wanted, work);
    return await bundleEach(names, work, outdir);
  } finally {
    remove();
    process.off('exit', remove);
  }
}

/**
 * Our sources in `work`, under a package.json that says all that ours does but the type: esbuild would not keep what it has
 * parsed beside one, and parse it anew for each handler.
 */
async function seeSourcesFrom(work: string, functions: string): Promise<void> {
  const { imports, sideEffects } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await writeFile(join(work, 'package.json'), JSON.stringify({ imports, sideEffects }));
  symlinkSync(functions, join(work, 'functions'), 'junction');
  symlinkSync(join(root, 'shared'), join(work, 'shared'), 'junction');
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
  logLevel: 'warning',
} satisfies BuildOptions;

/** Of each package, by its specifier, the names that our code imports. */
type Wanted = Map<string, Set<string>>;

async function bundleOurs(names: string[], work: string): Promise<Wanted> {
  const wanted: Wanted = new Map();
  const ours = { preserveSymlinks: true, plugins: [packagesBeside] };
  const source = (name: string) => `functions/${name}.ts`;
  await eachHandler(names, source, work, ours, async (name, { outputFiles }) => {
    mkdirSync(join(work, name));
    for (const { path, text } of outputFiles) {
      await writeFile(join(work, name, basename(path)), withoutOrder(text));
      for (const [specifier, one] of importsOf(text)) {
        wanted.set(specifier, (wanted.get(specifier) ?? new Set()).add(one));
      }
    }
  });
  return wanted;
}

/** Packages are bundled into files beside ours, which import them from there. */
const packagesBeside: Plugin = {
  name: 'packages-beside',
  setup(building) {
    building.onResolve({ filter: /^[^.#/]/ }, ({ path, kind }) => {
      if (kind === 'entry-point') return undefined;
      if (kind === 'dynamic-import' && !isBuiltin(path)) {
        // Of a namespace that is made while it runs, nothing could be left out.
        return { errors: [{ text: `Import ${path} in a file of its own, and that one lazily` }] };
      }
      return {
        path: isBuiltin(path) ? path : `../${fileOf(path)}`,
        external: true,
        sideEffects: false,
      };
    });
  },
};

const fileOf = (specifier: string) => `package-${encodeURIComponent(specifier)}.mjs`;

/** What is imported of packages, in what esbuild wrote: `import a, { b as c } from "…"` or `import * as d from "…"`. */
function* importsOf(text: string): Generator<[specifier: string, name: string]> {
  const imports =
    /^(?:import|export) (\w+)?,? ?(?:\* as (\w+))?(?:\{([^}]*)\})? ?from "\.\.\/package-(.+)\.mjs";$/gm;
  const wholes = new Map<string, string>();
  for (const [, byDefault, whole, listed, file = ''] of text.matchAll(imports)) {
    const specifier = decodeURIComponent(file);
    const names = listed?.split(',').map(one => one.trim().split(' as ')[0] ?? '') ?? [];
    if (byDefault !== undefined) names.push('default');
    if (whole !== undefined) wholes.set(whole, specifier);
    for (const name of names) yield [specifier, name];
  }
  if (wholes.size === 0) return;
  const any = `(${[...wholes.keys()].join('|')})`;
  const [, inHand] = new RegExp(`[(,=] ?${any} ?[,);]`).exec(text) ?? [];
  if (inHand !== undefined) {
    throw new Error(
      `Something has all of a package in hand, as ${inHand}: import by name what it needs`,
    );
  }
  const members = new RegExp(`(?<![\\w$.'"\`])${any}\\.(\\w+)`, 'g');
  for (const [, whole = '', name = ''] of text.matchAll(members)) {
    yield [wholes.get(whole) ?? '', name];
  }
}

async function bundlePackages(wanted: Wanted, work: string): Promise<void> {
  const all = new Set([...wanted.values()].flatMap(names => [...names]));
  const { outputFiles } = await build({
    ...common,
    entryPoints: [...wanted.keys()].map(specifier => ({
      in: `wanted:${specifier}`,
      out: fileOf(specifier).replace(/\.mjs$/, ''),
    })),
    absWorkingDir: work,
    outdir: work,
    chunkNames: 'packages-[hash]',
    // ESM before CommonJS: without it nothing of the SDK can be shaken off, and imports take twice as long.
    mainFields: ['module', 'main'],
    // To Node it exports CommonJS, which requires built-in modules in a way that an ESM bundle cannot; elsewhere it is ESM.
    alias: {
      yaml: fileURLToPath(new URL('browser/index.js', import.meta.resolve('yaml/package.json'))),
    },
    plugins: [onlyWanted(wanted, work), lean(all)],
    write: false,
  });
  for (const { path, text } of outputFiles) {
    await writeFile(path, await withShortNames(withoutOrder(text)));
  }
}

/** Nobody reads the names inside libraries; our own stay as they are written, for stack traces. */
async function withShortNames(text: string): Promise<string> {
  const { format, target } = common;
  return (await transform(text, { format, target, minifyIdentifiers: true, minifySyntax: true }))
    .code;
}

/** A module for each package that exports what our code imports of it. */
function onlyWanted(wanted: Wanted, work: string): Plugin {
  return {
    name: 'only-wanted',
    setup(building) {
      building.onResolve({ filter: /^wanted:/ }, ({ path }) => ({
        path: path.slice('wanted:'.length),
        namespace: 'wanted',
      }));
      building.onLoad({ filter: /.*/, namespace: 'wanted' }, async ({ path }) => ({
        contents: `export { ${[...(wanted.get(path) ?? [])].sort().join(', ')} } from ${JSON.stringify(path)};`,
        resolveDir: work,
      }));
    },
  };
}

/**
 * esbuild has a chunk import what others must have been run before it, though it takes nothing of them. Here nothing is
 * run for its effect alone, and what is imported so could wait for nothing.
 */
function withoutOrder(text: string): string {
  return text.replaceAll(/^import "\.\/(chunk|packages)-\w+\.mjs";\n/gm, '');
}

async function bundleEach(
  names: string[],
  work: string,
  outdir: string,
): Promise<Record<string, Metafile>> {
  const contents: Record<string, Metafile> = {};
  const small = { minifySyntax: true, minifyWhitespace: true };
  const piece = (name: string) => `${name}/index.mjs`;
  await eachHandler(names, piece, work, small, async (name, { outputFiles, metafile }) => {
    mkdirSync(join(outdir, name), { recursive: true });
    for (const { path, text } of outputFiles) {
      await writeFile(join(outdir, name, basename(path)), inLatin1(text));
    }
    contents[name] = metafile;
  });
  return contents;
}

/**
 * A file with one sign beyond Latin-1 takes two bytes for each of its signs in memory, in every instance and for as long as it
 * lives. esbuild escapes such signs in texts, and leaves them in regular expressions.
 */
function inLatin1(text: string): string {
  const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(/[\u0100-\uffff]/g, escaped);
}

/** One build after the other by one esbuild, which keeps what it has read for the next. */
async function eachHandler(
  names: string[],
  fileOf: (name: string) => string,
  work: string,
  options: BuildOptions,
  done: (name: string, built: BuildResult<{ metafile: true; write: false }>) => Promise<void>,
): Promise<void> {
  let file = '';
  const handler: Plugin = {
    name: 'handler',
    setup(building) {
      building.onResolve({ filter: /^handler:$/ }, ({ path }) => ({ path, namespace: 'handler' }));
      building.onLoad({ filter: /.*/, namespace: 'handler' }, () => ({
        contents: `export * from './${file}';`,
        resolveDir: work,
      }));
    },
  };
  const esbuild = await context({
    ...common,
    ...options,
    entryPoints: [{ in: 'handler:', out: 'index' }],
    // The names of chunks depend on paths as seen from here: wherever this is built, they come out the same.
    absWorkingDir: work,
    outdir: join(work, 'out'),
    packages: 'external',
    plugins: [handler, ...(options.plugins ?? [])],
    metafile: true,
    write: false,
  });
  try {
    let before: Promise<void> | undefined;
    for (const name of names) {
      file = fileOf(name);
      // What came of the one before is written meanwhile.
      const [built] = await Promise.all([esbuild.rebuild(), before]);
      before = done(name, built);
    }
    await before;
  } finally {
    await esbuild.dispose();
  }
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

const lean = (wanted: Set<string>): Plugin => ({
  name: 'lean',
  setup(building) {
    building.onLoad(
      {
        filter:
          /[/\\]client-[\w-]+[/\\]dist-es[/\\]((commands|pagination|waiters)[/\\])?index\.js$/,
      },
      async ({ path }) => ({
        contents: withoutUnwanted(await readFile(path, 'utf8'), basename(dirname(path)), wanted),
      }),
    );
    building.onResolve({ filter: new RegExp(`^(${neverNeeded.join('|')})$`) }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
    building.onLoad({ filter: /[/\\]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withPlainKeys(await readFile(path, 'utf8')),
    }));
  },
});

/**
 * A client of the SDK has a file for each of its operations and a class with all of them, hundreds in all: none is read
 * that nobody wants.
 */
function withoutUnwanted(index: string, folder: string, wanted: Set<string>): string {
  return index.replace(/^export \* from "\.\/(\w+)";$/gm, (line, name: string) => {
    const isWanted =
      folder === 'commands'
        ? wanted.has(name)
        : folder === 'pagination'
          ? wanted.has(`paginate${name.replace(/Paginator$/, '')}`)
          : folder === 'waiters'
            ? wanted.has(name.replace(/^waitFor/, 'waitUntil'))
            : name.endsWith('Client') || /^(commands|pagination|waiters)$/.test(name);
    return isWanted ? line : '';
  });
}

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

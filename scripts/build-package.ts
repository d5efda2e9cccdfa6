import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { bundleConsole, bundleFunctions, functionsFolder } from '#infra/bundle.ts';
import { handlersIn } from '#infra/handlers-in.ts';
import { clientTypes } from './write-client-types.ts';

/**
 * `npm pack` runs this before it packs: everything in `dist/` runs as it is, so that whoever installs the package needs none
 * of our sources, compilers or libraries.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const run = promisify(execFile);

/** What is left open in client.ts is what the document says. */
const clientIndex = `import type { Client, ClientOptions } from './client.js';
import type { Operations } from './operations.js';

export { type ClientOptions, TocsinProblem } from './client.js';
export type { Operations, Schemas } from './operations.js';
export type TocsinClient = Client<Operations>;
/** Nothing is sent again by itself: only the caller knows whether that is wanted. */
export declare function createClient(options: ClientOptions): TocsinClient;
`;

rmSync(dist, { recursive: true, force: true });
await bundleFunctions(functionsFolder, join(dist, 'functions'));
await bundleConsole(join(dist, 'console'));
const inConstruct = await bundled({
  entryPoints: { index: join(root, 'infra/tocsin.ts') },
  outdir: join(dist, 'construct'),
  // Node shows the line that threw, and what is wrong in somebody's app is thrown by ours.
  ...{ minifySyntax: false, minifyWhitespace: false },
  // CDK apps are of either kind of module, and what is CommonJS can be imported by both.
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.dirname': '__dirname' },
  external: ['aws-cdk-lib', 'constructs'],
});
const inCommand = await bundled({
  entryPoints: { tocsin: join(root, 'cli/tocsin.ts') },
  outdir: join(dist, 'cli'),
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  inject: [join(root, 'cli/older-node.ts')],
  // Parts of what is bundled are CommonJS and require what Node has.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  external: ['@napi-rs/canvas', '@expo-google-fonts/open-sans', 'pg-native'],
});
const client = join(dist, 'client');
await bundled({
  entryPoints: { index: join(root, 'client/client.ts') },
  outdir: client,
  format: 'esm',
  platform: 'neutral',
});
await declare({
  'infra/tocsin.ts': 'construct/index.d.cts',
  'client/client.ts': 'client/client.d.ts',
});
writeFileSync(join(client, 'operations.d.ts'), clientTypes());
writeFileSync(join(client, 'index.d.ts'), clientIndex);
writeFileSync(
  join(dist, 'LICENCES-OF-OTHERS.txt'),
  licences([inConstruct, inCommand, await inFunctionsAndConsole()]),
);

async function bundled(options: BuildOptions): Promise<Metafile> {
  const { metafile } = await build({
    bundle: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    alias: {
      yaml: fileURLToPath(new URL('browser/index.js', import.meta.resolve('yaml/package.json'))),
    },
    legalComments: 'none',
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: root,
    ...options,
  });
  return metafile as Metafile;
}

/** Their own bundles are made in steps, the last of which knows of no package. */
function inFunctionsAndConsole(): Promise<Metafile> {
  const handlers = handlersIn(functionsFolder).map(name => join(functionsFolder, `${name}.ts`));
  return bundled({
    entryPoints: [...handlers, join(root, 'console/src/main.tsx')],
    outdir: 'nowhere',
    ...{ write: false, format: 'esm', splitting: true },
    ...{ jsx: 'automatic', jsxImportSource: 'preact' },
    loader: { '.svg': 'empty', '.css': 'empty' },
  });
}

/** The types of what is exported, each a file of its own that leads to nothing of ours. */
async function declare(files: Record<string, string>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-types-'));
  try {
    const tsc = join(root, 'node_modules/.bin/tsc');
    await run(tsc, ['-p', join(root, 'tsconfig.package.json'), '--outDir', folder]);
    for (const [source, file] of Object.entries(files)) {
      const declared = join(folder, source.replace(/\.ts$/, '.d.ts'));
      const inner = /from '(#[^']+|\.[^']+)'/.exec(readFileSync(declared, 'utf8'));
      if (inner) throw new Error(`The types of ${source} lead into our sources: ${inner[1]}`);
      cpSync(declared, join(dist, file));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Their licences ask that the notice goes along with what is bundled. */
function licences(contents: Metafile[]): string {
  const inputs = new Set(contents.flatMap(({ inputs }) => Object.keys(inputs)));
  const packages = new Set(
    [...inputs].flatMap(
      path => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
    ),
  );
  return [...packages]
    .toSorted()
    .map(name => noticeOf(name))
    .join('\n\n');
}

function noticeOf(name: string): string {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter(file => /^(licen[cs]e|notice)/i.test(file));
  const texts = files.map(file => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}

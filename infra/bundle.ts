import { fileURLToPath } from 'node:url';
import { type BuildResult, buildSync } from 'esbuild';

export const functionsFolder = fileURLToPath(new URL('../functions/', import.meta.url));

/**
 * Bundles one handler into `outdir/index.mjs`, with what it imports lazily in chunks beside it. Split, tree-shaken ESM
 * starts faster than one file; minified names would only make stack traces worse, and a source map costs more at
 * every cold start than all the rest. Returns esbuild's account of the sizes.
 */
export function bundleFunction(entry: string, outdir: string): BuildResult<{ metafile: true }> {
  return buildSync({
    entryPoints: { index: entry },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    // ESM before CommonJS: without it nothing of the SDK can be shaken off, and imports take twice as long.
    mainFields: ['module', 'main'],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
}

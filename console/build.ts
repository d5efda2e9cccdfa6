import { build } from 'vite';
import config from './vite.config.ts';

/** Builds the console into a folder: node console/build.ts OUTDIR */
const [, , outDir] = process.argv;
if (outDir === undefined) throw new Error('Where to? node console/build.ts OUTDIR');
await build({
  ...config,
  configFile: false,
  build: { ...config.build, outDir, emptyOutDir: true },
});

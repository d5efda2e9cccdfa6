import { build } from 'vite';
import config from './vite.config.ts';

/** Builds the console into a folder: node console/build.ts OUTDIR */
const [, , outDir] = process.argv;
// As it is deployed, whoever builds it: Vite goes by what this says already, and a test or a shell says something else.
process.env.NODE_ENV = 'production';
if (outDir === undefined) throw new Error('Where to? node console/build.ts OUTDIR');
await build({
  ...config,
  configFile: false,
  build: { ...config.build, outDir, emptyOutDir: true },
});

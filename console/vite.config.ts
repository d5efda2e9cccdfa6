import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';

export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'warn',
  // As tsconfig.json says it, for whom nothing but the views is written.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // Nothing inline: the policy of the page lets no such thing run.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
} satisfies UserConfig;

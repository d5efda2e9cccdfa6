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
    rolldownOptions: {
      input: {
        console: fileURLToPath(new URL('index.html', import.meta.url)),
        'push-worker': fileURLToPath(new URL('src/setup/push-worker.ts', import.meta.url)),
      },
      output: {
        // The browser looks for a newer one at the same address.
        entryFileNames: ({ name }) =>
          name === 'push-worker' ? '[name].js' : 'assets/[name]-[hash].js',
      },
    },
  },
} satisfies UserConfig;

import { defineConfig } from 'vitest/config';

/** `quick` is what `npm run check` runs at every save: no process, no port, no bundle. The rest is `slow`. */
const slow = [
  'test/infra/**/*.test.ts',
  'test/local/**/*.test.ts',
  'test/contract/**/*.test.ts',
  'test/stack/**/*.test.ts',
  'test/adapters/vendors.test.ts',
  'test/adapters/outside/{trackers,webhook}.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: slow } },
      {
        test: {
          name: 'slow',
          include: slow,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

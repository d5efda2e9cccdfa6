import { defineConfig } from 'vitest/config';

/** `quick` is what `npm run check` runs at every save: no process, no port, no bundle. The rest is `slow`. */
const slow = [
  'test/infra/**/*.test.ts',
  'test/local/**/*.test.ts',
  'test/contract/**/*.test.ts',
  'test/stack/**/*.test.ts',
  'test/adapters/vendors.test.ts',
  'test/adapters/outside/{trackers,webhook}.test.ts',
  'test/cli/runbook-commands.test.ts',
];

/** Against what would hang for ever. No test asserts a time, so that the slowest machine is green too. */
const forEver = 20 * 60_000;

const shared = {
  testTimeout: forEver,
  hookTimeout: forEver,
  // Nothing replaces a module or a global, so what one file has loaded serves the next.
  isolate: false,
  pool: 'threads' as const,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: slow,
          maxWorkers: '100%',
        },
      },
      {
        test: {
          ...shared,
          name: 'slow',
          include: slow,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

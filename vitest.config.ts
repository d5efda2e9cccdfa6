import { defineConfig } from 'vitest/config';
import { isInstalled } from './test/independent/moto.ts';

/** Against what would hang for ever. No test asserts a time, so that the slowest machine is green too. */
const forEver = 20 * 60_000;

const every = {
  testTimeout: forEver,
  hookTimeout: forEver,
  // Nothing replaces a module or a global, so what one file has loaded serves the next.
  isolate: false,
  pool: 'threads' as const,
};

/** `quick` is what `npm run check` runs at every save: no process, no port, no bundle. */
const quick = { ...every, name: 'quick', include: ['test/**/*.test.ts'], maxWorkers: '100%' };

/** One file after the other; those of a project share what its set-up starts. */
const inTurn = (name: string, include: string[], setup?: string) => ({
  ...every,
  name,
  include,
  ...(setup !== undefined && { globalSetup: setup }),
  fileParallelism: false,
  sequence: { groupOrder: 1 },
});

const others = [
  inTurn('contract', ['test/contract/**/*.test.ts'], 'test/contract/shared-database.ts'),
  inTurn(
    'toy-stack',
    ['test/local/{http-api,stack}.test.ts', 'test/local/emulators/*.test.ts'],
    'test/local/shared-toy-stack.ts',
  ),
  inTurn('stack', ['test/stack/**/*.test.ts'], 'test/stack/shared-stack.ts'),
  inTurn('console', ['test/console/browser/*.test.ts'], 'test/console/browser/shared-console.ts'),
];
/** Where moto is not installed, the contracts have nothing to run on, and what is left says so. */
const independent = inTurn(
  'independent',
  ['test/independent/*.test.ts', ...(isInstalled() ? ['test/contract/**/*.test.ts'] : [])],
  'test/independent/moto.ts',
);
/** After the stack tests, whose calls it reads. */
const wire = {
  ...inTurn('wire', ['test/wire/*.test.ts']),
  sequence: { groupOrder: 2 },
};
const slow = inTurn('slow', [
  'test/infra/**/*.test.ts',
  'test/console/build.test.ts',
  'test/local/*.test.ts',
  'test/adapters/vendors.test.ts',
  'test/adapters/outside/{trackers,webhook}.test.ts',
  'test/cli/{runbook-commands,mcp}.test.ts',
]);
const shared = others.flatMap(({ include }) => include);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...quick,
          exclude: [...slow.include, ...wire.include, ...independent.include, ...shared],
        },
      },
      { test: { ...slow, exclude: shared } },
      ...others.map(test => ({ test })),
      { test: independent },
      { test: wire },
    ],
  },
});

import type { KnipConfig } from 'knip';

/**
 * Files, exports and packages that nothing uses. `knip` counts tests as use, so that an export is one that another
 * file imports; `knip --production` does not, so that nothing is kept alive by its tests alone. What a test alone
 * imports may be exported, as long as production runs through it.
 */
const config: KnipConfig = ({ production = false }) => ({
  entry: [
    'functions/on-*.ts!',
    // Led to by index.html, and built by path.
    'console/src/main.tsx!',
    'console/build.ts!',
    'infra/console/put-files.ts!',
    // The scripts of package.json lead to these, except to a look at production alone.
    ...(production ? ['{infra/app,bench/run,bench/soak/run,local/demo,scripts/*}.ts!'] : []),
    // Put into the package, by path.
    '{infra/tocsin,client/client}.ts!',
    'cli/{start.mjs,older-node.ts}!',
    // Started as threads and processes of their own, by path.
    'local/lambda/worker.ts!',
    'bench/{vault-archive,product-run,understanding-run,life}.ts!',
    'test/local/toy/*.ts',
    'test/simulation/long.ts',
  ],
  project: [
    'console/**/*.{ts,tsx}!',
    '{shared,functions,infra,local,cli,client,bench,scripts}/**/*.ts!',
    'test/**/*.ts',
  ],
  ignoreExportsUsedInFile: production,
  // Of the machine, where it has it.
  ignoreBinaries: ['cfn-lint', 'moto_server', 'openssl'],
  ignoreDependencies: [
    // Files of theirs are read, no module.
    'amplify-dynamodb-simulator',
  ],
});

export default config;

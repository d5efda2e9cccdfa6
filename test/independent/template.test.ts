import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { testApp } from '../infra/synthesised.ts';

const isInstalled = spawnSync('cfn-lint', ['--version']).status === 0;

/** CDK says of each function that it waits for its role, as the function's reference to it does already. */
const saidTwice = 'W3005';

test.runIf(isInstalled)(
  isInstalled
    ? 'CloudFormation’s linter, which knows rules that no schema has, finds nothing in any stack'
    : 'cfn-lint is not installed here, so no stack is read by it',
  async () => {
    const app = await testApp({ statusPage: true, console: true });
    const files = app.synth().stacks.map(({ templateFullPath }) => templateFullPath);
    expect(files).toHaveLength(3);
    const options = ['--regions', 'eu-central-1', '--ignore-checks', saidTwice];
    const found = promisify(execFile)('cfn-lint', [...options, '--format', 'json', '--', ...files]);
    // It ends with a failure where it finds something, and says there what.
    const { stdout } = await found.catch((failure: { stdout: string }) => failure);
    expect(JSON.parse(stdout)).toEqual([]);
  },
);

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const command = fileURLToPath(new URL('../../cli/start.mjs', import.meta.url));

/** As `npm link` starts it, by whichever Node is on the PATH: here by one that runs no TypeScript, as Node 20. */
function byOlderNode(words: string[], env: Record<string, string> = {}) {
  const { PATH = '' } = process.env;
  return spawnSync(process.execPath, ['--no-experimental-strip-types', command, ...words], {
    ...{ encoding: 'utf8', env: { PATH, ...env } },
  });
}

describe('in a checkout, by a Node that runs no TypeScript, the command', () => {
  test('runs by the one that the checkout brings, with its words and its exit code', () => {
    expect(byOlderNode(['--version'])).toMatchObject({ status: 0, stdout: '0.1.0\n' });
    const wrong = byOlderNode(['acknowlege']);
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    expect(wrong.stderr).toContain('Did you mean acknowledge?');
  });

  test('says what to do where that one cannot either', () => {
    const there = byOlderNode(['--version'], { TOCSIN_OWN_NODE: 'yes' });
    expect(there).toMatchObject({ status: 3, stdout: '' });
    expect(there.stderr).toMatch(
      /^tocsin: Node \S+ cannot run this checkout\.\nRun: \(cd .+ && npm ci\)/,
    );
  });
});

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';

/* "Preserve evidence" of the runbook (R22), typed literally; and what is made of it, checked by whoever asks. */

const stack = realStack();
const folder = mkdtempSync(join(tmpdir(), 'tocsin-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As a shell would, in the project's folder. `fails`: with this exit code. */
async function types(line: string, fails?: number): Promise<string> {
  const env = { ...process.env, TOCSIN_URL: stack.url(), TOCSIN_TOKEN: 'local' };
  try {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line], { env, timeout: 60_000 });
    if (fails !== undefined) throw new Error(`${line} did not fail`);
    await stack.passes(1);
    return stdout;
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: number; stdout?: string; stderr?: string };
    if (fails === undefined || code !== fails) throw error;
    return `${stdout}${stderr}`;
  }
}

let id = '';
beforeAll(async () => {
  id = await stack.opens({ title: 'Payment processing down', service: 'payments' });
  await stack.call('POST', `/v1/incidents/${id}/resolve`, { resolution: 'Restarted.' });
  await stack.passes(5);
}, 60_000);

describe('what was archived', () => {
  const zip = join(folder, 'case.zip');

  test('is exported as a zip, which is verified without any connection', async () => {
    const said = await types(
      `npm run -s incident:export -- --id=${id} --format=zip --output=${zip}`,
    );
    expect(said).toContain(`${id} written to ${zip}`);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['cli/tocsin.ts', 'verify', zip],
      { env: { PATH: process.env.PATH } },
    );
    expect(stdout).toContain('every byte as it was sealed');
  });

  test('fails on one flipped byte', async () => {
    const content = readFileSync(zip);
    const at = Math.floor(content.length / 2);
    content[at] = (content[at] ?? 0) ^ 1;
    const flipped = join(folder, 'flipped.zip');
    writeFileSync(flipped, content);
    expect(await types(`npx tocsin verify ${flipped}`, 1)).toMatch(/was changed/);
  });

  test('is verified in the bucket', async () => {
    expect(await types(`npm run -s verify -- ${id}`)).toContain('every byte as it was sealed');
  });
});

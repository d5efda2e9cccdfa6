import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { realStack } from './stack.ts';
import { typist } from './typed.ts';

/* The command lines of the runbook's "Assess Impact" and "Diagnosis Tools", typed literally (R6, R12, R13, R14). */

const stack = realStack();

const { types, tries } = typist(stack);

describe('assess impact (R6)', () => {
  test('error rates', async () => {
    expect(await types('npm run monitor:errors -- --last=10m')).toMatch(
      /\d+ errors from .* in 4 log groups\./,
    );
  });

  test('active users affected', async () => {
    expect(await types('npm run monitor:users:affected')).toMatch(
      /payments {2}\d+ users: the most/,
    );
  });

  test('revenue impact', async () => {
    expect(await types('npm run monitor:revenue:impact')).toMatch(
      /payments {2}EUR \d+\.\d\d: EUR \d+\.\d\d came in, and EUR/,
    );
  });
});

describe('application logs (R12)', () => {
  test('recent errors', async () => {
    const said = await types('npm run logs:errors -- --last=1h');
    expect(said).toContain('KINDS OF ERROR');
    expect(said).toContain('timed out waiting for a database connection');
  });

  test('of a service, by a name that its alerts have, and of none: which there are', async () => {
    const found = await types('npm run logs:service -- --service=payment-processor');
    expect(found).toContain('payments-authorise: ');
    expect(found).not.toContain('checkout-api: ');
    const unknown = await tries('npm run logs:service -- --service=nonesuch');
    expect(unknown.error).toMatch(/no service nonesuch; there are: payments/);
    expect(unknown.exitCode).not.toBe(0);
  });

  test('search for patterns', async () => {
    const said = await types('npm run logs:search -- --pattern="timeout|connection refused"');
    expect(said).toMatch(/^\d+ lines?, \d+ errors? from/m);
  });
});

describe('system metrics (R13)', () => {
  test.each([
    ['npm run metrics:system', 'CPUUtilization'],
    ['npm run metrics:database', 'DatabaseConnections'],
    ['npm run metrics:api:latency', 'Duration'],
  ])('%s', async (line, metric) => {
    expect(await types(line)).toMatch(new RegExp(`payments +${metric} .*[▁▂▃▄▅▆▇█]{20}`));
  });

  test('as a picture', async () => {
    const file = join(temporaryFolder(), 'connections.svg');
    await types(`npm run metrics:database -- --plot=${file}`);
    expect(await readFile(file, 'utf8')).toMatch(/^<svg .*payments DatabaseConn.*<\/svg>$/s);
  });

  test('as pixels', async () => {
    const file = join(temporaryFolder(), 'connections.png');
    await types(`npm run metrics:database -- --plot=${file}`);
    const content = await readFile(file);
    expect(content.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(content.length).toBeGreaterThan(10_000);
  });
});

test('database queries (R14)', async () => {
  const said = await types('npm run db:queries');
  expect(said).toContain('payments: Queries that run for more than 5 minutes');
  expect(said).toMatch(/4182 +00:47:12/);
  expect(said).toMatch(/idle +61 +97 +100/);
  expect(said).toMatch(/RowExclusiveLock +payments +4182/);
});

test('system health, well and not', async () => {
  expect(await types('npm run health:check:full')).toMatch(/well +payments +Payments API/);
  const url = 'https://payments.example.com/health';
  await stack.call('POST', '/_local/webhooks', { url, status: 503 });
  const unwell = await tries('npm run health:check:full');
  await stack.call('POST', '/_local/webhooks', { url, status: 200 });
  expect(unwell.out + unwell.error).toContain('not well');
  expect(unwell.exitCode).not.toBe(0);
});

test('what was found is attached, and its impact raises the severity', async () => {
  const id = await stack.opens({ title: 'Slow', severity: 'SEV3', service: 'payments' });
  const said = await types(`npm run monitor:users:affected -- --last=3h --attach=${id}`);
  expect(said).toContain(`Attached to ${id}.`);
  const shown = await stack.show(id);
  expect(shown).toMatchObject({ severity: 'SEV2', severityReason: { rule: 'impact' } });
  expect(shown.timeline.map(({ type }) => type)).toContain('FindingAttached');
});

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DescribeDBClusterSnapshotsCommand, RDSClient } from '@aws-sdk/client-rds';
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

interface Told {
  archives: { manifest: string; missing: string[] }[];
  objects: { key: string; bytes: number }[];
}

describe('"Preserve evidence" of the runbook', () => {
  // The runbook's own lines, for the incident that there is.
  test.each([
    ['npm run logs:archive -- --incident=INC-2024-001', 'logs', '2 objects'],
    ['npm run metrics:snapshot -- --incident=INC-2024-001', 'metrics', '6 objects'],
    ['npm run db:snapshot -- --incident=INC-2024-001', 'database', '1 object'],
  ])('%s', async (line, kind, kept) => {
    const said = await types(line.replace('INC-2024-001', id).replace('run', 'run -s'));
    expect(said).toMatch(new RegExp(`^Evidence archived as .* asked \\(${kind}\\): ${kept}`));
    const { timeline } = await stack.show(id);
    expect(timeline.at(-1)?.text).toBe(said.trim());
  });

  test('of a service without databases says what to add where', async () => {
    const other = await stack.opens({ title: 'Search is slow', service: 'catalogue' });
    const said = await types(`npm run -s db:snapshot -- --incident=${other}`, 1);
    expect(said).toContain(
      'database: in tocsin.yaml, under services.catalogue.evidence, add databaseSnapshots',
    );
  });
});

describe('what was archived', () => {
  test('by itself has all that the service says, and nothing is missing', async () => {
    const { archives, objects } = await stack.call<Told>('GET', `/v1/incidents/${id}/evidence`);
    expect(archives.flatMap(({ missing }) => missing)).toEqual([]);
    const final = objects.filter(({ key }) => !key.includes('asked'));
    expect(final.map(({ key }) => key.split('/').slice(3).join('/'))).toEqual([
      'events.ndjson',
      'timeline.json',
      'pages.ndjson',
      'incident.json',
      'report.md',
      'metrics.json',
      'metrics/01-Errors.svg',
      'metrics/02-Duration.svg',
      'metrics/03-ConcurrentExecutions.svg',
      'metrics/04-CPUUtilization.svg',
      'metrics/05-DatabaseConnections.svg',
      'alarm-history.ndjson',
      'deployments.ndjson',
      'changes.ndjson',
      'database/cluster-orders.json',
      'logs/aws_lambda_payments-authorise-0001.ndjson.gz',
      'logs/aws_lambda_payments-capture-0001.ndjson.gz',
    ]);
    for (const { key, bytes } of final) expect(bytes, key).toBeGreaterThan(0);
  });

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

  test('is verified long after the incident was closed, with what was asked for since', async () => {
    await stack.passes(2 * 3600);
    const { timeline } = await stack.show(id);
    expect(timeline.some(({ type }) => type === 'IncidentClosed')).toBe(true);
    await types(`npm run -s logs:archive -- --incident=${id}`);
    expect(await types(`npm run -s verify -- ${id}`)).toContain('every byte as it was sealed');
  });

  test('is verified in the bucket', async () => {
    expect(await types(`npm run -s verify -- ${id}`)).toContain('every byte as it was sealed');
  });
});

test('a snapshot is gone after the days that it was to be kept', async () => {
  const { snapshots } = rds();
  expect(await snapshots()).toContain(`tocsin-${id.toLowerCase()}-orders`);
  const { document } = await stack.call<{ document: Configuration }>('GET', '/v1/config');
  document.services.payments.evidence.databaseSnapshots = [{ cluster: 'brief', keepDays: 1 }];
  await stack.call('PUT', '/v1/config', document);
  // Functions read the configuration again after half a minute.
  await stack.passes(31);
  await types(`npm run -s db:snapshot -- --incident=${id}`);
  const brief = (await snapshots()).filter(name => name.includes('brief'));
  expect(brief).toHaveLength(1);
  await stack.passes(49 * 3600);
  expect(await snapshots()).not.toContain(brief[0]);
  expect(await snapshots()).toContain(`tocsin-${id.toLowerCase()}-orders`);
}, 120_000);

interface Configuration {
  services: { payments: { evidence: { databaseSnapshots: object[] } } };
}

function rds() {
  const client = new RDSClient({
    endpoint: stack.url(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'person', secretAccessKey: 'person' },
  });
  return {
    async snapshots(): Promise<string[]> {
      const found = await client.send(new DescribeDBClusterSnapshotsCommand({}));
      return (found.DBClusterSnapshots ?? []).map(each => each.DBClusterSnapshotIdentifier ?? '');
    },
  };
}

test('what the first evidence resembles, and what ended one like it before, is shown by itself (R15)', async () => {
  // Otherwise it is the first one that fires again.
  await stack.passes(3600);
  const again = await stack.opens({ title: 'Payment processing down', service: 'payments' });
  await stack.passes(60);
  const { timeline } = await stack.show(again);
  const said = timeline.filter(({ type }) => /^(PatternMatched|ResemblanceNoted)$/.test(type));
  // Shortly after one of the example's deployments that is named as well.
  const texts = said.map(({ text }) => text);
  for (const part of [
    expect.stringContaining(`Like ${id}, Payment processing down (the same alert;`),
    expect.stringMatching(/^Looks like A dependency answers with errors .*upstream answered 503/),
    expect.stringMatching(/^Looks like Database connection pool exhausted .*timed out waiting/),
  ]) {
    expect(texts).toContainEqual(part);
  }
  const shown = (await types(`npm run -s tocsin -- show ${again}`)).replace(/\s+/g, ' ');
  expect(shown).toContain(`Before ${id} (Payment processing down); ended with: Restarted.`);
  await stack.call('POST', `/v1/incidents/${again}/resolve`, { resolution: 'The same again.' });
  await stack.passes(5);
});

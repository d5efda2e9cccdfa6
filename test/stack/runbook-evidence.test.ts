import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateDescribeDBClusterSnapshots, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';
import { typed, typist } from './typed.ts';

/* "Preserve evidence" of the runbook (R22), typed literally; and what is made of it, checked by whoever asks. */

const stack = realStack();
const folder = mkdtempSync(join(tmpdir(), 'tocsin-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { types, tries, typesInShell } = typist(stack);

/** One that was resolved, with what is archived by itself when that happens. */
async function isResolved(): Promise<string> {
  const id = await stack.opens({ title: 'Payment processing down', service: 'payments' });
  await stack.call('POST', `/v1/incidents/${id}/resolve`, { resolution: 'Restarted.' });
  await stack.passes(5);
  return id;
}
/** The watch is over: what fires next is another incident. */
const isClosed = () => stack.passes(1900);
afterEach(isClosed);

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
    const id = await isResolved();
    const said = await types(line.replace('INC-2024-001', id));
    expect(said).toMatch(new RegExp(`^Evidence archived as .* asked \\(${kind}\\): ${kept}`));
    const { timeline } = await stack.show(id);
    expect(timeline.at(-1)?.text).toBe(said.trim());
  });

  test('of a service without databases says what to add where', async () => {
    const other = await stack.opens({ title: 'Search is slow', service: 'catalogue' });
    const { exitCode, out, error } = await tries(`npm run db:snapshot -- --incident=${other}`);
    await stack.resolves(other);
    expect(exitCode).toBe(1);
    expect(out + error).toContain(
      'database: in tocsin.yaml, under services.catalogue.evidence, add databaseSnapshots',
    );
  });
});

describe('what was archived', () => {
  test('by itself has all that the service says, and nothing is missing', async () => {
    const id = await isResolved();
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

  test('is exported as a zip, which is verified without any connection; not with a byte flipped', async () => {
    const id = await isResolved();
    const zip = join(folder, 'case.zip');
    const said = await types(`npm run incident:export -- --id=${id} --format=zip --output=${zip}`);
    expect(said).toContain(`${id} written to ${zip}`);
    const offline = await typed(`npm run verify -- ${zip}`, {});
    expect(offline).toMatchObject({ exitCode: 0, error: '' });
    expect(offline.out).toContain('every byte as it was sealed');

    const content = readFileSync(zip);
    const at = Math.floor(content.length / 2);
    content[at] = (content[at] ?? 0) ^ 1;
    const flipped = join(folder, 'flipped.zip');
    writeFileSync(flipped, content);
    const { exitCode, out, error } = await tries(`npm run verify -- ${flipped}`);
    expect(exitCode).toBe(1);
    expect(out + error).toMatch(/was changed/);
  });

  test('is verified in the bucket, long after the incident was closed, with what was asked for since', async () => {
    const id = await isResolved();
    expect(await types(`npm run verify -- ${id}`)).toContain('every byte as it was sealed');
    await stack.passes(2 * 3600);
    const { timeline } = await stack.show(id);
    expect(timeline.some(({ type }) => type === 'IncidentClosed')).toBe(true);
    await types(`npm run logs:archive -- --incident=${id}`);
    // By the project's own command on the path of npm, in a process that knows nothing but the address.
    expect(await typesInShell(`npx tocsin verify ${id}`)).toContain('every byte as it was sealed');
  });
});

test('a snapshot is gone after the days that it was to be kept', async () => {
  const { snapshots } = rds();
  const id = await isResolved();
  const ofOrders = new RegExp(`^tocsin-${id.toLowerCase()}-\\d{14}-orders$`);
  expect(await snapshots()).toContainEqual(expect.stringMatching(ofOrders));
  await stack.call('POST', '/_local/resources', {
    arn: 'arn:aws:rds:us-east-1:000000000000:cluster:brief',
  });
  await stack.configures(({ services }: Configuration) => {
    services.payments.evidence.databaseSnapshots = [{ cluster: 'brief', keepDays: 1 }];
    return { services };
  });
  await types(`npm run db:snapshot -- --incident=${id}`);
  const brief = (await snapshots()).filter(name => name.includes('brief'));
  expect(brief).toHaveLength(1);
  await stack.passes(49 * 3600);
  expect(await snapshots()).not.toContain(brief[0]);
  expect(await snapshots()).toContainEqual(expect.stringMatching(ofOrders));
});

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
      const found: string[] = [];
      for await (const page of paginateDescribeDBClusterSnapshots({ client }, {})) {
        found.push(
          ...(page.DBClusterSnapshots ?? []).map(each => each.DBClusterSnapshotIdentifier ?? ''),
        );
      }
      return found;
    },
  };
}

test('what the first evidence resembles, and what ended one like it before, is shown by itself (R15)', async () => {
  const id = await isResolved();
  await isClosed();
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
  const shown = (await types(`npm run tocsin -- show ${again}`)).replace(/\s+/g, ' ');
  expect(shown).toContain(`Before ${id} (Payment processing down); ended with: Restarted.`);
  await stack.call('POST', `/v1/incidents/${again}/resolve`, { resolution: 'The same again.' });
  await stack.passes(5);
});

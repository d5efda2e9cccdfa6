import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { s3Archive } from '#adapters/aws/archive.ts';
import { expireSnapshots, takeSnapshot } from '#adapters/aws/database-snapshots.ts';
import { readAlarmHistory, readChanges, readDeployments } from '#adapters/aws/evidence-changes.ts';
import { s3Vault } from '#adapters/aws/vault.ts';
import { addSeconds, instant } from '#core/time/instant.ts';
import { toyStack } from '../toy-stack.ts';

/* What evidence is collected from and kept in: the adapters against the wire of each service. */

const toy = toyStack();
const to = instant('2026-11-23T02:14:00.000Z');
const dayBefore = { from: addSeconds(to, -86_400), to };
const bytes = (text: string) => new TextEncoder().encode(text);

describe('what happened around an incident', () => {
  test('to its alarms, oldest first, each with what CloudWatch said', async () => {
    const read = readAlarmHistory(new CloudWatchClient(toy.client()));
    const history = await read(['payments-5xx', 'payments-latency'], dayBefore);
    const records = 'records' in history ? (history.records as { alarm: string; at: Date }[]) : [];
    expect(new Set(records.map(({ alarm }) => alarm)).size).toBe(2);
    expect(records[0]).toMatchObject({ kind: 'StateUpdate', data: { version: '1.0' } });
    const first = records.filter(({ alarm }) => alarm === 'payments-5xx').map(({ at }) => at);
    expect(first).toEqual(first.toSorted((a, b) => a.getTime() - b.getTime()));
    for (const at of first) {
      expect(at.toISOString() >= dayBefore.from && at.toISOString() <= to).toBe(true);
    }
  });

  test('what was deployed by CodeDeploy and by ECS', async () => {
    const read = readDeployments(new CodeDeployClient(toy.client()), new ECSClient(toy.client()));
    const byCodeDeploy = await read({ application: 'payments', group: 'production' }, dayBefore);
    expect(byCodeDeploy).toMatchObject({
      records: expect.arrayContaining([
        expect.objectContaining({ applicationName: 'payments', deploymentGroupName: 'production' }),
      ]),
    });
    const byEcs = await read({ cluster: 'main', ecsService: 'payments' }, dayBefore);
    expect(byEcs).toMatchObject({
      records: expect.arrayContaining([expect.objectContaining({ rolloutState: 'COMPLETED' })]),
    });
  });

  test('what was changed, without what was only read', async () => {
    const read = readChanges(new CloudTrailClient(toy.client()));
    for (const [asked, found] of [
      [{ source: 'rds.amazonaws.com' }, { eventSource: 'rds.amazonaws.com' }],
      [{ resource: 'payments' }, { requestParameters: { resource: 'payments' } }],
      [{ event: 'UpdateService' }, { eventName: 'UpdateService' }],
    ] as const) {
      const changes = await read(asked, dayBefore);
      const records = 'records' in changes ? (changes.records as { event: object }[]) : [];
      expect(records.length).toBeGreaterThan(1);
      for (const { event } of records) expect(event).toMatchObject({ ...found, readOnly: false });
    }
  });

  test('and what cannot be read says so in words', async () => {
    const client = { endpoint: 'http://127.0.0.1:9', maxAttempts: 1 };
    const read = readChanges(new CloudTrailClient({ ...toy.client(), ...client }));
    const changes = await read({ resource: 'payments' }, dayBefore);
    expect(changes).toMatchObject({ unreadable: expect.stringMatching(/^payments: /) });
  });
});

describe('snapshots of databases', () => {
  const rds = () => new RDSClient(toy.client());
  const wanted = (id: string, of: { cluster: string } | { instance: string }, days: number) => ({
    ...{ id, of, incident: 'INC-2026-001', expiresAt: addSeconds(to, days * 86_400) },
  });

  test.each([
    ['cluster', { cluster: 'orders' }],
    ['instance', { instance: 'reports' }],
  ] as const)('of a %s are taken once, and told again', async (kind, of) => {
    const take = takeSnapshot(rds());
    const id = `tocsin-once-${kind}`;
    const first = await take(wanted(id, of, 30));
    expect(first).toMatchObject({ snapshot: { ...of, id, status: 'creating' } });
    expect(await take(wanted(id, of, 30))).toEqual(first);
  });

  test('of a database that is not there are not, in words', async () => {
    const taken = await takeSnapshot(rds())(wanted('tocsin-x', { cluster: 'none' }, 1));
    expect(taken).toMatchObject({ unreadable: expect.stringContaining('none not found') });
  });

  test('are deleted when they have expired: ours alone, and none before its day', async () => {
    const take = takeSnapshot(rds());
    await take(wanted('tocsin-old', { cluster: 'orders' }, 1));
    await take(wanted('tocsin-old-instance', { instance: 'reports' }, 1));
    await take(wanted('tocsin-young', { cluster: 'orders' }, 9));
    await take(wanted('theirs', { cluster: 'orders' }, 1));
    const expire = expireSnapshots(rds());
    // Nobody can delete what is still being made.
    expect(await expire(addSeconds(to, 86_400))).toEqual([]);
    await toy.settles(200);
    expect(await expire(addSeconds(to, 86_399))).toEqual([]);
    expect(await expire(addSeconds(to, 86_400))).toEqual(['tocsin-old', 'tocsin-old-instance']);
    expect(await expire(addSeconds(to, 86_400))).toEqual([]);
  });
});

describe('the bucket', () => {
  const name = () => toy.stack().model.buckets[0]?.name ?? '';
  const vault = () =>
    s3Vault(name(), () => to, {
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: toy.stack().url,
      AWS_ACCESS_KEY_ID: 'person',
      AWS_SECRET_ACCESS_KEY: 'person',
    });

  /** As any client does; a thousand calls of the SDK would take as long as all other tests. */
  async function puts(key: string): Promise<void> {
    const path = key.split('/').map(encodeURIComponent).join('/');
    const authorization = 'AWS4-HMAC-SHA256 Credential=person/20261123/us-east-1/s3/aws4_request';
    const headers = { authorization, 'content-type': 'text/plain' };
    const put = { method: 'PUT', headers, body: key };
    const { status } = await fetch(`${toy.url()}/${name()}/${path}`, put);
    expect(status).toBe(200);
  }

  test('keeps an object once, with what was noted beside it', async () => {
    const archive = s3Archive(new S3Client(toy.client()), name(), { now: () => to });
    const put = (text: string, note?: string) =>
      archive.put('incidents/INC-2026-001/a/part', bytes(text), 'text/plain', note);
    expect(await put('one', '%7B%22next%22%3A%22f%2F1%22%7D')).toBe('stored');
    expect(await put('two', 'other')).toBe('exists');
    const found = await archive.find('incidents/INC-2026-001/a/part');
    expect(new TextDecoder().decode(found?.content)).toBe('one');
    expect(found?.note).toBe('%7B%22next%22%3A%22f%2F1%22%7D');
    expect(await archive.find('incidents/INC-2026-001/a/none')).toBeUndefined();
  });

  test('is read, listed in pages and linked to', async () => {
    const keys = Array.from(
      { length: 1005 },
      (_, number) => `incidents/INC-2026-002/b&<c>/${String(number).padStart(4, '0')}`,
    );
    for (let from = 0; from < keys.length; from += 50) {
      const some = keys.slice(from, from + 50);
      await Promise.all(some.map(puts));
    }
    expect(await vault().list('incidents/INC-2026-002/')).toEqual(keys);
    const [first = ''] = keys;
    expect(new TextDecoder().decode(await vault().read(first))).toBe(first);
    expect(await vault().read('incidents/none')).toBeUndefined();
    const link = await vault().linkTo(first, addSeconds(to, 900));
    expect(link).toContain('X-Amz-Expires=900');
    const answer = await fetch(link);
    expect(await answer.text()).toBe(first);
  });
});

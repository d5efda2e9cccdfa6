import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, expect, test } from 'vitest';
import { StartFailure } from '#local/start-failure.ts';
import { startToyStack, talkTo } from './toy-stack.ts';

const data = mkdtempSync(join(tmpdir(), 'tocsin-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

async function run() {
  const stack = await startToyStack({ data });
  return {
    ...talkTo(
      () => stack.url,
      () => stack,
    ),
    stop: () => stack.stop(),
  };
}

test('what was kept, what was due and what was pending survive a restart', async () => {
  const first = await run();
  const [bucket] = first.stack().model.buckets;
  const Bucket = bucket?.name ?? '';
  const TopicArn = first.stack().model.topics.find(({ name }) => name.endsWith('email'))?.arn ?? '';
  await new SNSClient(first.client()).send(
    new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ana@example.com' }),
  );
  await new S3Client(first.client()).send(
    new PutObjectCommand({ Bucket, Key: 'incidents/one', Body: 'evidence' }),
  );
  await first.alert('before');
  const stoppedAt = await first.settles(3600);
  await first.alert('scheduled');
  await first.alert('delayed', '?delay=600');
  await first.alert('fail for now');
  await first.settles();
  await first.stop();

  const second = await run();
  const { now } = await second.read<{ now: string }>('/_local/clock');
  expect(Date.parse(now)).toBeGreaterThanOrEqual(Date.parse(stoppedAt));

  const texts = (await second.inbox('+15550100')).map(({ body }) => body);
  expect(texts.some(body => body.includes('before'))).toBe(true);
  const object = await new S3Client(second.client()).send(
    new GetObjectCommand({ Bucket, Key: 'incidents/one' }),
  );
  expect(await object.Body?.transformToString()).toBe('evidence');

  await second.settles(60);
  const seen = (await second.inbox('+15550100')).length;
  await second.settles(700);
  expect(await second.logged('on-timer')).toHaveLength(1);
  expect((await second.inbox('+15550100')).length).toBe(seen + 1);
  expect((await second.inbox('ana@example.com')).at(-1)?.body).toContain('delayed');
  // After as many attempts as there are.
  expect((await second.queue('alerts-dead-letters'))?.visible).toBe(1);
  await second.stop();
});

test('two runs never share a directory', async () => {
  const first = await run();
  await expect(startToyStack({ data })).rejects.toThrow(StartFailure);
  await expect(startToyStack({ data })).rejects.toThrow(
    `in use by the local stack at ${first.url()}`,
  );
  await first.stop();
});

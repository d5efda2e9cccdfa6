import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PublishCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { snsApi, sqs, table } from '#functions/wiring/clients.ts';

/** Whose first request was heard and will never be answered. */
const unanswered = new Set<string>();
const aws = createServer((request, response) => {
  const { 'x-amz-target': target = 'SNS' } = request.headers;
  if (!unanswered.has(`${target}`)) return void unanswered.add(`${target}`);
  response.end(target === 'SNS' ? '<PublishResponse/>' : '{}');
});

beforeAll(async () => {
  await new Promise<void>(listening => aws.listen(0, '127.0.0.1', listening));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(aws.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});

afterAll(() => {
  vi.unstubAllEnvs();
  aws.closeAllConnections();
  aws.close();
});

const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
const message = () => ({ QueueUrl: `${process.env.AWS_ENDPOINT_URL}/1/pages`, MessageBody: 'a' });

test.concurrent.each([
  ['the table', () => table({ TABLE_NAME: 'a' }).ask('GetItem', { TableName: 'a', Key })],
  ['queues', () => sqs()('SendMessage', message())],
  [
    'texts and mail',
    () => snsApi().send(new PublishCommand({ PhoneNumber: '+15555550101', Message: 'a' })),
  ],
])('a request of %s that falls silent is given up and asked again', async (_what, send) => {
  expect(await send()).toBeDefined();
});

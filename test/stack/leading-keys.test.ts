import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';

/* A function that was taken over by a stranger has its role, and no more. */

const stack = realStack();
const table = () => stack.model().tables[0]?.name ?? '';

/** DynamoDB, asked in the name of a function. */
function as(name: string): DynamoDBClient {
  const { functions } = stack.model();
  const known = functions.find(each => each.name.endsWith(name))?.name ?? '';
  return new DynamoDBClient({
    endpoint: stack.url(),
    region: 'us-east-1',
    credentials: { accessKeyId: known, secretAccessKey: 'local' },
  });
}

const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
const tokens = key('CONFIG', 'VERSION#999999');
/** So that what is allowed is refused all the same, and changes nothing. */
const never = { ConditionExpression: 'attribute_exists(never)' };

describe.each([
  'on-webhook',
  'on-api-request',
  'on-ack-link',
  'on-sms-reply',
  'on-review-request',
  'on-diagnosis-request',
  'on-compute-actions',
])('%s, which the internet can reach,', name => {
  const put = (item: ReturnType<typeof key>) =>
    as(name).send(new PutItemCommand({ TableName: table(), Item: item, ...never }));

  test.each([
    ['the configuration', () => put(tokens)],
    [
      'the configuration, by an update',
      () => as(name).send(new UpdateItemCommand({ TableName: table(), Key: tokens })),
    ],
    [
      'the configuration, among other things',
      () =>
        as(name).send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Put: { TableName: table(), Item: key('INC#INC-2026-999', 'STATE'), ...never } },
              { Put: { TableName: table(), Item: tokens, ...never } },
            ],
          }),
        ),
    ],
    [
      'the configuration, in a batch',
      () => {
        const writes = [key('INC#INC-2026-999', 'NOTHING'), tokens];
        return as(name).send(
          new BatchWriteItemCommand({
            RequestItems: { [table()]: writes.map(Item => ({ PutRequest: { Item } })) },
          }),
        );
      },
    ],
    ['the secret of our webhooks', () => put(key('SECRET', 'WEBHOOKS'))],
    ['the root of our links', () => put(key('ROOT', 'ROOT'))],
  ])('cannot write %s', async (_, write) => {
    await expect(write()).rejects.toThrow('is not authorized to perform');
  });
});

test('the function for setup can, and others can write what is theirs', async () => {
  const send = (name: string, item: ReturnType<typeof key>) =>
    as(name).send(new PutItemCommand({ TableName: table(), Item: item, ...never }));
  await expect(send('on-setup-request', tokens)).rejects.toThrow('conditional request failed');
  const state = key('INC#INC-2026-999', 'STATE');
  await expect(send('on-ack-link', state)).rejects.toThrow('conditional request failed');
});

test.each([
  ['on-webhook', 'INC#INC-2026-001'],
  ['on-webhook', 'ROSTER'],
  ['on-vendor-request', 'ROSTER'],
  ['on-chat-request', 'ROSTER'],
  ['on-stakeholder-link', 'ROSTER'],
  ['on-stakeholder-link', 'SECRET'],
  ['on-ack-link', 'PHONE#+15555550101'],
  ['on-sms-reply', 'LINK#5e88'],
])('%s reads nothing of %s', async (name, pk) => {
  const reading = as(name).send(new GetItemCommand({ TableName: table(), Key: key(pk, 'x') }));
  await expect(reading).rejects.toThrow('is not authorized to perform');
});

test('the door for clients of other pagers finds, lists and acknowledges with what it may read', async () => {
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${stack.url()}/v2/${path}`, {
      method,
      headers: { authorization: 'GenieKey local', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, ...((await answer.json()) as { requestId?: string }) };
  };
  const alert = { message: 'Payments are failing', alias: 'payments-errors', priority: 'P1' };
  const { requestId } = await ask('POST', 'alerts', alert);
  await stack.passes(10);
  const one = 'alerts/payments-errors';
  for (const path of [
    `${one}?identifierType=alias`,
    `${one}/logs?identifierType=alias`,
    `alerts/requests/${requestId}`,
    'alerts?query=status%3Dopen',
    'heartbeats',
  ]) {
    expect(await ask('GET', path), path).toMatchObject({ status: 200 });
  }
  const acknowledged = await ask('POST', `${one}/acknowledge?identifierType=alias`, {});
  expect(acknowledged.status).toBe(202);
});

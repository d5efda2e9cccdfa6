import {
  BatchWriteItemCommand,
  DynamoDBClient,
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

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsV4Signer } from 'aws4fetch';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamoDb } from '#adapters/dynamodb/dynamodb.ts';

/** What is answered to one request after the other; the last to all that follow. */
let answers: ((response: ServerResponse) => void)[] = [];
let heard: { request: IncomingMessage; body: string }[] = [];
const aws = createServer(async (request, response) => {
  const body = (await Array.fromAsync(request)).join('');
  heard.push({ request, body });
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  answer?.(response);
});
const env: Record<string, string> = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session',
};

beforeAll(async () => {
  await new Promise<void>(listening => aws.listen(0, '127.0.0.1', listening));
  env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
});
beforeEach(() => {
  heard = [];
});
afterAll(() => {
  aws.closeAllConnections();
  aws.close();
});

const said = (status: number, body: string) => (response: ServerResponse) =>
  void response.writeHead(status, { 'x-amzn-requestid': 'request-1' }).end(body);
const item = said(200, '{"Item":{"name":{"S":"ü"}}}');
const error = (status: number, name: string, more: object = {}) =>
  said(status, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, ...more }));
const breaksOff = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': '100' }).write('{"Item":');
  response.destroy();
};
const key = { TableName: 'table', Key: { pk: { S: 'ö' } } };
const get = () => dynamoDb(env)('GetItem', key);

describe('a request to the table', () => {
  test('says what is asked of whom, and is signed as another signer signs it', async () => {
    answers = [item];
    expect(await get()).toEqual({ Item: { name: { S: 'ü' } } });
    const { request, body } = heard[0] ?? {};
    const { headers, method = '', url } = request ?? {};
    expect(JSON.parse(body ?? '')).toEqual(key);
    expect(headers?.['x-amz-target']).toBe('DynamoDB_20120810.GetItem');
    expect(headers?.['x-amz-security-token']).toBe('session');
    const signed =
      /SignedHeaders=([^,]*)/.exec(headers?.authorization ?? '')?.[1]?.split(';') ?? [];
    const signer = new AwsV4Signer({
      ...{ method, url: `${env.AWS_ENDPOINT_URL}${url}`, body: body ?? '', allHeaders: true },
      ...{ service: 'dynamodb', region: 'eu-central-1', sessionToken: 'session' },
      ...{ accessKeyId: 'key', secretAccessKey: 'secret', datetime: `${headers?.['x-amz-date']}` },
      headers: signed
        .filter(name => name !== 'host')
        .map(name => [name, String(headers?.[name])] as [string, string]),
    });
    const { headers: expected } = await signer.sign();
    expect(headers?.authorization).toBe(expected.get('authorization'));
  });

  test('carries on what led to it, so that Lambda sees a message that goes round', async () => {
    answers = [item];
    const running = { ...env, _X_AMZN_TRACE_ID: 'Root=1-first' };
    const ask = dynamoDb(running);
    await ask('GetItem', key);
    running._X_AMZN_TRACE_ID = 'Root=1-second';
    await ask('GetItem', key);
    expect(heard.map(({ request }) => request.headers['x-amzn-trace-id'])).toEqual([
      'Root=1-first',
      'Root=1-second',
    ]);
    expect(heard[0]?.request.headers.authorization).not.toContain('trace-id');
  });

  test.each([
    ['there are too many of', error(400, 'ThrottlingException')],
    ['the table has no room for', error(400, 'ProvisionedThroughputExceededException')],
    ['AWS fails to answer', error(500, 'InternalServerError')],
    ['something in between does not pass on', said(503, '<html>Service unavailable</html>')],
    ['was answered in part', breaksOff],
    [
      'comes with a signature that is too old',
      error(403, 'InvalidSignatureException', {
        message: 'Signature expired: 1 is now earlier than 2',
      }),
    ],
  ])('is asked once more where it is one that %s', async (_why, failure) => {
    answers = [failure, item];
    expect(await get()).toEqual({ Item: { name: { S: 'ü' } } });
    expect(heard).toHaveLength(2);
  });

  test('is given up in the end, after the four times that the SDK asks a table', async () => {
    answers = [error(500, 'InternalServerError', { message: 'Not now' })];
    await expect(get()).rejects.toMatchObject({ name: 'InternalServerError', message: 'Not now' });
    expect(heard).toHaveLength(4);
  });

  test('that AWS wants to have asked again later is asked so much later', async () => {
    const busy = { __type: 'LimitExceeded' };
    answers = [answer => answer.writeHead(400, { 'retry-after': '2' }).end(JSON.stringify(busy))];
    await expect(get()).rejects.toMatchObject({ retryAfterHint: expect.any(Date) });
  });

  test('that is refused is not asked again, and says by which name and with what', async () => {
    const CancellationReasons = [{ Code: 'ConditionalCheckFailed', Item: { pk: { S: 'a' } } }];
    answers = [error(400, 'TransactionCanceledException', { Message: 'No', CancellationReasons })];
    await expect(get()).rejects.toMatchObject({
      ...{ name: 'TransactionCanceledException', message: 'No', CancellationReasons },
      $metadata: { httpStatusCode: 400, requestId: 'request-1' },
    });
    expect(heard).toHaveLength(1);
  });

  test('of nobody who listens fails by the name of what went wrong', async () => {
    const nowhere = dynamoDb({ ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
    await expect(nowhere('GetItem', key)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

test('without a region nobody is asked', () => {
  expect(() => dynamoDb({})).toThrow('Missing environment: AWS_REGION');
});

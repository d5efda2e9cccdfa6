import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { json, problem } from '#app/api/http.ts';
import { http, queueBatch, scheduled, stream } from '#functions/middleware.ts';

async function answered(value: unknown, accepted?: string) {
  const event = {
    ...{ rawPath: '/v1/incidents', requestContext: { http: { method: 'GET' }, requestId: 'r' } },
    headers: accepted === undefined ? {} : { 'accept-encoding': accepted },
  } as unknown as APIGatewayProxyEventV2;
  const answer = await http(async () => json(200, value))(event, {} as Context);
  if (answer === undefined) throw new Error('Nothing was answered');
  return answer;
}

const long = Array.from({ length: 100 }, (_, index) => `Note: what was seen, number ${index} – –.`);

describe('an answer over HTTP', () => {
  test.each(['gzip', 'gzip, deflate, br', 'br;q=1.0, gzip;q=0.8'])(
    'is packed for whoever takes %s',
    async accepted => {
      const { headers, body = '', isBase64Encoded } = await answered(long, accepted);
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        vary: 'accept-encoding',
      });
      expect(isBase64Encoded).toBe(true);
      expect(JSON.parse(gunzipSync(Buffer.from(body, 'base64')).toString())).toEqual(long);
    },
  );

  test.each([undefined, 'identity', 'br', 'gzip;q=0', 'gzip; q=0.0, identity'])(
    'is not for whoever takes %s',
    async accepted => {
      const { headers, body } = await answered(long, accepted);
      expect(headers).not.toHaveProperty('content-encoding');
      expect(body).toBe(JSON.stringify(long));
    },
  );

  test('says that there is nothing also to whoever asks with HEAD, who is told no words', async () => {
    const event = {
      ...{ rawPath: '/v1/calendar/gone.ics', headers: {} },
      requestContext: { http: { method: 'HEAD' }, requestId: 'r' },
    } as unknown as APIGatewayProxyEventV2;
    const gone = { ...problem('not-found', 'There is no such calendar.'), body: '' };
    expect(await http(async () => gone)(event, {} as Context)).toMatchObject({
      ...{ statusCode: 404, body: '' },
    });
  });

  test('is sent as it is where it is short', async () => {
    expect(await answered(['short'], 'gzip')).toMatchObject({ body: '["short"]' });
  });
});

describe('a handler whose time is up', () => {
  const context = { getRemainingTimeInMillis: () => 0 } as Context;
  const request = {
    ...{ rawPath: '/', requestContext: { http: { method: 'GET' }, requestId: 'r' } },
    headers: {},
  } as unknown as APIGatewayProxyEventV2;

  // Lambda ends the process with it. Whoever answers before that is frozen, and goes on at the next call.
  test.each([
    ['over HTTP', (work: Work) => http(() => work().then(() => json(200, {})))(request, context)],
    ['on a queue', (work: Work) => queueBatch(work)({ Records: [] } as SQSEvent, context)],
    [
      'on a stream',
      (work: Work) => stream(() => work().then(() => undefined))({ Records: [{}] }, context),
    ],
    [
      'on a schedule',
      (work: Work) => scheduled(() => work().then(() => undefined))({} as never, context),
    ],
  ])('answers nothing %s while it works on', async (_, run) => {
    let isDone = false;
    await run(async () => {
      await setTimeout(20);
      isDone = true;
      return [];
    });
    expect(isDone).toBe(true);
  });
});

type Work = () => Promise<string[]>;

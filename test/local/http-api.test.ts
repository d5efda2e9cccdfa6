import http from 'node:http';
import { describe, expect, test } from 'vitest';
import { toyStack } from './toy-stack.ts';

const toy = toyStack();
type Echo = Record<string, unknown> & {
  headers: Record<string, string>;
  requestContext: { http: Record<string, string> };
};
const echo = async (path: string, init?: RequestInit) =>
  (await (await toy.ask(path, init)).json()) as Echo;

describe('a request of the HTTP API', () => {
  test('arrives in payload format 2.0', async () => {
    const event = await echo('/v1/incidents/INC%2D1?a=1&b=2&a=3', {
      headers: { 'X-Custom': 'Yes', cookie: 'one=1; two=2' },
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /v1/{proxy+}',
      // Decoded, whatever it is called.
      rawPath: '/v1/incidents/INC-1',
      rawQueryString: 'a=1&b=2&a=3',
      queryStringParameters: { a: '1,3', b: '2' },
      pathParameters: { proxy: 'incidents/INC-1' },
      cookies: ['one=1', 'two=2'],
      isBase64Encoded: false,
    });
    expect(event.headers['x-custom']).toBe('Yes');
    expect(event.requestContext.http.method).toBe('GET');
  });

  test('has its text as it came and everything else in base64', async () => {
    const body = 'text=é';
    const send = (type: string) =>
      echo('/v1/x', { method: 'POST', body, headers: { 'content-type': type } });
    const base64 = Buffer.from(body).toString('base64');
    expect(await send('text/plain; charset=UTF-8')).toMatchObject({ body, isBase64Encoded: false });
    expect(await send('application/json')).toMatchObject({ body, isBase64Encoded: false });
    for (const type of ['application/x-www-form-urlencoded', 'application/octet-stream']) {
      expect(await send(type)).toMatchObject({ body: base64, isBase64Encoded: true });
    }
    const packed = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect(await echo('/v1/x', { method: 'POST', body, headers: packed })).toMatchObject({
      ...{ body: base64, isBase64Encoded: true },
    });
  });

  test('takes the more specific of two routes', async () => {
    const answer = await toy.alert('route');
    expect(answer.status).toBe(202);
    expect(answer.headers.get('x-toy')).toBe('yes');
  });

  test('without a route is not found', async () => {
    const answer = await toy.ask('/nowhere');
    expect([answer.status, await answer.text()]).toEqual([404, '{"message":"Not Found"}']);
  });

  test('above 10 MB is refused before any function sees it', async () => {
    const answer = await toy.ask('/v1/x', { method: 'POST', body: 'x'.repeat(10_500_000) });
    expect(answer.status).toBe(413);
  });

  test('whose function ends itself gets a 500, and the next one is served', async () => {
    expect((await toy.ask('/v1/crash')).status).toBe(500);
    expect((await toy.ask('/v1/clock')).status).toBe(200);
  });
});

describe('an answer of a function', () => {
  test('keeps its cookies, and its body out of base64', async () => {
    const answer = await toy.ask('/a/token', { method: 'POST' });
    expect(await answer.text()).toBe('<p>POST</p>');
    expect(answer.headers.get('content-type')).toBe('text/html');
    expect(answer.headers.getSetCookie()).toEqual(['seen=1']);
  });

  test('to HEAD has no body', async () => {
    const status = await new Promise(resolve => {
      http
        .request(`${toy.url()}/a/token`, { method: 'HEAD' }, response => {
          response.resume().on('end', () => resolve(response.statusCode));
        })
        .end();
    });
    expect(status).toBe(200);
  });

  test('without a status code is the JSON body of a 200', async () => {
    const answer = await toy.ask('/v1/clock');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(Object.keys((await answer.json()) as object)).toEqual(['now']);
  });
});

describe('a function', () => {
  test('has the environment of the template and of Lambda, and nothing of this machine', async () => {
    const environment = (await (await toy.ask('/v1/environment')).json()) as Record<string, string>;
    const { functions } = toy.stack().model;
    const own = functions.find(({ name }) => name.endsWith('on-api-request'))?.environment ?? {};
    expect(environment).toMatchObject(own);
    const others = Object.keys(environment).filter(name => !(name in own));
    expect(others.sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_CONFIG_FILE',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SHARED_CREDENTIALS_FILE',
      '_X_AMZN_TRACE_ID',
    ]);
    expect(environment.EFFECTS_QUEUE_URL).toBe(`${toy.url()}/000000000000/Tocsin-effects`);
  });

  test('may do no more than its role allows', async () => {
    const answer = await toy.ask('/v1/forbidden');
    expect([answer.status, await answer.text()]).toEqual([403, 'AccessDeniedException']);
  });
});

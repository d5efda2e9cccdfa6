import { createHmac, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { outsidePost } from '#adapters/outside/outside-call.ts';
import { sendWebhook, signature } from '#adapters/outside/webhook.ts';
import { instant } from '#core/time/instant.ts';
import { selfSignedCertificate } from '../self-signed-certificate.ts';

const now = () => instant('2026-11-23T02:14:05.120Z');
const host = 'hooks.example.com';
const secret = 'tocsin_whs_secret';

let server: Server;
let port: number;
let ca: string;
const received: { path: string; host?: string; headers: Record<string, unknown>; body: string }[] =
  [];
let answer: { status: number; headers?: Record<string, string>; body?: string; hangs?: boolean };

beforeAll(async () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const validity = { from: '2020-01-01T00:00:00Z', to: '2049-01-01T00:00:00Z' };
  ca = selfSignedCertificate(pair, validity, host);
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  server = createServer({ key, cert: ca }, (request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += String(chunk);
    });
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      if (answer.hangs) return;
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    });
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  received.length = 0;
  answer = { status: 204 };
});

const toLoopback = async () => ['127.0.0.1'];
/** What is deployed, but that it may reach this test's own server. */
const send = (address?: string) =>
  sendWebhook({
    post: outsidePost({ resolve: toLoopback, isAllowed: () => true, ca }),
    secret: async () => secret,
    now,
  })(address ?? `https://${host}:${port}/tocsin?team=payments`, { incident: 'INC-2026-001' });

describe('a webhook', () => {
  test('is a POST of JSON with a signature over its time and body', async () => {
    expect(await send()).toEqual({ sent: true });
    const [got] = received;
    expect(got?.path).toBe('/tocsin?team=payments');
    expect(got?.body).toBe('{"incident":"INC-2026-001"}');
    const t = 1795400045;
    const expected = createHmac('sha256', secret).update(`${t}.${got?.body}`).digest('hex');
    expect(got?.headers).toMatchObject({
      host: `${host}:${port}`,
      'content-type': 'application/json',
      'tocsin-signature': `t=${t},v1=${expected}`,
    });
  });

  test.each([
    [200, { sent: true }],
    [301, { sent: false, failed: 'give-up', reason: 'webhook: answered 301' }],
    [400, { sent: false, failed: 'give-up', reason: 'webhook: answered 400' }],
    [404, { sent: false, failed: 'give-up', reason: 'webhook: answered 404' }],
    [408, { sent: false, failed: 'retry', reason: 'webhook: answered 408' }],
    [429, { sent: false, failed: 'retry', reason: 'webhook: answered 429' }],
    [500, { sent: false, failed: 'retry', reason: 'webhook: answered 500' }],
    [503, { sent: false, failed: 'retry', reason: 'webhook: answered 503' }],
  ])('answered %d is %o', async (status, delivery) => {
    answer = { status, headers: { location: `https://${host}:${port}/elsewhere` } };
    expect(await send()).toEqual(delivery);
    expect(received).toHaveLength(1);
  });

  test('does not read on when the answer is longer than anybody needs', async () => {
    answer = { status: 200, body: 'x'.repeat(5_000_000) };
    expect(await send()).toEqual({ sent: true });
  });

  test('is tried again when nobody answers in five seconds', { timeout: 600_000 }, async () => {
    answer = { status: 200, hangs: true };
    // Without a limit of ours this would hang for as long as the other side does.
    expect(await send()).toMatchObject({ sent: false, failed: 'retry' });
  });

  test('is tried again when nobody listens there', async () => {
    expect(await send(`https://${host}:1/`)).toMatchObject({ sent: false, failed: 'retry' });
  });

  test('is not sent to a server that cannot prove its name', async () => {
    expect(await send(`https://other.example.com:${port}/`)).toMatchObject({ sent: false });
    expect(received).toEqual([]);
  });
});

describe('a webhook goes nowhere inside', () => {
  /** Exactly as it is deployed, but for the names. */
  const deployed = (address: string, resolved: string[] = []) =>
    sendWebhook({
      post: outsidePost({ resolve: async () => resolved, ca }),
      secret: async () => secret,
      now,
    })(address, {});

  test.each([
    ['http://example.com/', 'not https'],
    ['https://user:secret@example.com/', 'user or password'],
    ['https://127.0.0.1/', 'public Internet'],
    ['https://2130706433/', 'public Internet'],
    ['https://0x7f.1/', 'public Internet'],
    ['https://169.254.169.254/latest/meta-data/', 'public Internet'],
    ['https://[::1]/', 'public Internet'],
    ['https://[::ffff:10.0.0.1]/', 'public Internet'],
    ['not an address', 'not a web address'],
  ])('%s: %s', async (address, why) => {
    const delivery = await deployed(address);
    expect(delivery).toMatchObject({ sent: false, failed: 'give-up' });
    expect(delivery).toHaveProperty('reason', expect.stringContaining(why));
  });

  test.each([
    [['127.0.0.1']],
    [['10.0.0.7']],
    [['169.254.169.254']],
    [['8.8.8.8', '192.168.0.1']],
    [['::ffff:127.0.0.1']],
  ])('by a name that leads to %s', async addresses => {
    expect(await deployed(`https://${host}:${port}/`, addresses)).toEqual({
      sent: false,
      failed: 'give-up',
      reason: 'webhook: the address does not lead to a host of the public Internet',
    });
    expect(received).toEqual([]);
  });
});

test('the check in docs/webhooks.md takes what we sign, and nothing that was changed or is old', async () => {
  const page = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  const { isOurs } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const seconds = Math.floor(Date.now() / 1000);
  const header = (t: number) => `t=${t},v1=${signature(secret, t, '{"a":1}')}`;
  expect(isOurs(header(seconds), '{"a":1}', secret)).toBe(true);
  expect(isOurs(header(seconds), '{"a":2}', secret)).toBe(false);
  expect(isOurs(header(seconds), '{"a":1}', 'another')).toBe(false);
  expect(isOurs(header(seconds - 3600), '{"a":1}', secret)).toBe(false);
  expect(isOurs('', '{"a":1}', secret)).toBe(false);
});

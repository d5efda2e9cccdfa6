import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type OutsideCall, outsideCall } from '#adapters/outside/outside-call.ts';
import { slack, slackAnswer } from '#adapters/outside/slack.ts';
import { createIssue } from '#adapters/outside/trackers.ts';
import { instant } from '#core/time/instant.ts';
import { selfSignedCertificate } from '../self-signed-certificate.ts';

test('a page of long messages is read from Slack to its end', async () => {
  const text = 'x'.repeat(4000);
  const messages = Array.from({ length: 200 }, (_, at) => ({ ts: `${at}.0`, user: 'U1', text }));
  const call = await callOf(response => response.end(JSON.stringify({ ok: true, messages })));
  const chat = slack({
    call,
    readSecret: async () => ({ token: 'xoxb-1', signingSecret: 's' }),
    now,
  });
  const found = await chat.everything('C1');
  expect('done' in found ? found.done.messages : found).toHaveLength(200);
});

test('an issue whose answer broke off is asked for again, not given up', async () => {
  const call = await callOf((response, method) => {
    if (method === 'GET') return response.end('{"items":[]}');
    response.writeHead(201, { 'content-length': 100 });
    response.write('{"number":1,', () => response.destroy());
  });
  const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:tocsin/github-AbCdEf';
  const repository = 'northwind/books';
  const open = createIssue({ call, readSecret: async () => ({ secret: 't' }), now });
  const issue = {
    ref: 'tocsin-1',
    title: 'Grow the pool',
    text: 'It was full.',
    facts: [],
    labels: [],
  };
  const tracker = { repository, api: 'https://api.github.com', labels: [], secret };
  expect(await open({ kind: 'github', ...tracker }, issue)).toEqual({
    failed: 'retry',
    reason: 'GitHub: its answer broke off',
  });
});

test('a host is reached by whichever of its addresses answers', async () => {
  // Nobody listens there: as where a name has addresses of IPv6 first, to which a function has no way.
  const call = await callOf(response => response.end('{}'), ['::1', '127.0.0.2', '127.0.0.1']);
  const answer = await call('GET', new URL('https://vendor.example.com/'), {}, '');
  expect(answer).toMatchObject({ status: 200, body: '{}' });
});

test('a host of which no address answers is not reached, and it is said why', async () => {
  const resolve = async () => ['::1', '127.0.0.2'];
  const call = outsideCall({ resolve, isAllowed: () => true });
  const url = new URL('https://vendor.example.com:1/');
  await expect(call('GET', url, {}, '')).rejects.toThrow('ECONNREFUSED');
});

const now = () => instant('2026-11-23T02:14:05.120Z');

/** What is deployed for Slack, but that it reaches this test's own server, whatever it asks for. */
async function callOf(
  answer: (response: ServerResponse, method?: string) => unknown,
  addresses = ['127.0.0.1'],
): Promise<OutsideCall> {
  const host = 'vendor.example.com';
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const validity = { from: '2020-01-01T00:00:00Z', to: '2049-01-01T00:00:00Z' };
  const cert = selfSignedCertificate(pair, validity, host);
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const server = createServer({ key, cert }, (request, response) => {
    request.resume().on('end', () => answer(response, request.method));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const resolve = async () => addresses;
  const call = outsideCall({ resolve, isAllowed: () => true, ca: cert, ...slackAnswer });
  return (method, { pathname }, headers, body) =>
    call(method, new URL(pathname, `https://${host}:${port}`), headers, body);
}

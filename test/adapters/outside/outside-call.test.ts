import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { outsideCall } from '#adapters/outside/outside-call.ts';
import { slack, slackAnswer } from '#adapters/outside/slack.ts';
import { instant } from '#core/time/instant.ts';
import { selfSignedCertificate } from '../self-signed-certificate.ts';

test('a page of long messages is read from Slack to its end', async () => {
  const host = 'slack.example.com';
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const validity = { from: '2020-01-01T00:00:00Z', to: '2049-01-01T00:00:00Z' };
  const cert = selfSignedCertificate(pair, validity, host);
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const text = 'x'.repeat(4000);
  const messages = Array.from({ length: 200 }, (_, at) => ({ ts: `${at}.0`, user: 'U1', text }));
  const server = createServer({ key, cert }, (_request, response) => {
    response.end(JSON.stringify({ ok: true, messages }));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const resolve = async () => ['127.0.0.1'];
  const call = outsideCall({ resolve, isAllowed: () => true, ca: cert, ...slackAnswer });
  const chat = slack({
    call: (method, { pathname }, headers, body) =>
      call(method, new URL(pathname, `https://${host}:${port}`), headers, body),
    readSecret: async () => ({ token: 'xoxb-1', signingSecret: 's' }),
    now: () => instant('2026-11-23T02:14:05.120Z'),
  });
  const found = await chat.everything('C1');
  expect('done' in found ? found.done.messages : found).toHaveLength(200);
});

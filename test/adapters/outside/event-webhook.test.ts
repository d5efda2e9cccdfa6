import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { now } from '#adapters/node/clock.ts';
import { eventSecret } from '#adapters/outside/event-secret.ts';
import { postEvent } from '#adapters/outside/event-webhook.ts';
import { outsideCall } from '#adapters/outside/outside-call.ts';
import type { OutgoingEvent } from '#core/communication/outgoing/outgoing-event.ts';
import type { RootSecret } from '#core/setup/root-secret.ts';
import { start } from '../../support/samples.ts';

const event: OutgoingEvent = {
  ...{ id: 'evt_INC-2026-001_1_0', type: 'incident.declared', timestamp: start, version: 1 },
  data: {
    incident: { id: 'INC-2026-001', severity: 'SEV1', service: { id: 'payments' } },
    sequence: { commit: 1, event: 0 },
    event: { description: 'Zahlung schlägt fehl 💥' },
  },
};
const master = 'tocsin_root_master';
const to = { name: 'audit', url: 'https://hooks.example.com/tocsin' };

interface Posted {
  url: string;
  headers: Record<string, string>;
  body: string;
}

function sender(
  answer: { status: number; headers?: Record<string, string> } | Error = { status: 200 },
  root: RootSecret = { secret: master, since: start },
) {
  const posted: Posted[] = [];
  const post = postEvent({
    async call(_method, url, headers, body) {
      posted.push({ url: url.href, headers: { ...headers }, body: String(body) });
      if (answer instanceof Error) throw answer;
      return { headers: {}, body: '', ...answer };
    },
    root: async () => root,
    // The library that verifies looks at this machine’s clock.
    now,
  });
  return { posted, post };
}

test('the library of Standard Webhooks takes what is sent, with the secret of that address only', async () => {
  const { posted, post } = sender();
  expect(await post(to, event)).toEqual({ sent: true });
  const { headers = {}, body = '' } = posted[0] ?? {};
  const receiver = new Webhook(eventSecret(master, 'audit', 1));
  expect(receiver.verify(body, headers)).toEqual(JSON.parse(JSON.stringify(event)));
  expect(headers['webhook-id']).toBe(event.id);
  const refuses = (secret: string, of = body, by = headers) =>
    expect(() => new Webhook(secret).verify(of, by)).toThrow();
  refuses(eventSecret(master, 'other', 1));
  refuses(eventSecret(master, 'audit', 2));
  refuses(eventSecret(master, 'audit', 1), body.replace('SEV1', 'SEV4'));
  refuses(eventSecret(master, 'audit', 1), body, { ...headers, 'webhook-id': 'evt_other' });
});

test('a new secret is good at once, and that of before still is; the one before that is not', async () => {
  const { posted, post } = sender();
  await post({ ...to, secretVersion: 3 }, event);
  const { headers = {}, body = '' } = posted[0] ?? {};
  const verifies = (version: number) =>
    new Webhook(eventSecret(master, 'audit', version)).verify(body, headers);
  expect(verifies(3)).toBeTruthy();
  expect(verifies(2)).toBeTruthy();
  expect(() => verifies(1)).toThrow();
});

test('who has a secret of the root before goes on, and who takes that of today believes no other', async () => {
  const { posted, post } = sender(undefined, { secret: master, since: start, before: 'whs' });
  await post(to, event);
  const { headers = {}, body = '' } = posted[0] ?? {};
  const verifies = (secret: string, by = headers) => new Webhook(secret).verify(body, by);
  expect(verifies(eventSecret('whs', 'audit', 1))).toBeTruthy();
  expect(verifies(eventSecret(master, 'audit', 1))).toBeTruthy();
  // What a receiver of pages signs with what it was given.
  const forger = sender(undefined, { secret: 'whs', since: start });
  await forger.post(to, event);
  expect(() => verifies(eventSecret(master, 'audit', 1), forger.posted[0]?.headers)).toThrow();
});

test.each([
  [{ status: 204 }, { sent: true }],
  [{ status: 302 }, { sent: false, failed: 'retry', reason: 'answered 302' }],
  [{ status: 404 }, { sent: false, failed: 'retry', reason: 'answered 404' }],
  [
    { status: 429, headers: { 'retry-after': '90' } },
    { sent: false, failed: 'retry', reason: 'answered 429', afterSeconds: 90 },
  ],
  [
    { status: 503, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' } },
    { sent: false, failed: 'retry', reason: 'answered 503' },
  ],
  [
    { status: 410 },
    { sent: false, failed: 'give-up', reason: 'answered 410: it is gone', isGone: true },
  ],
  [
    new Error('socket hang up'),
    { sent: false, failed: 'retry', reason: 'no answer: socket hang up' },
  ],
])('%o is understood as %o', async (answer, delivery) => {
  expect(await sender(answer).post(to, event)).toEqual(delivery);
});

test('an event goes to no address inside, as no page does', async () => {
  const deployed = postEvent({
    call: outsideCall({ resolve: async () => ['169.254.169.254'] }),
    root: async () => ({ secret: master, since: start }),
    now,
  });
  for (const url of [
    'https://metadata.example.com/',
    'https://127.0.0.1/',
    'http://example.com/',
  ]) {
    expect(await deployed({ ...to, url }, event)).toMatchObject({ sent: false, failed: 'give-up' });
  }
});

import { createECDH } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OutsideCall } from '#adapters/outside/outside-call.ts';
import { encrypted, pushTo } from '#adapters/outside/web-push.ts';
import type { PagePush } from '#core/paging/page-push.ts';
import { privatePushKey, publicPushKey } from '#core/setup/push-settings.ts';
import type { Instant } from '#core/time/instant.ts';
import { pushService } from '#local/emulators/push.ts';
import type { InboxMessage } from '#local/inbox/inbox.ts';

const now = '2026-11-26T03:00:00.000Z' as Instant;
const privateKey = 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw';
const publicKey = publicPushKey(privateKey);
const page: PagePush = {
  title: 'SEV1 INC-2026-001 Payments',
  body: 'Payment processing down · level 1',
  incident: 'INC-2026-001',
  answer: '/a/token-1',
  mayAcknowledge: true,
};

/** A browser that subscribed at the stand-in, which is as strict as push services are. */
function desk(
  options: {
    key?: string;
    answers?: Awaited<ReturnType<OutsideCall>> | Error;
    later?: (headers: Record<string, string>) => Record<string, string>;
    seconds?: number;
  } = {},
) {
  const inbox: Omit<InboxMessage, 'at' | 'links'>[] = [];
  const clock = () => Date.parse(now) + (options.seconds ?? 0) * 1000;
  const service = pushService({
    inbox: { add: message => void inbox.push(message), list: () => [] },
    now: clock,
  });
  const { endpoint, keys } = service.subscribe(publicKey);
  const sent: { headers: Record<string, string>; bytes: number }[] = [];
  const push = pushTo({
    async call(method, url, headers, body) {
      const { answers, later } = options;
      sent.push({ headers: { ...headers }, bytes: body.length });
      if (answers instanceof Error) throw answers;
      if (answers !== undefined) return answers;
      const said = later?.({ ...headers }) ?? headers;
      const bytes = Buffer.from(body as Uint8Array);
      const answer = service.answer({ method, url, headers: said, body: '', bytes });
      if (answer === undefined) throw new Error('Nobody is there');
      return { headers: {}, ...answer, body: JSON.stringify(answer.body) };
    },
    key: async () => ({ privateKey: options.key ?? privateKey }),
    contact: 'https://tocsin.example.com',
    now: () => now,
    refusal: async () => undefined,
  });
  const device = { name: 'Chrome on Android', endpoint, ...keys, publicKey };
  return {
    service,
    inbox,
    sent,
    device,
    push: (change = {}) => push({ ...device, ...change }, page, 300),
  };
}

describe('a message to a browser', () => {
  test('is encrypted as the example of RFC 8291 is', () => {
    const sender = createECDH('prime256v1');
    sender.setPrivateKey(privateKey, 'base64url');
    const message = encrypted(
      'When I grow up, I want to be a watermelon',
      {
        p256dh:
          'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        auth: 'BTBZMqHH6r4Tts7J_aSIgg',
      },
      { sender, salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url') },
    );
    expect(message.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    );
  });

  test('is taken, signed by our key, urgent, for so long, in the place of an earlier one', async () => {
    const { push, inbox } = desk();
    expect(await push()).toMatchObject({ sent: true, externalId: expect.stringMatching(/^https/) });
    expect(inbox).toMatchObject([
      {
        channel: 'push',
        subject: page.title,
        body: page.body,
        push: { payload: JSON.stringify(page), ttl: 300, urgency: 'high' },
      },
    ]);
    expect(inbox[0]?.push?.topic).toMatch(/^[\w-]{32}$/);
  });

  test('tells the push service nothing of what is in it', async () => {
    const { push, sent } = desk();
    await push();
    expect(JSON.stringify(sent)).not.toMatch(/INC-2026|Payment|token-1/);
  });

  test.each([
    ['404', { status: 404 }],
    ['410', { status: 410 }],
  ])('is over for good where the answer is %s', async (_, answer) => {
    const { push } = desk({ answers: { headers: {}, body: '', ...answer } });
    expect(await push()).toMatchObject({ sent: false, failed: 'give-up', gone: true });
  });

  test('is over for good where somebody unsubscribed', async () => {
    const { push, service, device } = desk();
    service.unsubscribe(device.endpoint);
    expect(await push()).toMatchObject({ failed: 'give-up', gone: true });
  });

  test.each([429, 500, 503])('is tried again after %i', async status => {
    const { push } = desk({ answers: { status, headers: {}, body: '' } });
    const delivery = await push();
    expect(delivery).toEqual({ sent: false, failed: 'retry', reason: `push: answered ${status}` });
  });

  test('is tried again where nobody answers', async () => {
    const { push } = desk({ answers: new Error('ETIMEDOUT') });
    expect(await push()).toMatchObject({ failed: 'retry', reason: 'push: no answer: ETIMEDOUT' });
  });

  test('is not tried again where it is refused as too large or wrong', async () => {
    const { push } = desk({ answers: { status: 413, headers: {}, body: '' } });
    const delivery = await push();
    expect(delivery).toEqual({ sent: false, failed: 'give-up', reason: 'push: answered 413' });
  });

  test('is given up where nothing can be encrypted for the device, so that the other ways come', async () => {
    const { push, sent } = desk();
    const delivery = await push({ p256dh: `B${'A'.repeat(86)}` });
    expect(delivery).toMatchObject({ sent: false, failed: 'give-up' });
    expect(sent).toEqual([]);
  });

  test('is not sent where the device listens to another key than the secret holds', async () => {
    const { push, sent } = desk({ key: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94' });
    expect(await push()).toMatchObject({ failed: 'give-up', reason: expect.stringMatching(/key/) });
    expect(sent).toEqual([]);
  });
});

test('a secret whose key is none of the curve is not the one that is looked for', () => {
  expect(privatePushKey(JSON.stringify({ privateKey }))).toBe(privateKey);
  expect(privatePushKey(JSON.stringify({ privateKey: '_'.repeat(43) }))).toBeUndefined();
});

describe('the stand-in for push services', () => {
  const status = async (options: Parameters<typeof desk>[0], change = {}) =>
    (await desk(options).push(change)) as { reason?: string };

  test('refuses what is not signed by the key that was subscribed with', async () => {
    const broken = (headers: Record<string, string>) => ({
      ...headers,
      authorization: headers.authorization?.replace(/\.[\w-]{8}/, '.AAAAAAAA') ?? '',
    });
    expect((await status({ later: broken })).reason).toBe('push: answered 401');
  });

  test('refuses a signature that has run out', async () => {
    expect((await status({ seconds: 13 * 3600 })).reason).toBe('push: answered 401');
  });

  test('refuses what does not say how long it is to be kept', async () => {
    const without = ({ ttl: _, ...headers }: Record<string, string>) => headers;
    expect((await status({ later: without })).reason).toBe('push: answered 400');
  });

  test('refuses what the browser cannot decrypt', async () => {
    const other = { auth: 'AAAAAAAAAAAAAAAAAAAAAA' };
    expect((await status({}, other)).reason).toBe('push: answered 400');
  });
});

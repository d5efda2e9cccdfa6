import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { acceptWebhook, repeatMemory } from '#app/intake/accept-webhook.ts';
import { signingSecrets } from '#app/intake/signing-secrets.ts';
import { stormWatch } from '#app/intake/storm-watch.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import { receiptId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { domainOf, firstKey, ownAlerts } from '#core/intake/trust-domain.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import { alert, later, start } from '../../support/samples.ts';

/** Accepts the key `good` and believes signatures as it is told. */
function door(
  options: {
    signature?: 'valid' | 'forged' | 'looked at';
    queueIsDown?: boolean;
    isNoise?: boolean;
    isUnbound?: boolean;
    isSigned?: 'token' | 'hmac';
    tableIsDown?: boolean;
    isFirstKey?: boolean;
    isHeard?: boolean;
    isShadow?: boolean;
  } = {},
) {
  const accepted: [AcceptedWebhook, string][] = [];
  const confirmed: string[] = [];
  const refused: [string, Instant, string][] = [];
  const secret = { text: 'hidden', reads: 0 };
  let clock = start;
  const accept = acceptWebhook({
    authenticate: async (_source, key) =>
      key === 'good'
        ? {
            name: 'test',
            domain: options.isFirstKey ? firstKey : domainOf({ name: 'test' }),
            ...(!options.isUnbound && { service: 'payments' }),
            ...(options.isShadow && { shadow: true as const }),
            ...(options.isSigned && {
              signature: { scheme: options.isSigned, secret: 'arn:signed' },
            }),
          }
        : undefined,
    accept: async (webhook, lane) => {
      if (options.queueIsDown) throw new Error('SQS is down');
      if (options.isNoise) return 'too-large';
      accepted.push([webhook, lane]);
      return 'accepted';
    },
    repeats: repeatMemory(),
    isStorm: stormWatch(),
    configuration: { current: async () => undefined },
    verifySns: async message => {
      const { Signature } = (message ?? {}) as { Signature?: string };
      return options.signature === 'forged' ||
        (options.signature === 'looked at' && Signature !== 'good')
        ? { valid: false, reason: 'the certificate is not of Amazon' }
        : { valid: true };
    },
    verifySmn: async message =>
      (message as { signature?: string }).signature === 'good'
        ? { valid: true }
        : { valid: false, reason: 'it was changed' },
    heard: {
      async refuse(name, { at, reason }) {
        if (options.tableIsDown) throw new Error('the table is down');
        refused.push([name, at, reason]);
        return options.isHeard === true;
      },
    },
    signingSecrets: signingSecrets(
      async arn => {
        secret.reads += 1;
        return { text: arn === 'arn:signed' ? secret.text : '' };
      },
      () => clock,
    ),
    confirmSns: async ({ TopicArn }) => {
      confirmed.push(TopicArn);
    },
    confirmSmn: async ({ topic_urn }) => {
      confirmed.push(topic_urn);
    },
    newReceiptId: (_at, of) => receiptId(of ?? `rcp_${accepted.length}`),
    now: () => clock,
    log: () => {},
  });
  const send = (
    source: string,
    body: unknown,
    how: { headers?: object; query?: object; sent?: Uint8Array } = {},
  ) =>
    accept(source, {
      method: 'POST',
      path: `/v1/alerts/${source}`,
      headers: { ...how.headers },
      query: { key: 'good', ...how.query },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(how.sent && { sent: how.sent }),
    });
  return {
    accepted,
    confirmed,
    refused,
    secret,
    send,
    passes: (seconds: number) => {
      clock = addSeconds(clock, seconds);
    },
  };
}

const down = { title: 'Payment processing down' };
const most = 4 * 1024 * 1024;
const topic = 'arn:aws:sns:eu-central-1:123456789012:alarms';

describe('what is accepted', () => {
  test('is answered 202 with its receipt once the queue has it', async () => {
    const { send, accepted } = door();
    const answer = await send('generic', down);
    expect(answer.status).toBe(202);
    expect(JSON.parse(answer.body)).toEqual({ receiptId: 'rcp_0', alerts: 1 });
    expect(accepted[0]?.[0]).toMatchObject({
      kind: 'webhook',
      source: 'generic',
      service: 'payments',
      acceptedAt: start,
      body: JSON.stringify(down),
    });
  });

  test('counts its 4 MiB in bytes, and takes exactly that many', async () => {
    const { send } = door();
    const filled = (letter: string, bytes: number) => {
      const empty = JSON.stringify({ ...down, description: '' });
      const letters = Math.floor((bytes - empty.length) / Buffer.byteLength(letter));
      return JSON.stringify({ ...down, description: letter.repeat(letters) });
    };
    expect((await send('generic', filled('x', most))).status).toBe(202);
    expect((await send('generic', filled('x', most + 1))).status).toBe(413);
    expect((await send('generic', filled('ü', most + 2))).status).toBe(413);
  });

  test('is not answered 202 when the queue did not take it', async () => {
    const { send } = door({ queueIsDown: true });
    await expect(send('generic', down)).rejects.toThrow('SQS is down');
  });

  test('may name its service in the address', async () => {
    const { send, accepted } = door({ isUnbound: true });
    await send('generic', down, { query: { service: 'website' } });
    expect(accepted[0]?.[0]).toMatchObject({ service: 'website' });
  });

  test('belongs to the service that its key is bound to, whatever the address says', async () => {
    const { send, accepted } = door();
    await send('generic', down, { query: { service: 'website' } });
    expect(accepted[0]?.[0]).toMatchObject({ service: 'payments' });
  });

  test('brings its key as bearer token, as password, as x-api-key or in the address', async () => {
    const { send } = door();
    const without = { key: undefined };
    const ways = [
      { headers: { authorization: 'Bearer good' }, query: without },
      { headers: { authorization: `Basic ${btoa('anybody:good')}` }, query: without },
      { headers: { authorization: `Basic ${btoa(':good')}` }, query: without },
      { headers: { 'x-api-key': 'good' }, query: without },
      { query: { key: 'good' } },
    ];
    for (const way of ways) expect((await send('generic', down, way)).status).toBe(202);
    expect((await send('generic', down, { query: without })).status).toBe(401);
  });
});

describe('what is refused', () => {
  test.each([
    ['no key', 'generic', down, { query: { key: undefined } }, 401, 'No key came with it'],
    ['a wrong key', 'generic', down, { query: { key: 'bad' } }, 401, 'not the key'],
    ['an unknown source', 'nobody', down, {}, 404, 'alertmanager'],
    ['what is not JSON', 'generic', '{"title":', {}, 400, ''],
    ['a field that nobody knows', 'generic', { ...down, colour: 'red' }, {}, 400, '/colour'],
    ['a field of the wrong kind', 'generic', { title: 7 }, {}, 400, '/title'],
  ])('%s', async (_name, source, body, how, status, detail) => {
    const { send, accepted } = door();
    const answer = await send(source, body, how);
    expect(answer.status).toBe(status);
    expect(answer.contentType).toBe('application/problem+json');
    expect(answer.body).toContain(detail);
    expect(accepted).toEqual([]);
  });
});

describe('somebody is told of what is refused, since most senders give it up for good', () => {
  const huge = 'x'.repeat(most + 1);

  test('at once where a body is too large, as one of the worst hour is', async () => {
    const { send, accepted, passes } = door();
    const answer = await send('alertmanager', huge);
    expect([answer.status, answer.body]).toEqual([413, expect.stringContaining('4 MiB')]);
    const [told, lane] = accepted[0] ?? [];
    expect(lane).toBe('alerts');
    expect(told).toMatchObject({ domain: ownAlerts, service: 'payments' });
    expect(JSON.parse((told as { body: string }).body)).toMatchObject({
      ...{ key: 'tocsin-refused#test', severity: 'SEV2' },
      title: 'What test sends is refused, and opens no incident',
      description: expect.stringContaining('It was answered: A webhook may have 4 MiB.'),
    });
    passes(599);
    await send('alertmanager', huge);
    expect(accepted).toHaveLength(1);
    passes(2);
    await send('alertmanager', huge);
    expect(accepted).toHaveLength(2);
  });

  test('by a ticket where a sender was understood before', async () => {
    const { send, accepted } = door({ isHeard: true });
    expect((await send('generic', { title: 7 })).status).toBe(400);
    const [told] = accepted[0] ?? [];
    expect(JSON.parse((told as { body: string }).body)).toMatchObject({ severity: 'SEV3' });
  });

  test('at once where a body is too large, although a ticket says that another was not understood', async () => {
    const { send, accepted } = door({ isHeard: true });
    await send('generic', { title: 7 });
    await send('generic', huge);
    expect(accepted.map(([told]) => JSON.parse((told as { body: string }).body))).toMatchObject([
      { severity: 'SEV3' },
      { severity: 'SEV2' },
    ]);
  });

  test('at once where a body is too large, but not by the key alone where its sender signs', async () => {
    const { send, accepted } = door({ isSigned: 'token' });
    expect((await send('generic', huge)).status).toBe(401);
    expect(accepted).toEqual([]);
    const headers = { 'x-webhook-token': 'hidden' };
    expect((await send('generic', huge, { headers })).status).toBe(413);
    expect(accepted).toHaveLength(1);
  });

  test('and nobody while a sender is being set up, or is looked at in the shadow', async () => {
    const [beginning, shadow] = [door(), door({ isShadow: true, isHeard: true })];
    await beginning.send('generic', { title: 7 });
    await shadow.send('generic', { title: 7 });
    await shadow.send('generic', huge);
    expect([beginning.accepted, shadow.accepted]).toEqual([[], []]);
  });

  test('where the table cannot be written, too', async () => {
    const { send, accepted } = door({ tableIsDown: true });
    await send('generic', huge);
    expect(accepted).toHaveLength(1);
  });

  test('where it comes with the first key, too', async () => {
    const { send, accepted } = door({ isFirstKey: true, tableIsDown: true });
    await send('generic', huge);
    expect(accepted).toHaveLength(1);
  });
});

test('a large body does not wait among repeats, of which many are read at once', async () => {
  const { send, accepted } = door();
  const large = { ...down, description: 'x'.repeat(1024 * 1024) };
  for (const body of [down, down, large, large]) await send('generic', body);
  expect(accepted.map(([, lane]) => lane)).toEqual(['alerts', 'repeats', 'alerts', 'alerts']);
});

test('what does not fit into the queue however it is packed is refused as too large', async () => {
  const answer = await door({ isNoise: true }).send('generic', down);
  expect(answer).toMatchObject({ status: 413, contentType: 'application/problem+json' });
});

describe('messages of Amazon SNS', () => {
  test('a forged notification is no alert, and an end of subscription asks for nothing', async () => {
    const envelope = { Type: 'Notification', TopicArn: topic, Message: JSON.stringify(down) };
    const forged = door({ signature: 'forged' });
    expect((await forged.send('cloudwatch', envelope)).status).toBe(401);
    const { send, accepted, confirmed } = door();
    const end = { Type: 'UnsubscribeConfirmation', TopicArn: topic, Token: 't' };
    expect((await send('cloudwatch', end)).status).toBe(200);
    expect([forged.accepted, accepted, confirmed]).toEqual([[], [], []]);
  });

  test('are not looked at without the key of an integration', async () => {
    const { send, confirmed } = door();
    const envelope = { Type: 'SubscriptionConfirmation', TopicArn: topic, Token: 't' };
    expect((await send('cloudwatch', envelope, { query: { key: 'bad' } })).status).toBe(401);
    expect(confirmed).toEqual([]);
  });

  test('mean nothing to a source that is not CloudWatch', async () => {
    const { send, accepted, confirmed } = door();
    const envelope = { Type: 'SubscriptionConfirmation', TopicArn: topic, Token: 't' };
    expect((await send('generic', envelope)).status).toBe(400);
    expect([accepted, confirmed]).toEqual([[], []]);
  });

  test('a forged one is refused before anything is done with it', async () => {
    const { send, accepted, confirmed } = door({ signature: 'forged' });
    const envelope = { Type: 'SubscriptionConfirmation', TopicArn: topic, Token: 't' };
    expect((await send('cloudwatch', envelope)).status).toBe(401);
    expect([accepted, confirmed]).toEqual([[], []]);
  });

  test('a subscription is confirmed through the API', async () => {
    const { send, confirmed } = door();
    const envelope = {
      Type: 'SubscriptionConfirmation',
      TopicArn: topic,
      Token: 't',
      SubscribeURL: 'http://169.254.169.254/latest/meta-data',
    };
    expect((await send('cloudwatch', envelope)).status).toBe(200);
    expect(confirmed).toEqual([topic]);
  });

  test('a signed alarm is accepted', async () => {
    const { send, accepted } = door();
    const alarm = {
      AlarmName: 'orders-errors',
      NewStateValue: 'ALARM',
      NewStateReason: 'Threshold crossed',
      StateChangeTime: '2026-11-23T02:14:00.000+0000',
      Region: 'EU (Frankfurt)',
      AWSAccountId: '123456789012',
    };
    const envelope = { Type: 'Notification', TopicArn: topic, Message: JSON.stringify(alarm) };
    expect((await send('cloudwatch', envelope)).status).toBe(202);
    expect(accepted).toHaveLength(1);
  });
});

describe('what claims to be of Amazon SNS', () => {
  const alarm = {
    AlarmName: 'orders-errors',
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold crossed',
    StateChangeTime: '2026-11-23T02:14:00.000+0000',
    Region: 'EU (Frankfurt)',
    AWSAccountId: '123456789012',
  };
  const message = (number: number, change: object = {}) => ({
    Type: 'Notification',
    TopicArn: topic,
    MessageId: `message-${number}`,
    Timestamp: start,
    Message: JSON.stringify({ ...alarm, AlarmName: `orders-${number}` }),
    Signature: 'good',
    ...change,
  });
  const forged = message(1, { Signature: 'bad' });
  const lower = Object.fromEntries(
    Object.entries(forged).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64');
  const xml = (members: object) =>
    Object.entries(members)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('');
  const { TopicArn: _, ...withoutTopic } = forged;
  const { Type: __, ...withoutType } = forged;

  test.each<[claim: string, body: unknown, headers?: object]>([
    ['as it is', forged],
    ['behind the mark of its letters', `\ufeff${JSON.stringify(forged)}`],
    ['as a field of a form', `payload=${encodeURIComponent(JSON.stringify(forged))}`],
    ['as a text of JSON', JSON.stringify(JSON.stringify(forged))],
    ['with a comma too many', JSON.stringify(forged).replace(/\}$/, ',}')],
    ['as what Pub/Sub carries', { subscription: 'orders', message: { data: base64(forged) } }],
    ['as XML', `<sns>${xml(forged)}</sns>`],
    ['without a topic', withoutTopic],
    ['by its type alone', { Type: 'Notification', Message: forged.Message }],
    ['without a type, beside an alarm', { ...withoutType, ...alarm }],
    ['in lower case, beside an alarm', { ...lower, ...alarm }],
    ['in a record', { Records: [{ EventSource: 'aws:sns', Sns: forged }] }],
    ['in a list', [forged]],
    ['in a queue', { Records: [{ body: JSON.stringify(forged) }] }],
    ['in a record without a topic', { Records: [{ Sns: withoutTopic }] }],
    ['in the second record', { Records: [{ Sns: message(1) }, { Sns: withoutTopic }] }],
    ['in a record of another case, beside an alarm', { records: [{ sns: forged }], ...alarm }],
    ['as a record itself', { Records: [{ Sns: message(1) }, forged] }],
    ['beside records', { ...forged, Records: [{ Sns: message(1) }] }],
    ['by its header', alarm, { 'x-amz-sns-message-type': 'Notification' }],
  ])('is refused without a signature that holds: %s', async (_claim, body, headers = {}) => {
    const { send, accepted } = door({ signature: 'looked at' });
    expect((await send('cloudwatch', body, { headers })).status).toBe(401);
    expect(accepted).toEqual([]);
  });

  test('is told the right door when it comes to another', async () => {
    const { send, accepted } = door();
    for (const source of ['generic', 'alertmanager', 'grafana']) {
      const answer = await send(source, { ...down, ...message(1) });
      expect([answer.status, answer.body]).toEqual([
        400,
        expect.stringContaining('/v1/alerts/cloudwatch'),
      ]);
    }
    expect(accepted).toEqual([]);
  });

  test('is taken message by message, each under a receipt that it keeps when it comes again', async () => {
    const { send, accepted } = door({ signature: 'looked at' });
    const two = { Records: [{ Sns: message(1) }, { Sns: message(2) }] };
    expect((await send('cloudwatch', two)).status).toBe(202);
    expect((await send('cloudwatch', message(2))).status).toBe(202);
    const receipts = accepted.map(([webhook]) => webhook.receiptId);
    expect(receipts[2]).toBe(receipts[1]);
    expect(new Set(receipts).size).toBe(2);
    expect(accepted.every(([webhook]) => webhook.kind === 'webhook' && webhook.once)).toBe(true);
  });

  test('is nothing that a person or a raw topic posts under the key', async () => {
    const { send, accepted } = door({ signature: 'looked at' });
    const raw = { 'x-amz-sns-message-type': 'Notification', 'x-amz-sns-rawdelivery': 'true' };
    expect((await send('cloudwatch', alarm)).status).toBe(202);
    expect((await send('cloudwatch', alarm, { headers: raw })).status).toBe(202);
    expect((await send('generic', { ...down, labels: { type: 'Notification' } })).status).toBe(202);
    expect(accepted).toHaveLength(3);
  });
});

test('an integration that signs is taken when its signature holds, and not by its key alone', async () => {
  const { send, accepted } = door({ isSigned: 'token' });
  expect((await send('generic', down)).status).toBe(401);
  expect((await send('generic', down, { headers: { 'x-webhook-token': 'no' } })).status).toBe(401);
  const signed = { headers: { 'x-webhook-token': 'hidden' } };
  expect((await send('generic', down, signed)).status).toBe(202);
  expect(accepted).toHaveLength(1);
});

test('a secret that follows another holds at once, and is not asked for by everybody who has none', async () => {
  const { send, secret, passes } = door({ isSigned: 'token' });
  const signedWith = (token: string) => ({ headers: { 'x-webhook-token': token } });
  expect((await send('generic', down, signedWith('hidden'))).status).toBe(202);
  passes(60);
  secret.text = 'hidden newer';
  expect((await send('generic', down, signedWith('newer'))).status).toBe(202);
  const { reads } = secret;
  for (const token of ['a', 'b', 'c']) {
    expect((await send('generic', down, signedWith(token))).status).toBe(401);
  }
  expect(secret.reads).toBe(reads);
});

test('what a sender signed is the bytes that it sent, however they are read', async () => {
  const { send, accepted } = door({ isSigned: 'hmac' });
  const sent = Buffer.from('{"title":"Zahlung gestört"}', 'latin1');
  const headers = { 'x-signature': createHmac('sha256', 'hidden').update(sent).digest('hex') };
  const body = sent.toString('latin1');
  expect((await send('generic', body, { headers, sent })).status).toBe(202);
  expect((await send('generic', body, { headers })).status).toBe(401);
  expect(accepted).toMatchObject([[{ body }, 'alerts']]);
});

test('beside a body that is signed nothing is read: the address and other headers are of whoever has the key', async () => {
  const body = JSON.stringify(down);
  const about = { 'ce-id': '1', 'ce-type': 'alert.resolved', 'ce-source': '/db-3' };
  const query = { title: 'Shop is up', status: 'resolved' };
  const signed = (text: string) => ({
    'x-signature': createHmac('sha256', 'hidden').update(text).digest('hex'),
  });
  const bySum = door({ isSigned: 'hmac' });
  await bySum.send('auto', body, { headers: { ...about, ...signed(body) }, query });
  await bySum.send('auto', '', { headers: signed(''), query });
  expect(bySum.accepted).toMatchObject([
    [{ body }, 'alerts'],
    [{ body: '' }, 'alerts'],
  ]);
  // Whoever repeats a word signs nothing, so that all of the request is as good as its body.
  const byWord = door({ isSigned: 'token' });
  await byWord.send('auto', body, { headers: { ...about, 'x-webhook-token': 'hidden' } });
  await byWord.send('auto', '', { headers: { 'x-webhook-token': 'hidden' }, query });
  expect(byWord.accepted).toMatchObject([
    [
      { body: JSON.stringify({ id: '1', type: 'alert.resolved', source: '/db-3', data: down }) },
      'alerts',
    ],
    [{ body: 'title=Shop+is+up&status=resolved' }, 'alerts'],
  ]);
});

describe('what comes to the address for anybody', () => {
  test('is taken whatever it is, and never refused', async () => {
    const { send, accepted } = door();
    for (const body of [down, 'Database is down on db-3', '{"broken":', 'a=1&title=Down', [], 7]) {
      expect((await send('auto', body)).status).toBe(202);
    }
    expect(accepted).toHaveLength(6);
  });

  test('may hold objects that pass for words, and is taken all the same', async () => {
    const { send } = door();
    const trap = { toString: 2, valueOf: 2 };
    for (const name of ['Type', 'type', 'detail-type', 'source', 'event_type', 'tags', 'title']) {
      expect((await send('auto', { [name]: trap, scopes: [trap], alert_query: 'x' })).status).toBe(
        202,
      );
    }
  });

  test('is still refused when it claims to be of Amazon SNS without a signature that holds', async () => {
    const envelope = { Type: 'Notification', TopicArn: topic, Message: JSON.stringify(down) };
    const { send, accepted } = door({ signature: 'forged' });
    expect((await send('auto', envelope)).status).toBe(401);
    expect(accepted).toEqual([]);
  });

  test('may stand in the address, as some senders write it', async () => {
    const { send, accepted } = door();
    await send('auto', '', { query: { title: 'Shop is down', status: 'down', service: 'shop' } });
    expect(accepted[0]?.[0]).toMatchObject({ body: 'title=Shop+is+down&status=down' });
  });

  test('may stand in headers, as CloudEvents has it', async () => {
    const { send, accepted } = door();
    const about = { 'ce-id': '1', 'ce-type': 'disk.full', 'ce-source': '/db-3' };
    const headers = { ...about, 'ce-subject': 'L%C3%BCfter 100%25', 'ce-share': '100 %' };
    const said = { id: '1', type: 'disk.full', source: '/db-3', subject: 'Lüfter 100%' };
    for (const [body, data] of [
      [{ title: 'Disk is full' }, { title: 'Disk is full' }],
      ['Disk is full', 'Disk is full'],
      ['', undefined],
    ] as const) {
      for (const source of ['cloudevents', 'auto']) {
        accepted.length = 0;
        expect((await send(source, body, { headers })).status).toBe(202);
        const [[webhook] = []] = accepted;
        expect(JSON.parse(webhook?.kind === 'webhook' ? webhook.body : '')).toEqual({
          ...{ ...said, share: '100 %' },
          ...(data !== undefined && { data }),
        });
      }
    }
  });
});

describe("a message of Huawei's SMN", () => {
  const alarm = {
    ...{ alarm_name: 'cpu-high', alarm_status: 'alarm' },
    template_variable: { ResourceName: 'web-7', AlarmLevel: 'Critical', AlarmRuleName: 'cpu-high' },
  };
  const message = {
    ...{ type: 'Notification', signature: 'good', signature_version: 'v1', message_id: 'm-1' },
    ...{ topic_urn: 'urn:smn:eu-west-101:1:alarms', timestamp: start },
    message: JSON.stringify(alarm),
  };

  test.each(['huawei-ces', 'auto'])('that is signed is an alert at %s, once', async source => {
    const { send, accepted } = door();
    expect((await send(source, message)).status).toBe(202);
    const [first] = accepted;
    expect(first?.[0]).toMatchObject({ once: true });
    await send(source, message);
    expect(accepted.map(([webhook]) => webhook.receiptId)).toEqual(
      Array.from({ length: 2 }, () => first?.[0].receiptId),
    );
  });

  test.each([
    ['with a signature that does not hold', { signature: 'forged' }],
    ['without a signature', { signature: undefined }],
    ['that says less of itself', { type: undefined, signature: undefined }],
  ])('%s is refused', async (_, more) => {
    const { send, accepted } = door();
    for (const source of ['huawei-ces', 'auto']) {
      expect((await send(source, { ...message, ...more })).status).toBe(401);
    }
    expect(accepted).toEqual([]);
  });

  test('that only its header speaks of is refused, and so is one at the door of another', async () => {
    const { send } = door();
    const headers = { 'x-smn-message-type': 'Notification' };
    expect((await send('huawei-ces', { alarm_name: 'x' }, { headers })).status).toBe(401);
    const elsewhere = await send('generic', message);
    expect([elsewhere.status, elsewhere.body]).toEqual([
      400,
      expect.stringContaining('/v1/alerts/huawei-ces'),
    ]);
  });

  test('that asks for a confirmation is confirmed where it is signed', async () => {
    const { send, confirmed } = door();
    const asks = { ...message, type: 'SubscriptionConfirmation' };
    expect((await send('huawei-ces', { ...asks, signature: 'forged' })).status).toBe(401);
    expect(confirmed).toEqual([]);
    expect((await send('huawei-ces', asks)).status).toBe(200);
    expect(confirmed).toEqual([message.topic_urn]);
  });
});

test('a body of another source than its address says is told whose it is', async () => {
  const { send } = door();
  const group = { alerts: [{ status: 'firing', labels: { alertname: 'Up' }, annotations: {} }] };
  const answer = await send('cloudwatch', group);
  expect([answer.status, answer.body]).toEqual([
    400,
    expect.stringContaining('/v1/alerts/alertmanager'),
  ]);
});

describe('the two lanes', () => {
  test('a webhook that the queue did not take is news again when it is sent again', async () => {
    const options = { queueIsDown: true };
    const { send, accepted } = door(options);
    await expect(send('generic', down)).rejects.toThrow();
    options.queueIsDown = false;
    expect((await send('generic', down)).status).toBe(202);
    expect(accepted.map(([, lane]) => lane)).toEqual(['alerts']);
  });

  test('news takes the fast lane, what was just said the slow one', async () => {
    const { send, accepted, passes } = door();
    await send('generic', down);
    await send('generic', down);
    await send('generic', { ...down, status: 'resolved' });
    await send('generic', down);
    passes(301);
    await send('generic', down);
    expect(accepted.map(([, lane]) => lane)).toEqual([
      'alerts',
      'repeats',
      'alerts',
      'alerts',
      'alerts',
    ]);
  });

  test('one piece of news makes the whole webhook news', () => {
    const repeats = repeatMemory();
    const isRepeat = (alerts: Alert[], at: Instant) => {
      const known = repeats.include(alerts, at);
      repeats.remember(alerts, at);
      return known;
    };
    const [a, b] = ['a', 'b'].map(name => alert({ fingerprint: name as never }));
    if (a === undefined || b === undefined) throw new Error('unreachable');
    expect(isRepeat([a], start)).toBe(false);
    expect(isRepeat([a, b], later(1))).toBe(false);
    expect(isRepeat([a, b], later(2))).toBe(true);
  });
});

describe('what was refused although its key was right', () => {
  test('is noted with its reason, one in two seconds', async () => {
    const { send, refused, passes } = door({ isUnbound: true });
    await send('generic', { title: '' });
    await send('generic', { titel: 'Down' });
    passes(3);
    await send('generic', { titel: 'Down' });
    expect(refused).toEqual([
      ['test', start, '/title is missing'],
      ['test', later(3), expect.stringContaining('/titel')],
    ]);
  });

  test('is nobody’s with a wrong key or with the first, which is of no integration', async () => {
    const { send, refused } = door();
    expect(await send('generic', {}, { query: { key: 'wrong' } })).toMatchObject({ status: 401 });
    expect(refused).toEqual([]);
    const first = door({ isFirstKey: true });
    expect(await first.send('generic', {})).toMatchObject({ status: 400 });
    expect(first.refused).toEqual([]);
  });

  test('is answered as ever where it cannot be noted', async () => {
    const { send } = door({ tableIsDown: true });
    expect(await send('generic', { title: '' })).toMatchObject({ status: 400 });
  });
});

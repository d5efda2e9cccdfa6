import { createHmac } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';

/* Every channel through the deployed handlers, and what carriers say of it back to the incident. */

const stack = realStack({
  context: { sesFrom: 'pager@example.com', voiceOrigination: '+15550190' },
});
const hana = { phone: '+15555550120', email: 'hana@example.com' };
const webhook = 'https://hooks.example.com/tocsin';

/** Hana alone, on the channels of a test. */
function reachHanaBy(...high: unknown[]): Promise<void> {
  return reachBy(hana.email, ...high);
}

interface Document {
  organisation: object;
  people: object;
  escalationPolicies: Record<string, { levels: object[] }>;
}

function reachBy(email: string, ...high: unknown[]): Promise<void> {
  const reachable = { name: 'Hana', ...hana, email, webhook, notify: { high, low: ['email'] } };
  return stack.configures(({ organisation, people, escalationPolicies }: Document) => ({
    organisation: { ...organisation, voice: true },
    people: { ...people, hana: reachable },
    escalationPolicies: Object.fromEntries(
      Object.entries(escalationPolicies).map(([name, policy]) => {
        const [, ...others] = policy.levels;
        return [name, { ...policy, levels: [{ name: 'First', people: ['hana'] }, ...others] }];
      }),
    ),
  }));
}

const behave = (delivery: string) =>
  stack.call('POST', `/_local/phones/${hana.phone}`, { delivery });
const opens = (title: string) => stack.opens({ title, service: 'payments', severity: 'critical' });
const facts = async (id: string) =>
  (await stack.show(id)).timeline.filter(({ type }) => type.startsWith('Page'));

beforeAll(() => behave('ok'));

describe('an e-mail', () => {
  test('comes by SES, with a link that works', async () => {
    await reachHanaBy('email');
    const id = await opens('Payments fail for mail');
    // Tickets that were open before may write to her as well.
    const mail = (await stack.inbox(hana.email)).find(({ subject }) => subject?.includes(id));
    expect(mail).toBeDefined();
    const link = /<a href="([^"]*\/a\/[^"]*)"/.exec(mail?.html ?? '')?.[1] ?? '';
    expect(mail?.links).toContain(link);
    expect((await fetch(link)).status).toBe(200);
    await stack.passes(5);
    expect(await facts(id)).toContainEqual(expect.objectContaining({ type: 'PageDelivered' }));
  });

  test('that bounces brings the next channel at once', async () => {
    // One of its own: an address that bounced is left out for days.
    const gone = 'hana.before@example.com';
    await reachBy(gone, 'email', { channel: 'sms', after: '10m' });
    await stack.call('POST', `/_local/phones/${gone}`, { delivery: 'undelivered' });
    const id = await opens('Payments fail and the mail bounces');
    await stack.passes(20);
    expect((await stack.inbox(hana.phone)).at(-1)?.body).toContain(id);
    const [undelivered] = (await facts(id)).filter(({ type }) => type === 'PageUndelivered');
    expect(undelivered?.text).toContain('user unknown');
  });
});

/** Of what came by mail; the round of every day, which may come due meanwhile, writes too. */
async function mailed(): Promise<string> {
  return (await stack.inbox(hana.email)).map(({ subject }) => subject).join();
}

describe('a call', () => {
  test('is made, and answered', async () => {
    await reachHanaBy('voice');
    const id = await opens('Payments fail for a call');
    const calls = await stack.inbox(hana.phone);
    expect(calls.at(-1)).toMatchObject({ channel: 'voice' });
    await stack.passes(5);
    expect(await facts(id)).toContainEqual(expect.objectContaining({ type: 'PageDelivered' }));
  });

  test('that nobody answers brings the next channel at once', async () => {
    await reachHanaBy('voice', { channel: 'email', after: '10m' });
    await stack.phonesRest();
    await behave('undelivered');
    const id = await opens('Payments fail and nobody answers');
    await stack.passes(20);
    await behave('ok');
    expect(await mailed()).toContain(id);
    expect(await facts(id)).toContainEqual(expect.objectContaining({ type: 'PageUndelivered' }));
  });
});

describe('a text', () => {
  test('that arrived is a fact', async () => {
    await reachHanaBy('sms');
    const id = await opens('Payments fail for a text');
    await stack.passes(5);
    expect(await facts(id)).toContainEqual(expect.objectContaining({ type: 'PageDelivered' }));
  });

  test('tells of all that came at once after the third, and each of them knows it', async () => {
    await reachHanaBy('sms');
    await stack.passes(61);
    const before = (await stack.inbox(hana.phone)).length;
    const ids: string[] = [];
    for (const what of ['one', 'two', 'three', 'four', 'five', 'six']) {
      ids.push(await opens(`Payments fail in a storm, part ${what}`));
    }
    await stack.passes(25);
    await stack.passes(5);
    const texts = (await stack.inbox(hana.phone)).slice(before);
    expect(texts).toHaveLength(4);
    expect(texts.at(-1)?.body).toContain(`SEV1 ${ids[3]} `);
    expect(texts.at(-1)?.body).toContain(' +2 more: reply ? or http');
    for (const id of ids) {
      expect(await facts(id)).toContainEqual(expect.objectContaining({ type: 'PageSent' }));
    }
  });

  test('to a phone that opted out brings the next channel at once', async () => {
    await reachHanaBy('sms', { channel: 'email', after: '10m' });
    await behave('opted-out');
    const id = await opens('Payments fail and the phone opted out');
    await stack.passes(20);
    await behave('ok');
    expect(await mailed()).toContain(id);
    const [undelivered] = (await facts(id)).filter(({ type }) => type === 'PageUndelivered');
    expect(undelivered?.text).toContain('opted out');
    // The carrier's word is kept: the next page does not try that number.
    const { contacts } = await stack.call<{ contacts: object[] }>(
      'GET',
      '/v1/people/hana/contacts',
    );
    expect(contacts).toContainEqual(
      expect.objectContaining({ channel: 'sms', state: 'opted-out' }),
    );
  });
});

describe('a webhook', () => {
  test('is a signed POST of the page', async () => {
    await reachHanaBy('webhook');
    const id = await opens('Payments fail for a program');
    const posted = (await stack.inbox(webhook)).at(-1);
    const body = JSON.parse(posted?.body ?? '{}') as { type: string; incident: { id: string } };
    expect(body).toMatchObject({ type: 'page', incident: { id, severity: 'SEV1' } });

    const [, seconds = '', v1 = ''] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(posted?.signature ?? '') ?? [];
    const secret = await storedSecret();
    expect(createHmac('sha256', secret).update(`${seconds}.${posted?.body}`).digest('hex')).toBe(
      v1,
    );
  });

  test('that is refused brings the next channel at once', async () => {
    await reachHanaBy('webhook', { channel: 'email', after: '10m' });
    await stack.call('POST', '/_local/webhooks', { url: webhook, status: 410 });
    const id = await opens('Payments fail and the program is gone');
    await stack.passes(5);
    expect(await mailed()).toContain(id);
    expect((await stack.show(id)).timeline.map(({ text }) => text).join()).toContain(
      'answered 410',
    );
  });
});

test('all of that was within the grants, and no handler failed', async () => {
  const wrong = (await stack.logs()).filter(
    ({ level, line }) => level === 'ERROR' && !/page failed/.test(line),
  );
  expect(wrong).toEqual([]);
});

async function storedSecret(): Promise<string> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    endpoint: stack.url(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'someone', secretAccessKey: 'local' },
  });
  const TableName = stack.model().tables[0]?.name;
  const Key = { pk: { S: 'SECRET' }, sk: { S: 'WEBHOOKS' } };
  const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
  return Item?.secret?.S ?? '';
}

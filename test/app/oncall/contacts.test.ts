import { describe, expect, test } from 'vitest';
import { leadsInside } from '#adapters/outside/public-address.ts';
import { contactOperations } from '#app/oncall/contact-operations.ts';
import { responderFor } from '#core/oncall/responder.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { memoryTextCap } from '../../support/memory/memory-text-cap.ts';
import { callOf } from '../../support/operations.ts';
import { later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

function office() {
  const parsed = parseDirectory(team);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const configuration = memory.memoryConfiguration(memory.memoryTable());
  configuration.put(parsed.directory);
  const roster = memoryRoster();
  const sent: string[] = [];
  let clock: Instant = start;
  let codes = 100_000;
  const send = async (to: string, what: unknown) => {
    sent.push(`${to} ${typeof what === 'string' ? what : JSON.stringify(what)}`);
    return { sent: true } as const;
  };
  const mail = { unconfirmed: async (_of: readonly string[]): Promise<string[]> => [] };
  const operations = contactOperations({
    configuration,
    roster,
    sendSms: send,
    sendEmail: send,
    sendVoice: send,
    sendWebhook: send,
    unconfirmedMail: addresses => mail.unconfirmed(addresses),
    mayText: memoryTextCap(),
    leadsInside,
    newCode: () => String(codes++),
    now: () => clock,
  });
  return {
    roster,
    ...operations,
    mail,
    sent,
    passes: (seconds: number) => {
      clock = addSeconds(clock, seconds);
    },
    reached: async () =>
      responderFor(parsed.directory, await roster.newest(), 'ana', 'high')?.phone,
  };
}

const sms = { id: 'ana', channel: 'sms' };
const own = '+15555550177';

describe('a contact method', () => {
  test('is entered in the name of nobody else than whoever asks, and of nobody who is not there', async () => {
    const { addContact, sendCode } = office();
    const entered = { params: sms, body: { address: own, by: 'bo' } };
    expect(await addContact(callOf(entered))).toMatchObject({ invalid: { path: '/by' } });
    const admin = { by: 'ops', token: 'shared', scopes: ['admin' as const] };
    const codeFor = (by: string) => sendCode(callOf({ ...admin, params: sms, body: { by } }));
    expect(await codeFor('nobody')).toMatchObject({ reason: 'unknown-person' });
    expect(await codeFor('ana')).toMatchObject({ answer: { channel: 'sms' } });
  });

  test('of the configuration is verified by a code that comes back', async () => {
    const { sendCode, confirmCode, listContacts, sent } = office();
    expect(await sendCode(callOf({ params: sms, body: {} }))).toMatchObject({
      answer: { address: '+15555550101' },
    });
    expect(sent).toEqual([
      '+15555550101 Tocsin code 100000: confirms that pages of Northwind Books reach you here. Good for 10 minutes.',
    ]);
    expect(await confirmCode(callOf({ params: sms, body: { code: ' 100 000 ' } }))).toMatchObject({
      answer: { state: 'verified', enteredBy: 'configuration', isUsed: true },
    });
    expect(await listContacts(callOf({ params: { id: 'ana' } }))).toMatchObject({
      answer: {
        contacts: [
          { channel: 'sms', state: 'verified' },
          { channel: 'email' },
          { channel: 'voice' },
        ],
      },
    });
  });

  test('is tried in the order that its person says, until they take that back', async () => {
    const { orderContacts, listContacts } = office();
    const ana = { params: { id: 'ana' } };
    const high = [
      { channel: 'email', afterSeconds: 0 },
      { channel: 'sms', afterSeconds: 60 },
    ] as const;
    const before = await listContacts(callOf(ana));
    expect(await orderContacts(callOf({ ...ana, body: { high: [...high] } }))).toMatchObject({
      answer: {
        order: { high },
        said: { high: { by: 'person', ways: high }, low: { by: 'configuration' } },
      },
    });
    await orderContacts(callOf({ ...ana, body: {} }));
    expect(await listContacts(callOf(ana))).toEqual(before);
  });

  test('is tried in the order of its person’s rules, urgent or not, as far as it works now', async () => {
    const { sendCode, confirmCode, listContacts } = office();
    const now = (channel: string) => ({ channel, afterSeconds: 0 });
    const order = async () => {
      const listed = await listContacts(callOf({ params: { id: 'ana' } }));
      return 'answer' in listed ? listed.answer.order : listed;
    };
    const unverified = await order();
    expect(unverified).toEqual({
      high: [now('sms'), now('email')],
      low: [now('sms'), now('email')],
    });
    await sendCode(callOf({ params: sms, body: {} }));
    await confirmCode(callOf({ params: sms, body: { code: '100000' } }));
    expect(await order()).toEqual({
      high: [now('sms')],
      low: [now('sms')],
    });
  });

  test('that a person enters is used once its code came back, and not before', async () => {
    const { addContact, sendCode, confirmCode, removeContact, reached } = office();
    expect(
      await addContact(callOf({ params: sms, body: { address: '+1 (555) 555-0177' } })),
    ).toMatchObject({
      answer: { address: own, state: 'pending', enteredBy: 'person', isUsed: false },
    });
    expect(await reached()).toBe('+15555550101');
    await sendCode(callOf({ params: sms, body: {} }));
    await confirmCode(callOf({ params: sms, body: { code: '100000' } }));
    expect(await reached()).toBe(own);
    await removeContact(callOf({ params: sms }));
    expect(await reached()).toBe('+15555550101');
  });

  test('is not taken away from somebody by one that waits for its code', async () => {
    const { addContact, sendCode, confirmCode, reached, listContacts } = office();
    await sendCode(callOf({ params: sms, body: {} }));
    await confirmCode(callOf({ params: sms, body: { code: '100000' } }));
    await addContact(callOf({ params: sms, body: { address: own } }));
    expect(await reached()).toBe('+15555550101');
    expect(await listContacts(callOf({ params: { id: 'ana' } }))).toMatchObject({
      answer: { contacts: [{ address: own, state: 'pending' }, {}, {}] },
    });
  });

  test.each([
    ['sms', '555-0177', 'must be a phone number in international form, such as +15555550101'],
    ['email', 'ana at example', 'must be an e-mail address'],
    ['webhook', 'http://example.com/x', 'must be an https address'],
  ])('by %s is not %j', async (channel, address, message) => {
    const { addContact } = office();
    expect(await addContact(callOf({ params: { id: 'ana', channel }, body: { address } }))).toEqual(
      { invalid: { path: '/address', message } },
    );
  });

  test('is changed by its person and by administrators only; others see it masked', async () => {
    const { addContact, listContacts } = office();
    const body = { address: own };
    expect(await addContact(callOf({ params: sms, body, by: 'bo' }))).toEqual({
      forbidden: 'Only Ana or an administrator may change this.',
    });
    expect(
      await addContact(callOf({ params: sms, body, by: 'bo', scopes: ['admin'] })),
    ).toMatchObject({ answer: { address: own } });
    const seen = await listContacts(callOf({ params: { id: 'ana' }, by: 'bo' }));
    expect('answer' in seen && seen.answer.contacts.map(({ address }) => address)).toEqual([
      '+1********77',
      'a***@example.com',
      '+1********01',
    ]);
  });

  test('of nobody, or on no channel, is not found', async () => {
    const { listContacts, addContact } = office();
    expect(await listContacts(callOf({ params: { id: 'zoe' } }))).toEqual({
      notFound: 'person zoe',
    });
    const params = { id: 'ana', channel: 'pigeon' };
    expect(await addContact(callOf({ params, body: { address: own } }))).toEqual({
      notFound: 'channel pigeon: there are sms, email, voice, webhook',
    });
  });
});

describe('a code', () => {
  test('that is wrong, late or tried too often is refused in words', async () => {
    const { sendCode, confirmCode, passes } = office();
    const confirm = (code: string) => confirmCode(callOf({ params: sms, body: { code } }));
    expect(await confirm('100000')).toMatchObject({ refused: { rule: 'expired' } });
    await sendCode(callOf({ params: sms, body: {} }));
    expect(await confirm('999999')).toEqual({
      refused: { rule: 'wrong', text: 'That is not the code that was sent.' },
    });
    passes(601);
    expect(await confirm('100000')).toMatchObject({ refused: { rule: 'expired' } });
    await sendCode(callOf({ params: sms, body: {} }));
    for (let guess = 0; guess < 5; guess++) await confirm('999999');
    expect(await confirm('100001')).toMatchObject({ refused: { rule: 'too-many-tries' } });
  });

  test('proves an address once: what was found out since stays', async () => {
    const { sendCode, confirmCode, roster } = office();
    const confirm = () => confirmCode(callOf({ params: sms, body: { code: '100000' } }));
    await sendCode(callOf({ params: sms, body: {} }));
    expect(await confirm()).toMatchObject({ answer: { state: 'verified' } });
    // Asked again by whoever did not hear the answer.
    expect(await confirm()).toMatchObject({ answer: { state: 'verified' } });
    const [known] = (await roster.newest()).contacts;
    if (known === undefined) throw new Error('Nothing known');
    await roster.putContact({ ...known, state: 'opted-out', at: later(60) }, known);
    expect(await confirm()).toMatchObject({ answer: { state: 'opted-out' } });
  });

  test('of a webhook leads to a host of the Internet', async () => {
    const { addContact } = office();
    const hook = (address: string) =>
      addContact(callOf({ params: { id: 'ana', channel: 'webhook' }, body: { address } }));
    expect(await hook('https://localhost/page')).toMatchObject({ invalid: { path: '/address' } });
    expect(await hook('https://hooks.example.com/page')).toMatchObject({ answer: {} });
  });

  test('that proves another number takes the configuration’s out of use', async () => {
    const { addContact, sendCode, confirmCode, roster } = office();
    await addContact(callOf({ params: sms, body: { address: own } }));
    expect((await roster.newest()).retired).toBeUndefined();
    await sendCode(callOf({ params: sms, body: {} }));
    await confirmCode(callOf({ params: sms, body: { code: '100000' } }));
    expect((await roster.newest()).retired).toEqual([
      expect.objectContaining({ person: 'ana', address: '+15555550101' }),
    ]);
  });

  test('is not said to be sent where no mail arrives', async () => {
    const { sendCode, mail, sent } = office();
    const asks = () => sendCode(callOf({ params: { id: 'ana', channel: 'email' }, body: {} }));
    mail.unconfirmed = async addresses => [...addresses];
    expect(await asks()).toMatchObject({
      refused: { rule: 'not-delivered', text: expect.stringContaining('no mail reaches') },
    });
    expect(sent).toEqual([]);
    mail.unconfirmed = async () => [];
    expect(await asks()).toHaveProperty('answer');
    expect(sent).toHaveLength(1);
  });

  test('is sent to one address three times an hour at most', async () => {
    const { sendCode, sent } = office();
    for (let time = 0; time < 3; time++) await sendCode(callOf({ params: sms, body: {} }));
    expect(await sendCode(callOf({ params: sms, body: {} }))).toMatchObject({
      refused: { rule: 'too-many-codes' },
    });
    expect(sent).toHaveLength(3);
  });

  test('is spoken digit by digit, twice', async () => {
    const { sendCode, sent } = office();
    await sendCode(callOf({ params: { id: 'ana', channel: 'voice' }, body: {} }));
    expect(sent[0]).toContain('1, 0, 0, 0, 0, 0. Once more: 1, 0, 0, 0, 0, 0.');
  });
});

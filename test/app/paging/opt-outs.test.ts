import { describe, expect, test } from 'vitest';
import { notifyOnce } from '#app/communication/notify-once.ts';
import { markUnusable } from '#app/paging/mark-unusable.ts';
import { syncOptOuts } from '#app/paging/opt-outs.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { ContactMethod } from '#core/oncall/roster.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { Delivery } from '#ports/communication.ts';
import { memoryDutyBook } from '../../support/memory/memory-duty-book.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const document = {
  ...team,
  organisation: { ...team.organisation, voice: true },
  notify: { high: ['sms', 'email', 'voice'], low: ['email'] },
  teams: { commerce: { name: 'Commerce', members: ['ana', 'bo'], lead: 'chidi' } },
};
const phone = '+15555550101';
const verified: ContactMethod = {
  person: 'ana',
  channel: 'sms',
  address: phone,
  state: 'verified',
  enteredBy: 'configuration',
  at: start,
};

function office(answer: () => Delivery = () => ({ sent: true })) {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const configuration = memory.memoryConfiguration(memory.memoryTable());
  configuration.put(parsed.directory);
  const roster = memoryRoster();
  const mails: string[] = [];
  let seconds = 0;
  const now = () => addSeconds(start, seconds);
  const tell = notifyOnce({
    book: memoryDutyBook(),
    sendEmail: async (to, { subject, body }) => {
      const delivery = answer();
      if (delivery.sent) mails.push(`${to}: ${subject}\n${body}`);
      return delivery;
    },
    now,
    log: () => {},
  });
  const channels = async () => {
    const ana = responderFor(parsed.directory, await roster.newest(), 'ana', 'high');
    return ana?.contacts?.map(({ channel }) => channel);
  };
  return {
    directory: parsed.directory,
    roster,
    mails,
    channels,
    passes: (more: number) => {
      seconds += more;
    },
    sync: syncOptOuts({ configuration, roster, tell, now }),
    mark: markUnusable({ configuration, roster, now }),
  };
}

test("a number of one's own stays in the place of the configuration's, whenever the run that marks it dies", async () => {
  const own: ContactMethod = { ...verified, address: '+15555550177', enteredBy: 'person' };
  const { roster, mark, directory } = office();
  await roster.putContact(own);
  const { putContact } = roster;
  let writes = 0;
  roster.putContact = async (...given) => {
    writes += 1;
    if (writes > 1) throw new Error('the run died');
    return putContact(...given);
  };
  const unusable = { ...own, state: 'opted-out', reason: 'opted out' } as const;
  await expect(mark(unusable)).rejects.toThrow('the run died');
  roster.putContact = putContact;
  await mark(unusable);
  const ana = responderFor(directory, await roster.newest(), 'ana', 'high');
  expect(ana).toMatchObject({ phone: own.address, contacts: [{ channel: 'voice' }] });
});

describe('a phone that answered STOP (field lesson 27)', () => {
  test('is no longer texted; its owner and their lead are told once, without the whole number', async () => {
    const { sync, mails, channels } = office();
    expect(await channels()).toEqual(['sms', 'email', 'voice']);
    expect(await sync([phone, '+15555559999'])).toBe('done');
    expect(await channels()).toEqual(['email', 'voice']);
    expect(mails.map(mail => mail.split('\n')[0])).toEqual([
      'ana@example.com: Tocsin: pages by text no longer reach you',
      'chidi@example.com: Tocsin: pages by text no longer reach Ana',
    ]);
    expect(mails.join()).toContain('Left for high urgency: email and voice.');
    expect(mails.join()).not.toContain(phone);
    await sync([phone]);
    expect(mails).toHaveLength(2);
  });

  test('that was verified can still be called, and is texted again once it opted in', async () => {
    const { sync, roster, channels } = office();
    await roster.putContact(verified);
    await sync([phone]);
    expect(await channels()).toEqual(['voice']);
    await sync([]);
    expect(await channels()).toEqual(['sms', 'voice']);
    expect((await roster.newest()).contacts).toMatchObject([
      { channel: 'sms', state: 'verified' },
      { channel: 'voice', state: 'verified' },
    ]);
  });

  test('that nobody verified is unverified again once it opted in', async () => {
    const { sync, channels, roster } = office();
    await sync([phone]);
    await sync([]);
    expect(await channels()).toEqual(['sms', 'email', 'voice']);
    expect((await roster.newest()).contacts).toMatchObject([{ state: 'pending' }]);
    expect((await roster.newest()).contacts[0]).not.toHaveProperty('reason');
  });

  test('is told of in the next round when the mail could not be sent in this one', async () => {
    let isDown = true;
    const { sync, mails } = office(() =>
      isDown ? { sent: false, failed: 'retry', reason: 'throttled' } : { sent: true },
    );
    expect(await sync([phone])).toBe('again');
    isDown = false;
    expect(await sync([phone])).toBe('done');
    expect(mails).toHaveLength(2);
  });

  test('that somebody entered themselves is marked where they entered it', async () => {
    const { sync, roster, channels } = office();
    const own: ContactMethod = { ...verified, address: '+15555550177', enteredBy: 'person' };
    await roster.putContact(own);
    await sync([own.address]);
    expect((await roster.newest()).contacts).toMatchObject([
      { channel: 'sms', enteredBy: 'person', state: 'opted-out', address: own.address },
      { channel: 'voice', enteredBy: 'person', state: 'verified', address: own.address },
    ]);
    expect(await channels()).toEqual(['voice']);
  });
});

describe('what a vendor refuses for good', () => {
  test('is marked once, with the reason', async () => {
    const { mark, roster } = office();
    const refusal = {
      person: 'ana',
      channel: 'email',
      address: 'ana@example.com',
      state: 'undeliverable',
      reason: 'the mailbox does not exist',
    } as const;
    expect(await mark(refusal)).toBe('marked');
    expect(await mark(refusal)).toBe('known');
    expect((await roster.newest()).contacts).toMatchObject([
      { enteredBy: 'configuration', reason: 'the mailbox does not exist' },
    ]);
  });

  test('leaves pages their other ways, until it is tried again after some days, as proved as it was', async () => {
    const { mark, sync, passes, channels, roster } = office();
    await roster.putContact({ ...verified, channel: 'email', address: 'ana@example.com' });
    await roster.putContact(verified);
    expect(await channels()).toEqual(['sms', 'email', 'voice']);
    const bounced = { person: 'ana', channel: 'email', state: 'undeliverable' } as const;
    await mark({ ...bounced, address: 'ana@example.com', reason: 'the address bounced' });
    await sync([]);
    expect(await channels()).toEqual(['sms', 'voice']);
    passes(3 * 86_400);
    await sync([]);
    expect(await channels()).toEqual(['sms', 'email', 'voice']);
    expect((await roster.newest()).contacts.map(({ state }) => state)).toEqual([
      'verified',
      'verified',
    ]);
  });

  test('says nothing of a mailbox that is nobody’s any more', async () => {
    const { mark, roster } = office();
    const old = { person: 'ana', channel: 'email', address: 'before@example.com' } as const;
    expect(await mark({ ...old, state: 'undeliverable', reason: 'gone' })).toBe('known');
    expect((await roster.newest()).contacts).toEqual([]);
  });

  test('says nothing of the address that its owner entered meanwhile', async () => {
    const { mark, roster } = office();
    const fresh: ContactMethod = {
      ...verified,
      address: '+15555550177',
      state: 'pending',
      enteredBy: 'person',
    };
    await roster.putContact(fresh);
    const state = 'undeliverable';
    const old = { person: 'ana', channel: 'sms', address: '+15555550188', state } as const;
    expect(await mark({ ...old, reason: 'unknown number' })).toBe('known');
    expect((await roster.newest()).contacts).toEqual([fresh]);
  });
});

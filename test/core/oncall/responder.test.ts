import { describe, expect, test } from 'vitest';
import { responderFor } from '#core/oncall/responder.ts';
import type { ContactMethod, Roster } from '#core/oncall/roster.ts';
import { instant } from '#core/time/instant.ts';
import { changed, directoryOf } from '../setup/documents.ts';

const phone = '+15555550101';
const otherPhone = '+15555550199';
const email = 'ana@example.com';

const method = (change: Partial<ContactMethod>): ContactMethod => ({
  person: 'ana',
  channel: 'sms',
  address: phone,
  state: 'verified',
  enteredBy: 'configuration',
  at: instant('2026-11-01T09:00:00Z'),
  ...change,
});

/** Ana, whose high rules are a text, a mail, a call and another text; with what is known of her contacts. */
function ana(contacts: ContactMethod[], changes: Record<string, unknown> = {}) {
  const roster: Roster = { overrides: [], contacts };
  const directory = directoryOf(changed({ 'organisation.voice': true, ...changes }));
  const responder = responderFor(directory, roster, 'ana', 'high');
  if (responder === undefined) throw new Error('Ana is configured');
  const { contacts: tried = [], remarks = [] } = responder;
  return {
    ...responder,
    tried: tried.map(({ channel, afterSeconds }) => `${channel}@${afterSeconds}`),
    told: remarks.map(({ channel, text }) => `${channel}: ${text}`),
  };
}

describe('somebody whom nobody knows', () => {
  test.each(['zoe', 'constructor'])('is no responder: %s', person => {
    const directory = directoryOf(changed({}));
    expect(
      responderFor(directory, { overrides: [], contacts: [] }, person, 'high'),
    ).toBeUndefined();
  });
});

describe('a person without any verified contact', () => {
  test('is reached by what the configuration says, because silence is worse', () => {
    const { tried, told } = ana([]);
    expect(tried).toEqual(['sms@0', 'email@0', 'voice@120', 'sms@240']);
    expect(told).toEqual([
      'sms: not verified yet',
      'email: not verified yet',
      'voice: not verified yet',
    ]);
  });

  test('is not reached by what was entered and never verified', () => {
    const mine = method({ address: otherPhone, enteredBy: 'person', state: 'pending' });
    expect(ana([mine])).toMatchObject({ phone });
  });
});

describe('a person with a verified contact', () => {
  test('is reached by that one only; a number that answered a text may be called', () => {
    const { tried, told } = ana([method({})]);
    expect(tried).toEqual(['sms@0', 'voice@120', 'sms@240']);
    expect(told).toEqual(['email: left out: not verified, and another way is']);
  });

  test('is reached where they say, whatever the configuration says', () => {
    const mine = method({ address: otherPhone, enteredBy: 'person' });
    expect(ana([method({}), mine])).toMatchObject({ phone: otherPhone });
  });

  test('is reached at what they verified last', () => {
    const older = method({ address: '+15555550198', enteredBy: 'person' });
    const newer = { ...older, address: otherPhone, at: instant('2026-11-02T09:00:00Z') };
    expect(ana([newer, older])).toMatchObject({ phone: otherPhone });
  });

  test('is not the one whose contact another person verified', () => {
    expect(ana([method({ person: 'bo' })]).told).toContain('sms: not verified yet');
  });

  test('is reached on unverified ones where the rules name no verified one', () => {
    const mail = method({ channel: 'email', address: email });
    const { tried, told } = ana([mail], { 'people.ana.notify.high': ['sms'] });
    expect([tried, told]).toEqual([['sms@0'], ['sms: not verified yet']]);
  });

  test('may be reached by their own webhook', () => {
    const address = 'https://hooks.example.com/ana';
    const hook = method({ channel: 'webhook', address, enteredBy: 'person' });
    const { tried, webhook } = ana([hook], { 'people.ana.notify.high': ['webhook'] });
    expect([tried, webhook]).toEqual([['webhook@0'], address]);
  });
});

describe('an address that leads nowhere', () => {
  test('is never used, with the reason, also where nothing else is left', () => {
    const { tried, told, ...responder } = ana(
      [
        method({ state: 'opted-out' }),
        method({ channel: 'voice', state: 'undeliverable', reason: 'no such number' }),
      ],
      { 'people.ana.email': undefined },
    );
    expect(tried).toEqual([]);
    expect(told).toEqual([
      'sms: the number has opted out',
      'email: no e-mail address is known',
      'voice: the number is undeliverable: no such number',
    ]);
    expect(responder).not.toHaveProperty('phone');
  });

  test('says nothing about the other channels: who opted out of texts may be called', () => {
    const { tried, phone: called } = ana([method({ state: 'opted-out' })]);
    expect(tried).toEqual(['email@0', 'voice@120']);
    expect(called).toBe(phone);
  });

  test('says nothing about another address', () => {
    const { tried } = ana([
      method({ address: otherPhone, state: 'opted-out', enteredBy: 'person' }),
    ]);
    expect(tried).toContain('sms@0');
  });
});

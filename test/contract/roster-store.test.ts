import { describe, expect, test } from 'vitest';
import type { ContactMethod, OnCallChange, Override } from '#core/oncall/roster.ts';
import { addSeconds } from '#core/time/instant.ts';
import { ana, later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const standIn = (id: string): Override => ({
  id,
  schedule: 'primary',
  person: 'bo',
  from: start,
  until: later(3600),
  by: 'Ana',
  createdAt: start,
});
const follows = (id: string): OnCallChange => ({
  ...{ id, schedules: ['primary'], by: ana, reason: 'Bo stands in', at: start },
  ...{ looked: 0, changed: 0 },
});
const phone: ContactMethod = {
  person: 'ana',
  channel: 'sms',
  address: '+15555550101',
  state: 'pending',
  enteredBy: 'person',
  at: start,
};
const contact = { person: 'ana', channel: 'sms' } as const;
const code = { ...contact, address: '+15555550101', codeSha256: 'sum', until: later(600) };

describe.each([inMemory, onDynamoDb()])('the roster in $name', ({ open }) => {
  test('an order that somebody has said replaces the one before, and is gone when nothing of it is left', async () => {
    const { roster } = await open();
    const sms = { channel: 'sms', afterSeconds: 0 } as const;
    await roster.putOrder({ person: 'ana', high: [sms], low: [sms], at: start });
    const said = { person: 'ana', high: [sms, { channel: 'email', afterSeconds: 60 } as const] };
    await roster.putOrder({ ...said, at: later(1) });
    expect((await roster.newest()).orders).toEqual([{ ...said, at: later(1) }]);
    await roster.putOrder({ person: 'ana', at: later(2) });
    expect((await roster.newest()).orders).toBeUndefined();
  });

  test('two overrides come together or not at all', async () => {
    const { roster } = await open();
    expect(await roster.addOverrides([standIn('a'), standIn('b')])).toBe('added');
    expect(await roster.addOverrides([standIn('c'), standIn('b')])).toBe('exists');
    const { overrides } = await roster.newest();
    expect(overrides.map(({ id }) => id).toSorted()).toEqual(['a', 'b']);
    expect(overrides.find(({ id }) => id === 'a')).toEqual(standIn('a'));
  });

  test('the same request twice at once adds once', async () => {
    const { roster } = await open();
    const outcomes = await Promise.all([
      roster.addOverrides([standIn('a')]),
      roster.addOverrides([standIn('a')]),
    ]);
    expect(outcomes.toSorted()).toEqual(['added', 'exists']);
  });

  test('an override is removed once', async () => {
    const { roster } = await open();
    await roster.addOverrides([standIn('a')]);
    expect(await roster.removeOverride('a')).toBe('removed');
    expect(await roster.removeOverride('a')).toBe('gone');
    expect((await roster.newest()).overrides).toEqual([]);
  });

  test('what has to follow from an override is stored with it, or not at all', async () => {
    const { roster, changes } = await open();
    await roster.addOverrides([standIn('a')], follows('chg_a'));
    await roster.addOverrides([standIn('a')], follows('chg_b'));
    await roster.removeOverride('none', follows('chg_c'));
    expect(await changes.unfinished()).toEqual([follows('chg_a')]);
    await roster.removeOverride('a', { ...follows('chg_d'), removed: standIn('a') });
    expect(await changes.find('chg_d')).toEqual({ ...follows('chg_d'), removed: standIn('a') });
    expect((await roster.newest()).removed).toMatchObject([
      { ...standIn('a'), removedAt: follows('chg_d').at },
    ]);
  });

  test('of two runs that go on from one place, one does; what is done is not gone on with', async () => {
    const { roster, changes } = await open();
    const first = follows('chg_a');
    await roster.addOverrides([standIn('a')], first);
    const next = { ...first, looked: 20, changed: 3, cursor: '2026#INC-2026-001' };
    const both = [changes.goOn(next, first), changes.goOn(next, first)];
    expect((await Promise.all(both)).toSorted()).toEqual(['conflict', 'stored']);
    const { cursor: _, ...done } = { ...next, looked: 25, doneAt: later(9) };
    expect(await changes.goOn(done, next)).toBe('stored');
    expect(await changes.goOn({ ...done, looked: 30 }, done)).toBe('conflict');
    expect(await changes.unfinished()).toEqual([]);
    expect(await changes.find('chg_a')).toEqual(done);
    // Begun once more it is as far as it was.
    await changes.begin(first);
    expect(await changes.find('chg_a')).toEqual(done);
    await changes.begin(follows('chg_a-again'));
    expect(await changes.unfinished()).toEqual([follows('chg_a-again')]);
  });

  test('of two who change a contact at once one is refused', async () => {
    const { roster } = await open();
    expect(await roster.putContact(phone)).toBe('stored');
    expect(await roster.putContact(phone)).toBe('conflict');
    const outcomes = await Promise.all([
      roster.putContact({ ...phone, state: 'verified', at: later(1) }, phone),
      roster.putContact({ ...phone, state: 'opted-out', at: later(2) }, phone),
    ]);
    expect(outcomes.toSorted()).toEqual(['conflict', 'stored']);
    expect(await roster.removeContact(phone, later(9))).toBe('conflict');
    const [kept] = (await roster.newest()).contacts;
    if (kept === undefined) throw new Error('Nothing kept');
    expect(await roster.removeContact(kept, later(9))).toBe('removed');
    const { person, address } = phone;
    expect(await roster.newest()).toMatchObject({
      contacts: [],
      retired: [{ person, address, at: later(9) }],
    });
  });

  test('a change is seen at once by the one who made it', async () => {
    const { roster } = await open();
    expect((await roster.current()).contacts).toEqual([]);
    await roster.putContact(phone);
    expect((await roster.current()).contacts).toEqual([phone]);
  });

  test('a code is good until it runs out, for the address that it was sent to', async () => {
    const { roster } = await open();
    await roster.startVerification(code);
    const use = { ...contact, codeSha256: 'sum', at: later(5) };
    const proved = { verified: '+15555550101' };
    // Asked again by whoever died before what it proves was stored.
    expect(await roster.tryCode(use)).toEqual(proved);
    expect(await roster.tryCode(use)).toEqual(proved);
    expect(await roster.tryCode({ ...use, at: code.until })).toBe('expired');
  });

  test('a code proves an address once, also where two use it at once', async () => {
    const { roster } = await open();
    await roster.startVerification(code);
    const verified = { ...phone, state: 'verified', at: later(5) } as const;
    const proof = { codeSha256: 'sum', at: later(5) };
    const both = [
      roster.putContact(verified, undefined, proof),
      roster.putContact(verified, undefined, proof),
    ];
    expect((await Promise.all(both)).toSorted()).toEqual(['conflict', 'stored']);
    expect(await roster.tryCode({ ...contact, codeSha256: 'sum', at: later(6) })).toEqual({
      verified: '+15555550101',
      isUsed: true,
    });
    const lost = { ...verified, state: 'undeliverable', at: later(7) } as const;
    expect(await roster.putContact(lost, verified)).toBe('stored');
    const again = { ...verified, at: later(8) };
    expect(await roster.putContact(again, lost, proof)).toBe('conflict');
    expect((await roster.newest()).contacts).toEqual([lost]);
  });

  test('another address in the place of one that was entered takes that out of use', async () => {
    const { roster } = await open();
    const entered = { ...phone, enteredBy: 'person' } as const;
    await roster.putContact(entered);
    const other = { ...entered, address: '+15555550188', at: later(9) };
    await roster.putContact(other, entered);
    const { person, address } = entered;
    expect((await roster.newest()).retired).toMatchObject([{ person, address, at: later(9) }]);
    await roster.putContact({ ...other, state: 'verified', at: later(10) }, other);
    expect((await roster.newest()).retired).toHaveLength(1);
  });

  test('whoever tells somebody reads what they entered, as it is at that moment', async () => {
    const { roster, whereabouts } = await open();
    expect(await whereabouts.contacts()).toEqual([]);
    await roster.putContact({ ...phone, enteredBy: 'person' });
    expect(await whereabouts.contacts()).toEqual([{ ...phone, enteredBy: 'person' }]);
  });

  test('a code that proves another number takes that of the configuration out of use', async () => {
    const { roster } = await open();
    await roster.startVerification(code);
    const verified = { ...phone, state: 'verified', enteredBy: 'person' } as const;
    const proof = { codeSha256: 'sum', at: later(5), instead: '+15555550188' };
    expect(await roster.putContact(verified, undefined, proof)).toBe('stored');
    expect((await roster.newest()).retired).toMatchObject([
      { person: phone.person, address: '+15555550188', at: later(5) },
    ]);
  });

  test('tries are counted, those at once too; after five even the right code is too late', async () => {
    const { roster } = await open();
    await roster.startVerification(code);
    const wrong = { ...contact, codeSha256: 'guess', at: later(5) };
    const guesses = await Promise.all(Array.from({ length: 5 }, () => roster.tryCode(wrong)));
    expect(guesses).toEqual(Array.from({ length: 5 }, () => 'wrong'));
    expect(await roster.tryCode({ ...wrong, codeSha256: 'sum' })).toBe('too-many-tries');
    await roster.startVerification({ ...code, codeSha256: 'new' });
    expect(await roster.tryCode({ ...wrong, codeSha256: 'new' })).toEqual({
      verified: '+15555550101',
    });
  });

  test('a code runs out, and only the newest one counts', async () => {
    const { roster } = await open();
    expect(await roster.tryCode({ ...contact, codeSha256: 'sum', at: start })).toBe('expired');
    await roster.startVerification(code);
    const late = addSeconds(code.until, 0);
    expect(await roster.tryCode({ ...contact, codeSha256: 'sum', at: late })).toBe('expired');
    await roster.startVerification({ ...code, codeSha256: 'second' });
    expect(await roster.tryCode({ ...contact, codeSha256: 'sum', at: start })).toBe('wrong');
  });
});

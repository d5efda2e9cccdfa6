import { describe, expect, test } from 'vitest';
import type { ContactMethod, Override } from '#core/oncall/roster.ts';
import { addSeconds } from '#core/time/instant.ts';
import { later, start } from '../support/samples.ts';
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

  test('an override that is removed is told to the one who removes it', async () => {
    const { roster } = await open();
    await roster.addOverrides([standIn('a')]);
    expect(await roster.removeOverride('a')).toEqual(standIn('a'));
    expect(await roster.removeOverride('a')).toBeUndefined();
    expect((await roster.newest()).overrides).toEqual([]);
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
    expect(await roster.removeContact(phone)).toBe('conflict');
    const [kept] = (await roster.newest()).contacts;
    if (kept === undefined) throw new Error('Nothing kept');
    expect(await roster.removeContact(kept)).toBe('removed');
    expect((await roster.newest()).contacts).toEqual([]);
  });

  test('a change is seen at once by the one who made it', async () => {
    const { roster } = await open();
    expect((await roster.current()).contacts).toEqual([]);
    await roster.putContact(phone);
    expect((await roster.current()).contacts).toEqual([phone]);
  });

  test('a code is good once, for the address that it was sent to', async () => {
    const { roster } = await open();
    await roster.startVerification(code);
    const use = { ...contact, codeSha256: 'sum', at: later(5) };
    const outcomes = await Promise.all([roster.useCode(use), roster.useCode(use)]);
    expect(outcomes.filter(outcome => typeof outcome === 'object')).toEqual([
      { verified: '+15555550101' },
    ]);
    expect(await roster.useCode(use)).toBe('expired');
  });

  test('tries are counted, those at once too; after five even the right code is too late', async () => {
    const { roster } = await open();
    await roster.startVerification(code);
    const wrong = { ...contact, codeSha256: 'guess', at: later(5) };
    const guesses = await Promise.all(Array.from({ length: 5 }, () => roster.useCode(wrong)));
    expect(guesses).toEqual(Array.from({ length: 5 }, () => 'wrong'));
    expect(await roster.useCode({ ...wrong, codeSha256: 'sum' })).toBe('too-many-tries');
    await roster.startVerification({ ...code, codeSha256: 'new' });
    expect(await roster.useCode({ ...wrong, codeSha256: 'new' })).toEqual({
      verified: '+15555550101',
    });
  });

  test('a code runs out, and only the newest one counts', async () => {
    const { roster } = await open();
    expect(await roster.useCode({ ...contact, codeSha256: 'sum', at: start })).toBe('expired');
    await roster.startVerification(code);
    const late = addSeconds(code.until, 0);
    expect(await roster.useCode({ ...contact, codeSha256: 'sum', at: late })).toBe('expired');
    await roster.startVerification({ ...code, codeSha256: 'second' });
    expect(await roster.useCode({ ...contact, codeSha256: 'sum', at: start })).toBe('wrong');
  });
});

import { describe, expect, test } from 'vitest';
import { later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const seen = { at: start, people: { primary: 'ana' } };

describe.each([inMemory, onDynamoDb()])('the book of rounds in $name', ({ open }) => {
  test('of two rounds at once one goes on from what was seen', async () => {
    const { duty } = await open();
    expect(await duty.lastSeen()).toBeUndefined();
    const first = await Promise.all([duty.see(seen), duty.see(seen)]);
    expect(first.toSorted()).toEqual(['conflict', 'stored']);
    expect(await duty.lastSeen()).toEqual(seen);
    const [one, two] = [
      { at: later(300), people: { primary: 'bo' } },
      { at: later(301), people: { primary: 'bo' } },
    ];
    const second = await Promise.all([duty.see(one, seen), duty.see(two, seen)]);
    expect(second.toSorted()).toEqual(['conflict', 'stored']);
  });

  test('a schedule may be called as what every object has', async () => {
    const { duty } = await open();
    const people = { constructor: 'toString', valueOf: 'constructor' };
    expect(await duty.see({ at: start, people })).toBe('stored');
    expect((await duty.lastSeen())?.people).toEqual(people);
  });

  test('what was read of the account is kept, the newest alone', async () => {
    const { duty } = await open();
    expect(await duty.accountRead()).toBeUndefined();
    const account = { sandbox: true, sandboxVerified: ['+15555550101'], optedOut: [] };
    const newest = { at: later(60), account: { ...account, monthlySpendLimitUsd: 50 } };
    await duty.keepAccount({ at: start, account });
    expect(await duty.accountRead()).toEqual({ at: start, account });
    await duty.keepAccount(newest);
    await duty.keepAccount({ at: later(30), account });
    expect(await duty.accountRead()).toEqual(newest);
  });
});

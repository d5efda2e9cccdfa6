import { expect, test } from 'vitest';
import type { Table } from '#adapters/dynamodb/table.ts';
import { whereabouts } from '#adapters/dynamodb/whereabouts.ts';
import type { Instant } from '#core/time/instant.ts';

/** What is read of a table that holds nothing, and fails the first so many times. */
function asked(freshSeconds: number, failures = 0) {
  let sent = 0;
  const ask = async () => {
    sent += 1;
    if (sent <= failures) throw new Error('busy');
    return { Items: [] };
  };
  const table = { ask, name: 'table' } as unknown as Table;
  const now = () => '2026-11-23T02:14:00.000Z' as Instant;
  const { contacts } = whereabouts(table, now, freshSeconds);
  return { contacts, sent: () => sent };
}

test('notices that go out at once read where people are once', async () => {
  const { contacts, sent } = asked(15);
  expect(await Promise.all([contacts(), contacts(), contacts()])).toEqual([[], [], []]);
  expect(sent()).toBe(1);
});

test('a page reads where its person is for itself, whoever else is reading', async () => {
  const { contacts, sent } = asked(0);
  await Promise.all([contacts(), contacts()]);
  expect(sent()).toBe(2);
});

test('what could not be read is read again', async () => {
  const { contacts } = asked(15, 1);
  await expect(contacts()).rejects.toThrow('busy');
  expect(await contacts()).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { batchGet, deleteIf, putIf, type Table, updateIf } from '#adapters/dynamodb/table.ts';
import { firstId, start } from '../support/samples.ts';

/** A table that turns away so many writes, because transactions are at work on the item. */
function busyTable(conflicts: number, refusal = 'TransactionConflictException') {
  let sent = 0;
  const ask = async () => {
    sent += 1;
    if (sent <= conflicts) throw Object.assign(new Error('busy'), { name: refusal });
    return { Attributes: { pk: { S: 'a' } } };
  };
  const pauses: number[] = [];
  const pause = async (attempt: number) => {
    pauses.push(attempt);
  };
  const table = { ask, name: 'table', pause } as unknown as Table;
  return { table, sent: () => sent, pauses };
}

const key = { pk: 'a', sk: 'b' };
const writes: [what: string, act: (table: Table) => Promise<unknown>, done: unknown][] = [
  ['put', table => putIf(table, key, 'attribute_not_exists(pk)'), true],
  ['changed', table => updateIf(table, key, 'SET n = :n', undefined, { n: 1 }), { pk: { S: 'a' } }],
  ['deleted', table => deleteIf(table, key), { pk: { S: 'a' } }],
];

describe.each(writes)(
  'an item that is to be %s while a transaction is at work on it',
  (_, act, done) => {
    test('is asked for again after longer and longer pauses, until the transaction is over', async () => {
      const { table, sent, pauses } = busyTable(3);
      expect(await act(table)).toEqual(done);
      expect(sent()).toBe(4);
      expect(pauses).toEqual([1, 2, 3]);
    });

    test('is given up in the end, and nothing else that was refused is asked for again', async () => {
      await expect(act(busyTable(Number.POSITIVE_INFINITY).table)).rejects.toThrow('busy');
      const broken = busyTable(1, 'ValidationException');
      await expect(act(broken.table)).rejects.toThrow('busy');
      expect(broken.sent()).toBe(1);
    });
  },
);

test('the claim of a request that meets itself in another transaction is looked at anew', async () => {
  const ask = async () => {
    const CancellationReasons = [{ Code: 'TransactionConflict' }];
    throw Object.assign(new Error('busy'), {
      name: 'TransactionCanceledException',
      CancellationReasons,
    });
  };
  const table = { ask, name: 'table' } as unknown as Table;
  const claim = { kind: 'request', key: 'key', digest: 'body' } as const;
  expect(await incidentStore(table).claimAlone(firstId, start, [claim])).toBe('conflict');
});

test('what a busy table left unread is asked for after longer and longer pauses', async () => {
  const pauses: number[] = [];
  const reads: number[] = [];
  const ask = async (
    _operation: string,
    input: { RequestItems: Record<string, { Keys: unknown[] }> },
  ) => {
    const [first, ...rest] = input.RequestItems.table?.Keys ?? [];
    reads.push(rest.length + 1);
    return {
      Responses: { table: [first] },
      UnprocessedKeys: rest.length > 0 ? { table: { Keys: rest } } : {},
    };
  };
  const pause = async (attempt: number) => {
    pauses.push(attempt);
  };
  const table = { ask, name: 'table', pause } as unknown as Table;
  const wanted = ['a', 'b', 'c'].map(sk => ({ pk: 'a', sk }));
  expect(await batchGet(table, wanted)).toHaveLength(3);
  expect(reads).toEqual([3, 2, 1]);
  expect(pauses).toEqual([1, 2]);
});

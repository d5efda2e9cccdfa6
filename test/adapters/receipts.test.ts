import { expect, test } from 'vitest';
import { receipts } from '#adapters/dynamodb/receipts.ts';
import type { Table } from '#adapters/dynamodb/table.ts';
import { receiptId } from '#core/ids.ts';
import type { ReceiptOutcome } from '#ports/intake.ts';
import { start } from '../support/samples.ts';

const itemBytesMax = 400 * 1024;

test('a receipt says how many outcomes it leaves out, of all parts of its body together', async () => {
  let item: Record<string, unknown> = {};
  const ask = async (_operation: string, input: Record<string, Record<string, never>>) => {
    if (input.RequestItems === undefined) return { Item: item };
    const [{ PutRequest }] = input.RequestItems.table as unknown as [
      { PutRequest: { Item: never } },
    ];
    item = PutRequest.Item;
    return {};
  };
  const table = { ask, name: 'table' } as unknown as Table;
  const { record, find } = receipts(table);
  const id = receiptId('rcp_1');
  const some = (count: number) =>
    Array.from(
      { length: count },
      () => ({ alert: 'Down', outcome: 'repeated', reason: 'known' }) as const,
    );
  await record([{ id, state: 'accepted', at: start, outcomes: some(400) }]);
  const first = await find(id);
  expect(first?.more).toBeUndefined();
  await record([{ id, state: 'accepted', at: start, outcomes: some(700) }]);
  const before = await find(id);
  expect(before).toMatchObject({ more: 200, outcomes: { length: 500 } });
  if (before === undefined) return;
  await record([{ ...before, outcomes: [...before.outcomes, ...some(50)] }]);
  expect(await find(id)).toMatchObject({ more: 250, outcomes: { length: 500 } });
});

test('a receipt of hundreds of long outcomes in letters of three bytes is no larger than an item may be', async () => {
  const items: { outcomes: { S: string }; more?: { N: string } }[] = [];
  const ask = async (_operation: string, input: { RequestItems: Record<string, unknown> }) => {
    const requests = input.RequestItems.table as { PutRequest: { Item: never } }[];
    items.push(...requests.map(({ PutRequest }) => PutRequest.Item));
    return {};
  };
  const table = { ask, name: 'table' } as unknown as Table;
  const one: ReceiptOutcome = {
    alert: '磁'.repeat(200),
    outcome: 'muted',
    reason: `muted by the maintenance move of ana until Sunday: ${'移'.repeat(200)}`,
  };
  const outcomes = Array.from({ length: 500 }, () => one);
  await receipts(table).record([
    { id: receiptId('rcp_1'), state: 'processed', at: start, outcomes },
  ]);
  expect(items).toHaveLength(1);
  expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThan(itemBytesMax);
  const kept: unknown[] = JSON.parse(items[0]?.outcomes.S ?? '[]');
  expect(kept.length).toBeGreaterThan(200);
  expect(kept[0]).toEqual(one);
  expect(items[0]?.more).toEqual({ N: String(500 - kept.length) });
});

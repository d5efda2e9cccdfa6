import { expect, test } from 'vitest';
import { receipts } from '#adapters/dynamodb/receipts.ts';
import type { Table } from '#adapters/dynamodb/table.ts';
import { receiptId } from '#core/ids.ts';
import type { ReceiptOutcome } from '#ports/intake.ts';
import { start } from '../support/samples.ts';

const itemBytesMax = 400 * 1024;

test('a receipt of hundreds of long outcomes in letters of three bytes is no larger than an item may be', async () => {
  const items: { outcomes: { S: string } }[] = [];
  const send = async (command: { input: { RequestItems: Record<string, unknown> } }) => {
    const requests = command.input.RequestItems.table as { PutRequest: { Item: never } }[];
    items.push(...requests.map(({ PutRequest }) => PutRequest.Item));
    return {};
  };
  const table = { client: { send }, name: 'table' } as unknown as Table;
  const one: ReceiptOutcome = {
    alert: '磁'.repeat(200),
    outcome: 'muted',
    reason: `muted by the maintenance move of ana until Sunday: ${'移'.repeat(200)}`,
  };
  const outcomes = Array.from({ length: 500 }, () => one);
  await receipts(table, async () => {}).record([
    { id: receiptId('rcp_1'), state: 'processed', at: start, outcomes },
  ]);
  expect(items).toHaveLength(1);
  expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThan(itemBytesMax);
  const kept: unknown[] = JSON.parse(items[0]?.outcomes.S ?? '[]');
  expect(kept.length).toBeGreaterThan(200);
  expect(kept[0]).toEqual(one);
});

import { BatchWriteItemCommand, GetItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { expiresAt, fromItem, keys, type Table, toItem } from '#adapters/dynamodb/table.ts';
import { type ReceiptId, receiptId } from '#core/ids.ts';
import { epochMs, instant } from '#core/time/instant.ts';
import type { Receipt, Receipts } from '#ports/intake.ts';
import type { Pause } from '#ports/runtime.ts';

const itemsPerWrite = 25;
const receiptDays = 30;
/** A webhook may carry thousands of alerts; an item may not. The raw body is kept in full. */
const outcomesKept = 500;

/**
 * The one unconditional write of the table: a receipt is written again by a repeated delivery, and then says the same.
 */
export function receipts({ client, name }: Table, pause: Pause): Receipts {
  return {
    async record(all) {
      let left: WriteRequest[] = all.map(receipt => ({
        PutRequest: { Item: toReceiptItem(receipt) },
      }));
      for (let attempt = 1; left.length > 0; attempt++) {
        if (attempt > all.length + 10) throw new Error('Receipts were not taken by the table');
        const { UnprocessedItems: unwritten } = await client.send(
          new BatchWriteItemCommand({ RequestItems: { [name]: left.slice(0, itemsPerWrite) } }),
        );
        const again = unwritten?.[name] ?? [];
        left = [...left.slice(itemsPerWrite), ...again];
        if (again.length > 0) await pause(attempt);
      }
    },

    async find(id) {
      const { Item: item } = await client.send(
        new GetItemCommand({
          TableName: name,
          Key: toItem(keys.receipt(id)),
          ConsistentRead: true,
        }),
      );
      return item && toReceipt(fromItem<ReceiptItem>(item));
    },
  };
}

interface ReceiptItem {
  pk: string;
  state: Receipt['state'];
  at: string;
  raw?: string;
  outcomes: string;
}

function toReceiptItem({ id, state, at, raw, outcomes }: Receipt) {
  const kept = outcomes.slice(0, outcomesKept);
  return toItem({
    ...keys.receipt(id),
    state,
    at,
    raw,
    outcomes: JSON.stringify(kept),
    expiresAt: expiresAt(epochMs(at), receiptDays),
  });
}

function toReceipt({ pk, state, at, raw, outcomes }: ReceiptItem): Receipt {
  const id: ReceiptId = receiptId(pk.slice('RECEIPT#'.length));
  return {
    id,
    state,
    at: instant(at),
    ...(raw !== undefined && { raw }),
    outcomes: JSON.parse(outcomes) as Receipt['outcomes'],
  };
}

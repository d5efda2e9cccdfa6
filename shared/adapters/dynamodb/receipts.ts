import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { afterPrefix, keys } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { expiresAt, find, fromItem, type Table, toItem } from '#adapters/dynamodb/table.ts';
import { receiptId } from '#core/ids.ts';
import { instant } from '#core/time/instant.ts';
import type { Receipt, Receipts } from '#ports/intake.ts';

const itemsPerWrite = 25;
/** A webhook may carry thousands of alerts; an item may not. The raw body is kept in full. */
const outcomesKept = 500;
/** An item has 400 KB, and there are letters of three bytes. What is too large is refused with all that is written with it. */
const outcomeBytesKept = 350 * 1024;

/**
 * The one unconditional write of the table: a receipt is written again by a repeated delivery, and then says the same.
 */
export function receipts(table: Table): Receipts {
  const { ask, name, pause } = table;
  return {
    async record(all) {
      let left: WriteRequest[] = all.map(receipt => ({
        PutRequest: { Item: toReceiptItem(receipt) },
      }));
      for (let attempt = 1; left.length > 0; attempt++) {
        if (attempt > all.length + 10) throw new Error('Receipts were not taken by the table');
        const { UnprocessedItems: unwritten } = await ask('BatchWriteItem', {
          RequestItems: { [name]: left.slice(0, itemsPerWrite) },
        });
        const again = unwritten?.[name] ?? [];
        left = [...left.slice(itemsPerWrite), ...again];
        if (again.length > 0) await pause(attempt);
      }
    },

    async find(id) {
      const item = await find(table, keys.receipt(id));
      return item && toReceipt(fromItem<ReceiptItem>(item));
    },
  };
}

interface ReceiptItem {
  pk: string;
  state: Receipt['state'];
  at: string;
  domain?: Receipt['domain'];
  part?: number;
  reason?: string;
  raw?: string;
  outcomes: string;
  more?: number;
}

function toReceiptItem({ id, outcomes, more = 0, ...receipt }: Receipt) {
  const kept = keptOf(outcomes);
  const left = more + outcomes.length - kept.length;
  return toItem({
    ...keys.receipt(id),
    ...receipt,
    outcomes: JSON.stringify(kept),
    ...(left > 0 && { more: left }),
    expiresAt: expiresAt(receipt.at, keptDays.receipt),
  });
}

function keptOf(outcomes: Receipt['outcomes']): Receipt['outcomes'] {
  let bytes = 0;
  return outcomes.slice(0, outcomesKept).filter(each => {
    bytes += Buffer.byteLength(JSON.stringify(each)) + 1;
    return bytes <= outcomeBytesKept;
  });
}

function toReceipt({
  pk,
  state,
  at,
  domain,
  part,
  reason,
  raw,
  outcomes,
  more,
}: ReceiptItem): Receipt {
  return {
    id: receiptId(afterPrefix(pk)),
    state,
    at: instant(at),
    ...(domain !== undefined && { domain }),
    ...(part !== undefined && { part }),
    ...(reason !== undefined && { reason }),
    ...(raw !== undefined && { raw }),
    outcomes: JSON.parse(outcomes) as Receipt['outcomes'],
    ...(more !== undefined && { more }),
  };
}

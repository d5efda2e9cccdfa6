import { keys } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { expiresAt, type Table, updateIf } from '#adapters/dynamodb/table.ts';
import { asksOf } from '#core/communication/status-page/subscribers.ts';
import type { MayAsk } from '#ports/communication.ts';

/** Counts in the table, so that a cap holds across functions and restarts. */
export function mayAsk(table: Table): MayAsk {
  return async (channel, address, at) => {
    for (const { span, who, most } of asksOf(channel, address, at)) {
      const count = 'ADD asks :one SET expiresAt = :expires';
      // Two at once: each counts.
      const isBelow = 'attribute_not_exists(asks) OR asks < :most';
      const values = { one: 1, most, expires: expiresAt(at, keptDays.textCount) };
      const counted = await updateIf(table, keys.asked(span, who), count, isBelow, values);
      if (counted === undefined) return false;
    }
    return true;
  };
}

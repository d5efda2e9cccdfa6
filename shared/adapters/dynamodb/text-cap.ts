import { keys } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { expiresAt, type Table, updateIf } from '#adapters/dynamodb/table.ts';
import { countsOf } from '#core/paging/text-caps.ts';
import type { MayText } from '#ports/paging.ts';

/** Counts in the table, so that a cap holds across functions and restarts. */
export function textCap(table: Table): MayText {
  return async (to, kind, at) => {
    for (const { of, who, span, most } of countsOf(to, kind, at)) {
      const key = of === 'address' ? keys.textsTo(who, span) : keys.textsFor(who, span);
      const count = 'ADD texts :one SET expiresAt = :expires';
      // Two texts at once: each counts.
      const isBelow = 'attribute_not_exists(texts) OR texts < :most';
      const values = { one: 1, most, expires: expiresAt(at, keptDays.textCount) };
      if ((await updateIf(table, key, count, isBelow, values)) === undefined) return false;
    }
    return true;
  };
}

import { keys } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { expiresAt, type Table, updateIf } from '#adapters/dynamodb/table.ts';
import type { MayAnswer } from '#ports/paging.ts';

/** Counts answers per phone and hour, in the table, so that the cap holds across functions and restarts. */
export function answerCap(table: Table, perHour: number): MayAnswer {
  return async (phone, at) => {
    const key = keys.answers(phone, at.slice(0, 13));
    const count = 'ADD answers :one SET expiresAt = :expires';
    // Two texts at once: each counts.
    const isBelow = 'attribute_not_exists(answers) OR answers < :most';
    const values = { one: 1, most: perHour, expires: expiresAt(at, keptDays.answerCount) };
    return (await updateIf(table, key, count, isBelow, values)) !== undefined;
  };
}

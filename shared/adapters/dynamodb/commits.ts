import { keys } from '#adapters/dynamodb/keys.ts';
import { toDispatchedCommit } from '#adapters/dynamodb/stream-record.ts';
import { find, type Table } from '#adapters/dynamodb/table.ts';
import type { FindCommit } from '#ports/communication.ts';

/** A commit as it was dispatched: it is never written again, so it says the same whenever it is read. */
export function findCommit(table: Table): FindCommit {
  return async (incidentId, version) => {
    const item = await find(table, keys.event(incidentId, version));
    return item && toDispatchedCommit(item);
  };
}

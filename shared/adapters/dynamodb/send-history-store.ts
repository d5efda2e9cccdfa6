import { keys } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { expiresAt, find, putIf, recordOf, type Table } from '#adapters/dynamodb/table.ts';
import { noHistory, type SendHistory } from '#core/paging/send-history.ts';
import type { SendHistoryStore } from '#ports/paging.ts';

/** One item per number and channel, replaced whole by whoever read it last. */
export function sendHistoryStore(table: Table): SendHistoryStore {
  return {
    async load({ phone, channel }) {
      const item = await find(table, keys.traffic(phone, channel));
      if (item === undefined) return { traffic: noHistory, version: 0 };
      return recordOf<{ traffic: SendHistory; version: number }>(item);
    },

    async save({ phone, channel }, { traffic, version: read, at }) {
      const next = { traffic, version: read + 1, expiresAt: expiresAt(at, keptDays.sendHistory) };
      // Two pages at once want the last place of this minute: one of them has it.
      const isAsRead = read === 0 ? 'attribute_not_exists(pk)' : 'version = :read';
      const item = { ...keys.traffic(phone, channel), ...next };
      return (await putIf(table, item, isAsRead, { read })) ? 'saved' : 'conflict';
    },
  };
}

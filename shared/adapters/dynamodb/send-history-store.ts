import { keys } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import {
  expiresAt,
  find,
  putIf,
  recordOf,
  type Table,
  type Write,
  write,
} from '#adapters/dynamodb/table.ts';
import { noHistory, type SendHistory } from '#core/paging/send-history.ts';
import type { NextHistory, PhoneChannel, SendHistoryStore } from '#ports/paging.ts';

/** One item per number and channel, replaced whole by whoever read it last. */
export function sendHistoryStore(table: Table): SendHistoryStore {
  return {
    async load({ phone, channel }) {
      const item = await find(table, keys.traffic(phone, channel));
      if (item === undefined) return { traffic: noHistory, version: 0 };
      return recordOf<{ traffic: SendHistory; version: number }>(item);
    },

    async save(line, next) {
      return (await putIf(table, ...changed(line, next))) ? 'saved' : 'conflict';
    },
  };
}

/** As `save`, within a transaction. */
export function historyWrite(line: PhoneChannel, next: NextHistory): Write {
  return write.put(...changed(line, next));
}

/** Two pages at once want the last place of this minute: one of them has it. */
function changed({ phone, channel }: PhoneChannel, { traffic, version: read, at }: NextHistory) {
  const next = { traffic, version: read + 1, expiresAt: expiresAt(at, keptDays.sendHistory) };
  const isAsRead = read === 0 ? 'attribute_not_exists(pk)' : 'version = :read';
  return [{ ...keys.traffic(phone, channel), ...next }, isAsRead, { read }] as const;
}

import { keys } from '#adapters/dynamodb/keys.ts';
import { deleteIf, find, putIf, recordOf, type Table } from '#adapters/dynamodb/table.ts';
import { sha256 } from '#core/digest.ts';
import type { CalendarFeed, CalendarFeeds } from '#ports/oncall.ts';

/** Half of the hash: who sees an id in a log or a list has no token, and whoever has the token needs no list. */
export function feedIdOf(token: string): string {
  return `cal_${sha256(token).slice(0, 32)}`;
}

export function calendarFeeds(table: Table): CalendarFeeds {
  return {
    async add(token, feed) {
      const added: CalendarFeed = { id: feedIdOf(token), ...feed };
      // Two addresses are never one: the first keeps its token.
      const isNew = 'attribute_not_exists(pk)';
      return (await putIf(table, { ...added, ...keys.feed(added.id) }, isNew)) ? added : 'exists';
    },

    // Consistent: what was revoked a moment ago shows nothing.
    async find(token) {
      const item = await find(table, keys.feed(feedIdOf(token)));
      return item && recordOf<CalendarFeed>(item);
    },

    async revoke(id) {
      const item = await deleteIf(table, keys.feed(id));
      return item && recordOf<CalendarFeed>(item);
    },
  };
}

import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import {
  deleteIf,
  find,
  putIf,
  queryAll,
  recordOf,
  type Table,
  transact,
  write,
} from '#adapters/dynamodb/table.ts';
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
      const id = feedIdOf(token);
      return (await onList(id)) ?? listed(id);
    },

    async list() {
      return (await queryAll(table, ranges.feeds)).map(item => recordOf<CalendarFeed>(item));
    },

    async revoke(id) {
      const item =
        (await deleteIf(table, keys.feed(id))) ?? (await deleteIf(table, keys.unlistedFeed(id)));
      return item && recordOf<CalendarFeed>(item);
    },
  };

  /** One that was made before there was a list comes into it with the first calendar that reads it. */
  async function listed(id: string): Promise<CalendarFeed | undefined> {
    const item = await find(table, keys.unlistedFeed(id));
    // Another who read it in the same moment may have been quicker.
    if (item === undefined) return onList(id);
    const feed = recordOf<CalendarFeed>(item);
    const outcome = await transact(table, [
      // Revoked meanwhile it stays so.
      write.remove(keys.unlistedFeed(id), 'attribute_exists(pk)'),
      write.put({ ...feed, ...keys.feed(id) }, 'attribute_not_exists(pk)'),
    ]);
    return outcome === 'written' ? feed : onList(id);
  }

  async function onList(id: string): Promise<CalendarFeed | undefined> {
    const item = await find(table, keys.feed(id));
    return item && recordOf<CalendarFeed>(item);
  }
}

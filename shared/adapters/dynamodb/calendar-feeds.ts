import { type Key, keys, ranges } from '#adapters/dynamodb/keys.ts';
import { deleteIf, find, putIf, queryAll, recordOf, type Table } from '#adapters/dynamodb/table.ts';
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
      const listed = await read(keys.feed(id));
      if (listed !== undefined && listed.isCopy !== true) return listed;
      const unlisted = await read(keys.unlistedFeed(id));
      if (listed === undefined && unlisted !== undefined) {
        const copy = { ...unlisted, isCopy: true, ...keys.feed(id) };
        await putIf(table, copy, 'attribute_not_exists(pk)');
      }
      return unlisted;
    },

    async list() {
      return (await queryAll(table, ranges.feeds)).map(item => feedOf(recordOf<Listed>(item)));
    },

    async revoke(id) {
      const [listed, unlisted] = [
        await deleteIf(table, keys.feed(id)),
        await deleteIf(table, keys.unlistedFeed(id)),
      ];
      const item = listed ?? unlisted;
      return item && feedOf(recordOf<Listed>(item));
    },
  };

  async function read(key: Key): Promise<Listed | undefined> {
    const item = await find(table, key);
    return item && recordOf<Listed>(item);
  }
}

/**
 * One that was made before there was a list comes into it with the first calendar that reads it, and counts where it was: there
 * a version before finds it after a way back, and revokes it.
 */
type Listed = CalendarFeed & { isCopy?: true };

function feedOf({ isCopy: _, ...feed }: Listed): CalendarFeed {
  return feed;
}

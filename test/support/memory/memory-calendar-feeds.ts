import { feedIdOf } from '#adapters/dynamodb/calendar-feeds.ts';
import type { CalendarFeed, CalendarFeeds } from '#ports/oncall.ts';

export function memoryCalendarFeeds(): CalendarFeeds {
  const feeds = new Map<string, CalendarFeed>();
  return {
    async add(token, feed) {
      const added = { id: feedIdOf(token), ...feed };
      if (feeds.has(added.id)) return 'exists';
      feeds.set(added.id, added);
      return added;
    },
    find: async token => feeds.get(feedIdOf(token)),
    list: async () => [...feeds.values()],
    async revoke(id) {
      const revoked = feeds.get(id);
      feeds.delete(id);
      return revoked;
    },
  };
}

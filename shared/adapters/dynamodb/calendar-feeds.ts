import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  fromItem,
  type Item,
  isConditionFailure,
  type Table,
  toItem,
} from '#adapters/dynamodb/table.ts';
import { sha256 } from '#core/digest.ts';
import type { CalendarFeed, CalendarFeeds } from '#ports/oncall.ts';

const feedKey = (id: string) => ({ pk: `FEED#${id}`, sk: 'FEED' });

/** Half of the hash: who sees an id in a log or a list has no token, and whoever has the token needs no list. */
export function feedIdOf(token: string): string {
  return `cal_${sha256(token).slice(0, 32)}`;
}

export function calendarFeeds({ client, name }: Table): CalendarFeeds {
  return {
    async add(token, feed) {
      const added: CalendarFeed = { id: feedIdOf(token), ...feed };
      try {
        await client.send(
          new PutItemCommand({
            TableName: name,
            Item: toItem({ ...added, ...feedKey(added.id) }),
            // Two addresses are never one: the first keeps its token.
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return added;
      } catch (error) {
        if (isConditionFailure(error)) return 'exists';
        throw error;
      }
    },

    async find(token) {
      const { Item: item } = await client.send(
        // Consistent: what was revoked a moment ago shows nothing.
        new GetItemCommand({
          TableName: name,
          Key: toItem(feedKey(feedIdOf(token))),
          ConsistentRead: true,
        }),
      );
      return item && feedOf(item);
    },

    async revoke(id) {
      const { Attributes: item } = await client.send(
        new DeleteItemCommand({
          TableName: name,
          Key: toItem(feedKey(id)),
          ReturnValues: 'ALL_OLD',
        }),
      );
      return item && feedOf(item);
    },
  };
}

function feedOf(item: Item): CalendarFeed {
  const { pk: _pk, sk: _sk, ...feed } = fromItem<CalendarFeed & { pk: string; sk: string }>(item);
  return feed;
}

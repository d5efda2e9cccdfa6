import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  expiresAt,
  fromItem,
  isConditionFailure,
  keys,
  type Table,
  toItem,
} from '#adapters/dynamodb/table.ts';
import { noHistory, type SendHistory } from '#core/paging/send-history.ts';
import { epochMs } from '#core/time/instant.ts';
import type { SendHistoryStore } from '#ports/paging.ts';

/** One item per number and channel, replaced whole by whoever read it last. */
export function sendHistoryStore({ client, name }: Table): SendHistoryStore {
  return {
    async load({ phone, channel }) {
      const { Item: item } = await client.send(
        new GetItemCommand({
          TableName: name,
          Key: toItem(keys.traffic(phone, channel)),
          ConsistentRead: true,
        }),
      );
      if (item === undefined) return { traffic: noHistory, version: 0 };
      const { traffic, version } = fromItem<{ traffic: SendHistory; version: number }>(item);
      return { traffic, version };
    },

    async save({ phone, channel }, { traffic, version, at }) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: name,
            Item: toItem({
              ...keys.traffic(phone, channel),
              traffic,
              version: version + 1,
              expiresAt: expiresAt(epochMs(at), 1),
            }),
            // Two pages at once want the last place of this minute: one of them has it.
            ConditionExpression: 'version = :read OR (:read = :none AND attribute_not_exists(pk))',
            ExpressionAttributeValues: toItem({ ':read': version, ':none': 0 }),
          }),
        );
        return 'saved';
      } catch (error) {
        if (isConditionFailure(error)) return 'conflict';
        throw error;
      }
    },
  };
}

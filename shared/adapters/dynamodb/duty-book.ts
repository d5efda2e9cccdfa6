import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  expiresAt,
  fromItem,
  isConditionFailure,
  type Table,
  toItem,
} from '#adapters/dynamodb/table.ts';
import { addSeconds, epochMs, type Instant } from '#core/time/instant.ts';
import type { DutyBook, DutySeen, SmsAccountRead } from '#ports/oncall.ts';

/** Longer than a round may last: a claim that is older was left behind by a crash. */
export const taskClaimSeconds = 120;
const keptDays = 90;

const seenKey = { pk: 'DUTY', sk: 'SEEN' };
const accountKey = { pk: 'DUTY', sk: 'ACCOUNT' };
const taskKey = (task: string) => ({ pk: `DUTY#${task}`, sk: 'DONE' });

export function dutyBook({ client, name }: Table): DutyBook {
  return {
    async lastSeen() {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: name, Key: toItem(seenKey), ConsistentRead: true }),
      );
      if (item === undefined) return undefined;
      const { at, people } = fromItem<DutySeen>(item);
      return { at, people };
    },

    async see({ at, people }, previous) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: name,
            Item: toItem({ ...seenKey, at, people }),
            // Two rounds at once saw the same: the second has nothing to add.
            ...(previous === undefined
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : {
                  ConditionExpression: '#at = :previous',
                  ExpressionAttributeNames: { '#at': 'at' },
                  ExpressionAttributeValues: toItem({ ':previous': previous.at }),
                }),
          }),
        );
        return 'stored';
      } catch (error) {
        if (isConditionFailure(error)) return 'conflict';
        throw error;
      }
    },

    async keepAccount({ at, account }) {
      await client
        .send(
          new PutItemCommand({
            TableName: name,
            Item: toItem({ ...accountKey, at, account }),
            // A round that was slow does not take back what a later one read.
            ConditionExpression: 'attribute_not_exists(pk) OR #at <= :at',
            ExpressionAttributeNames: { '#at': 'at' },
            ExpressionAttributeValues: toItem({ ':at': at }),
          }),
        )
        .catch((error: unknown) => {
          if (!isConditionFailure(error)) throw error;
        });
    },

    async accountRead() {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: name, Key: toItem(accountKey) }),
      );
      if (item === undefined) return undefined;
      const { at, account } = fromItem<SmsAccountRead>(item);
      return { at, account };
    },

    async claim(task, at) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: name,
            Item: toItem({ ...taskKey(task), status: 'claimed', at, expiresAt: expiry(at) }),
            // Rounds race for it: free, left behind by a crash, or done so long ago that it only waits to be deleted.
            ConditionExpression:
              'attribute_not_exists(pk) OR (#status = :claimed AND #at < :stale) OR expiresAt < :now',
            ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
            ExpressionAttributeValues: toItem({
              ':claimed': 'claimed',
              ':stale': addSeconds(at, -taskClaimSeconds),
              ':now': Math.floor(epochMs(at) / 1000),
            }),
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },

    async finish(task, at) {
      await client.send(
        new UpdateItemCommand({
          TableName: name,
          Key: toItem(taskKey(task)),
          UpdateExpression: 'SET #status = :done, #at = :at, expiresAt = :expires',
          // What was never claimed was never done.
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
          ExpressionAttributeValues: toItem({
            ':done': 'done',
            ':at': at,
            ':expires': expiry(at),
          }),
        }),
      );
    },

    async release(task) {
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: name,
            Key: toItem(taskKey(task)),
            // Only a claim can be given back; what was done stays done.
            ConditionExpression: '#status = :claimed',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: toItem({ ':claimed': 'claimed' }),
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    },
  };
}

function expiry(at: Instant): number {
  return expiresAt(epochMs(at), keptDays);
}

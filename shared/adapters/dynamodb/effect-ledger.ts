import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { claimSeconds } from '#adapters/dynamodb/page-ledger.ts';
import { isConditionFailure, keys, type Table, toItem } from '#adapters/dynamodb/table.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { EffectLedger } from '#ports/incident.ts';

export function effectLedger({ client, name }: Table): EffectLedger {
  return {
    async claim(key, incidentId, at) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: name,
            Item: toItem({ ...keys.effect(incidentId, key), status: 'claimed', at }),
            // Deliveries of one effect race for it: free, or left behind by a crash.
            ConditionExpression:
              'attribute_not_exists(pk) OR (#status = :claimed AND #at < :stale)',
            ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
            ExpressionAttributeValues: toItem({
              ':claimed': 'claimed',
              ':stale': addSeconds(at, -claimSeconds),
            }),
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },

    async record(key, incidentId, at, outcome) {
      await client.send(
        new UpdateItemCommand({
          TableName: name,
          Key: toItem(keys.effect(incidentId, key)),
          UpdateExpression: 'SET #status = :done, #at = :at, outcome = :outcome',
          // What was never claimed was never done.
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
          ExpressionAttributeValues: toItem({ ':done': 'done', ':at': at, ':outcome': outcome }),
        }),
      );
    },

    async release(key, incidentId) {
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: name,
            Key: toItem(keys.effect(incidentId, key)),
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

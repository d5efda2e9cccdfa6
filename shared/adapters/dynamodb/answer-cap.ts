import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expiresAt, isConditionFailure, type Table, toItem } from '#adapters/dynamodb/table.ts';
import { epochMs } from '#core/time/instant.ts';
import type { MayAnswer } from '#ports/paging.ts';

/** Counts answers per phone and hour, in the table, so that the cap holds across functions and restarts. */
export function answerCap({ client, name }: Table, perHour: number): MayAnswer {
  return async (phone, at) => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: name,
          Key: toItem({ pk: `PHONE#${phone}`, sk: `ANSWERS#${at.slice(0, 13)}` }),
          UpdateExpression: 'ADD answers :one SET expiresAt = :expires',
          // Two texts at once: each counts.
          ConditionExpression: 'attribute_not_exists(answers) OR answers < :most',
          ExpressionAttributeValues: toItem({
            ':one': 1,
            ':most': perHour,
            ':expires': expiresAt(epochMs(at), 1),
          }),
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  };
}

import { QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { fromItem, type Item, type Table, toItem } from '#adapters/dynamodb/table.ts';
import { type OpenReview, openReview } from '#core/review/open-review.ts';
import type { NewCommit } from '#ports/incident.ts';
import type { OpenReviews } from '#ports/review.ts';

const partition = 'REVIEW';

/** One query of a small partition: an incident of which nothing is left is not in it. */
export function openReviews({ client, name }: Table): OpenReviews {
  return async () => {
    const found: OpenReview[] = [];
    let start: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: toItem({ ':pk': partition }),
          ConsistentRead: true,
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      for (const item of page.Items ?? []) {
        found.push(JSON.parse(fromItem<{ review: string }>(item).review) as OpenReview);
      }
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  };
}

/** What a commit changes of it, in the commit's own transaction: whose version decides this race too. */
export function reviewWrites({ id, before, after }: NewCommit): TransactWriteItem[] {
  const key = { pk: partition, sk: id };
  const was = JSON.stringify(openReview(before));
  const is = JSON.stringify(openReview(after));
  if (was === is) return [];
  return is === undefined
    ? [{ Delete: { TableName: '', Key: toItem(key) } }]
    : [{ Put: { TableName: '', Item: toItem({ ...key, review: is }) } }];
}

import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  fromItem,
  isConditionFailure,
  keys,
  type Table,
  toItem,
} from '#adapters/dynamodb/table.ts';
import type { PostmortemStore, PostmortemVersion } from '#ports/review.ts';

/** Every version of a post-mortem's text, each an item of its own that is never written again. */
export function postmortemStore({ client, name }: Table): PostmortemStore {
  const about = {
    TableName: name,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ConsistentRead: true,
  };
  const of = (id: string) => toItem({ ':pk': `INC#${id}`, ':prefix': 'POSTMORTEM#' });
  return {
    async newest(id) {
      const { Items: [item] = [] } = await client.send(
        new QueryCommand({
          ...about,
          ExpressionAttributeValues: of(id),
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      if (item === undefined) return undefined;
      const { version, at, by, markdown, runbookDiff } = fromItem<PostmortemVersion>(item);
      const diff = runbookDiff !== undefined && { runbookDiff };
      return { version, at, by, markdown, ...diff };
    },

    async save(id, version) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: name,
            Item: toItem({ ...keys.postmortem(id, version.version), ...version }),
            // Two people who read the same version both write the next one; the second finds it there.
            ConditionExpression: 'attribute_not_exists(pk)',
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

import type * as sdk from '@aws-sdk/client-dynamodb';
import type { Environment } from '#adapters/aws/aws-in.ts';
import { type Ask, jsonService, type Operation } from '#adapters/aws/json-service.ts';

type Asked = {
  BatchGetItem: Operation<sdk.BatchGetItemCommandInput, sdk.BatchGetItemCommandOutput>;
  BatchWriteItem: Operation<sdk.BatchWriteItemCommandInput, sdk.BatchWriteItemCommandOutput>;
  DeleteItem: Operation<sdk.DeleteItemCommandInput, sdk.DeleteItemCommandOutput>;
  GetItem: Operation<sdk.GetItemCommandInput, sdk.GetItemCommandOutput>;
  PutItem: Operation<sdk.PutItemCommandInput, sdk.PutItemCommandOutput>;
  Query: Operation<sdk.QueryCommandInput, sdk.QueryCommandOutput>;
  TransactWriteItems: Operation<
    sdk.TransactWriteItemsCommandInput,
    sdk.TransactWriteItemsCommandOutput
  >;
  UpdateItem: Operation<sdk.UpdateItemCommandInput, sdk.UpdateItemCommandOutput>;
};

/** All that is ever asked of the table. Bytes go as a text in base64, which is how they are written on the way. */
export type DynamoDb = Ask<Asked>;

/** A table is asked once more than other services, and sooner: it answers within milliseconds, or another of its machines does. */
const attempts = { maxAttempts: 4, baseDelay: 25 };

export function dynamoDb(env: Environment): DynamoDb {
  return jsonService<Asked>({ service: 'dynamodb', target: 'DynamoDB_20120810' }, env, attempts);
}

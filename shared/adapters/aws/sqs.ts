import type * as sdk from '@aws-sdk/client-sqs';
import type { Environment } from '#adapters/aws/aws-in.ts';
import { type Ask, jsonService, type Operation } from '#adapters/aws/json-service.ts';

type Asked = {
  ChangeMessageVisibility: Operation<
    sdk.ChangeMessageVisibilityCommandInput,
    sdk.ChangeMessageVisibilityCommandOutput
  >;
  ChangeMessageVisibilityBatch: Operation<
    sdk.ChangeMessageVisibilityBatchCommandInput,
    sdk.ChangeMessageVisibilityBatchCommandOutput
  >;
  DeleteMessage: Operation<sdk.DeleteMessageCommandInput, sdk.DeleteMessageCommandOutput>;
  ReceiveMessage: Operation<sdk.ReceiveMessageCommandInput, sdk.ReceiveMessageCommandOutput>;
  SendMessage: Operation<sdk.SendMessageCommandInput, sdk.SendMessageCommandOutput>;
  SendMessageBatch: Operation<sdk.SendMessageBatchCommandInput, sdk.SendMessageBatchCommandOutput>;
};

/** All that is ever asked of queues. What is sent needs no MD5: its request is signed with the SHA-256 of what it holds. */
export type Sqs = Ask<Asked>;

export function sqsIn(env: Environment): Sqs {
  return jsonService<Asked>({ service: 'sqs', target: 'AmazonSQS' }, env);
}

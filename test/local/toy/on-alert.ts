import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient({});

/** Writes each alert as an event. A body with `fail` is reported as failed, one with `throw` fails the batch. */
export const handler = async (event: { Records: { messageId: string; body: string }[] }) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of event.Records) {
    if (body.includes('throw')) throw new Error('Asked to throw');
    if (body.includes('fail')) {
      batchItemFailures.push({ itemIdentifier: messageId });
      continue;
    }
    await dynamodb.send(
      new PutItemCommand({
        TableName: process.env.TABLE_NAME,
        Item: {
          pk: { S: `INC#${messageId}` },
          sk: { S: 'EVENT#000001' },
          body: { S: body },
          at: { S: new Date().toISOString() },
          batch: { N: String(event.Records.length) },
        },
      }),
    );
  }
  return { batchItemFailures };
};

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient({ maxAttempts: 1 });

/** Answers with the event itself; `/v1/forbidden` tries what its role does not allow, `/v1/crash` ends the instance. */
export const handler = async (event: { rawPath: string }) => {
  if (event.rawPath === '/v1/crash') process.exit(3);
  if (event.rawPath === '/v1/clock') return { now: new Date().toISOString() };
  if (event.rawPath === '/v1/environment') return { ...process.env };
  if (event.rawPath === '/v1/forbidden') {
    try {
      await dynamodb.send(new ListTablesCommand({}));
    } catch (error) {
      return { statusCode: 403, body: (error as Error).name };
    }
  }
  return event;
};

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '#adapters/dynamodb/table.ts';
import { pause } from '#adapters/node/clock.ts';
import { region } from '#local/account.ts';

/** The table as the stack itself reads it, past the gateway: nobody is billed for it. */
export function ownTable(dynamodbPort: number, name: string): Table {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${dynamodbPort}`,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return { client, name, pause };
}

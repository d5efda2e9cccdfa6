import { dynamoDb } from '#adapters/dynamodb/dynamodb.ts';
import type { Table } from '#adapters/dynamodb/table.ts';
import { pause } from '#adapters/node/clock.ts';
import { region } from '#local/account.ts';

/** The table as the stack itself reads it, past the gateway: nobody is billed for it. */
export function ownTable(dynamodbPort: number, name: string): Table {
  const ask = dynamoDb({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${dynamodbPort}`,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  return { ask, name, pause };
}

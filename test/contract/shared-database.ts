import type { TestProject } from 'vitest/node';
import { startDynamoDb } from '#local/emulators/dynamodb.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databasePort: number;
  }
}

/** One DynamoDB Local for all contracts: each test makes a table of its own. */
export default async function start({ provide }: TestProject): Promise<() => Promise<void>> {
  const database = await startDynamoDb({});
  provide('databasePort', database.port);
  return () => database.stop();
}

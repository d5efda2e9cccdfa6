import type { TestProject } from 'vitest/node';
import { startDynamoDb } from '#local/emulators/dynamodb.ts';
import { findJava } from '#local/emulators/java.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databasePort: number;
  }
}

/** One DynamoDB Local for all contracts: each test makes a table of its own. */
export default async function start({ provide }: TestProject): Promise<() => Promise<void>> {
  const database = await startDynamoDb({
    java: await findJava(),
    signal: AbortSignal.timeout(600_000),
  });
  provide('databasePort', database.port);
  return () => database.stop();
}

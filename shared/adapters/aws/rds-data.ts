import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import type { AskDatabase } from '#ports/diagnosis.ts';

/**
 * PostgreSQL through the RDS Data API: no network of the database's is entered, and no password is known. Each question
 * is a transaction of its own that ends itself; what it may see is the secret's user's affair.
 */
export function askDatabase(client: RDSDataClient = new RDSDataClient({})): AskDatabase {
  return async ({ cluster, secret, name }, sql) => {
    try {
      const answer = await client.send(
        new ExecuteStatementCommand({
          resourceArn: cluster,
          secretArn: secret,
          database: name,
          sql,
          includeResultMetadata: true,
        }),
      );
      return {
        columns: (answer.columnMetadata ?? []).map(({ label, name }) => label ?? name ?? ''),
        rows: (answer.records ?? []).map(record =>
          record.map(field => {
            if (field.isNull) return null;
            return String(
              field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? '',
            );
          }),
        ),
      };
    } catch (error) {
      return { unreadable: String(error) };
    }
  };
}

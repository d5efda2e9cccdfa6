import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { configurationStore } from '#adapters/dynamodb/configuration-store.ts';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { rosterStore } from '#adapters/dynamodb/roster-store.ts';
import type { Table } from '#adapters/dynamodb/table.ts';
import { now, pause } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import type { Environment } from '#contract/environment.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/* What every room is wired with: the clients of AWS, one each, and what reads and writes incidents. */

export type Tabled = Environment<'TABLE_NAME'>;

/**
 * Milliseconds of silence until a way to AWS is given up and the SDK asks again: without them a connection that died
 * unheard is waited for until the function itself is ended, and its message stays hidden for minutes after that. Both are
 * many times what the slowest healthy answer takes.
 */
export const patience = { requestHandler: { connectionTimeout: 1000, socketTimeout: 3000 } };

let dynamodbClient: DynamoDBClient | undefined;
export function table({ TABLE_NAME: name }: Tabled): Table {
  dynamodbClient ??= new DynamoDBClient(patience);
  return { client: dynamodbClient, name, pause };
}

let sqsClient: SQSClient | undefined;
/** Without MD5 of each message: its request is signed with the SHA-256 of what it holds. */
export const sqs = () => (sqsClient ??= new SQSClient({ ...patience, md5: false }));

let snsClient: SNSClient | undefined;
export const snsApi = () => (snsClient ??= new SNSClient(patience));

let configuration: ConfigurationStore | undefined;
/** One for all of a function: what one of its parts has read serves the others while it is fresh. */
export const configurationOf = (env: Tabled) =>
  (configuration ??= configurationStore(table(env), now));

export function rosterOf(env: Tabled) {
  return rosterStore(table(env), now);
}

export function writer(env: Tabled) {
  const incidents = incidentStore(table(env));
  return { incidents, handle: handleCommand({ incidents, pause }), now, log };
}

import { SNSClient } from '@aws-sdk/client-sns';
import { patience } from '#adapters/aws/aws-signed.ts';
import { type Publish, snsPublish } from '#adapters/aws/sns-publish.ts';
import { type Sqs, sqsIn } from '#adapters/aws/sqs.ts';
import { configurationStore } from '#adapters/dynamodb/configuration-store.ts';
import { type DynamoDb, dynamoDb } from '#adapters/dynamodb/dynamodb.ts';
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

let asked: DynamoDb | undefined;
export function table({ TABLE_NAME: name }: Tabled): Table {
  asked ??= dynamoDb(process.env);
  return { ask: asked, name, pause };
}

let queues: Sqs | undefined;
export const sqs = () => (queues ??= sqsIn(process.env));

let publish: Publish | undefined;
export const texts = () => (publish ??= snsPublish(process.env));

let snsClient: SNSClient | undefined;
export const snsApi = () => (snsClient ??= new SNSClient({ requestHandler: patience }));

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

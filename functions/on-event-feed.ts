import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { toDispatchedCommit } from '#adapters/dynamodb/stream-record.ts';
import { readEnvironment } from '#contract/environment.ts';
import { stream } from '#functions/middleware.ts';
import { publishingEvents } from '#functions/wiring/events.ts';

const publish = publishingEvents(
  readEnvironment(['TABLE_NAME', 'EVENTS_QUEUE_URL', 'EVENT_BUS_NAME'], process.env),
);

/** The table's stream, new EVENT items only, beside dispatch: programs outside are told, and no page waits for it. */
export const handler = stream(async ({ dynamodb }) => {
  if (dynamodb?.NewImage === undefined) return;
  await publish(toDispatchedCommit(dynamodb.NewImage as Record<string, AttributeValue>));
});

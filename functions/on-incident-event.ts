import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { toDispatchedCommit } from '#adapters/dynamodb/stream-record.ts';
import { readEnvironment } from '#contract/environment.ts';
import { stream } from '#functions/middleware.ts';
import { dispatching, timedNames } from '#functions/wiring/incident.ts';

const dispatch = dispatching(
  readEnvironment(
    [
      'PAGES_QUEUE_URL',
      'EFFECTS_QUEUE_URL',
      'ARCHIVE_QUEUE_URL',
      'CHAT_QUEUE_URL',
      'STATUS_PAGE_QUEUE_URL',
      ...timedNames,
    ],
    process.env,
  ),
);

/** The table's stream, new EVENT items only: facts become queued reactions and one alarm clock. */
export const handler = stream(async ({ dynamodb }) => {
  if (dynamodb?.NewImage === undefined) return;
  await dispatch(toDispatchedCommit(dynamodb.NewImage as Record<string, AttributeValue>));
});

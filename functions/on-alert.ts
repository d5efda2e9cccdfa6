import { decodeWebhook } from '#adapters/aws/webhook-message.ts';
import { readEnvironment } from '#contract/environment.ts';
import { queueBatch } from '#functions/middleware.ts';
import { ingesting } from '#functions/wiring/intake.ts';

const ingest = ingesting(
  readEnvironment(['TABLE_NAME', 'ARCHIVE_BUCKET', 'REPEATS_QUEUE_URL'], process.env),
);

/** SQS, the alerts and the repeats queue: accepted bodies become alerts, alerts become incidents. */
export const handler = queueBatch(async (records, { remainingMs }) => {
  const { failed } = await ingest(
    records.map(({ messageId, body }) => ({ messageId, webhook: decodeWebhook(body) })),
    remainingMs,
  );
  return failed;
});

import { readEnvironment } from '#contract/environment.ts';
import { archiveMessage } from '#contract/messages.ts';
import { queue } from '#functions/middleware.ts';
import { archiving } from '#functions/wiring/evidence.ts';

const { archive, expireSnapshots } = archiving(
  readEnvironment(['TABLE_NAME', 'ARCHIVE_BUCKET', 'ARCHIVE_QUEUE_URL'], process.env, [
    'OBJECT_LOCK',
  ]),
);

/** SQS, the archive queue: the evidence of an incident goes to S3, sealed by a manifest. It may take several runs. */
export const handler = queue(async ({ body }, run) => {
  const message = archiveMessage.parse(JSON.parse(body));
  if (message.kind === 'archive') await archive(message, run);
  else await expireSnapshots();
});

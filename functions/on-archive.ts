import { readEnvironment } from '#contract/environment.ts';
import { archiveMessage } from '#contract/messages.ts';
import { queue } from '#functions/middleware.ts';
import { archiving } from '#functions/runtime.ts';

const archive = archiving(readEnvironment(['TABLE_NAME', 'ARCHIVE_BUCKET'], process.env));

/** SQS, the archive queue: the evidence of a resolved incident goes to S3, sealed by a manifest. */
export const handler = queue(async ({ body }) => {
  await archive(archiveMessage.parse(JSON.parse(body)));
});

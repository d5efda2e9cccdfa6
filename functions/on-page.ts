import { readEnvironment } from '#contract/environment.ts';
import { pageMessage } from '#contract/messages.ts';
import { queue } from '#functions/middleware.ts';
import { paging } from '#functions/wiring/paging.ts';

const page = paging(
  readEnvironment(['TABLE_NAME', 'EMAIL_TOPIC_ARN', 'PUBLIC_URL', 'PAGES_QUEUE_URL'], process.env, [
    'SES_FROM',
    'SES_CONFIGURATION_SET',
    'VOICE_ORIGINATION',
  ]),
);

/** SQS, the pages queue: one attempt to reach one person on one channel, if it is still wanted. */
export const handler = queue(async ({ body, attributes }) => {
  const delivered = Number(attributes.ApproximateReceiveCount);
  await page(pageMessage.parse(JSON.parse(body)), delivered);
});

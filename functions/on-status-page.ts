import { log } from '#adapters/node/log.ts';
import { readEnvironment } from '#contract/environment.ts';
import { statusPageMessage } from '#contract/messages.ts';
import { queueBatch } from '#functions/middleware.ts';
import { writingStatusPage } from '#functions/wiring/status-page.ts';

const write = writingStatusPage(
  readEnvironment(['TABLE_NAME', 'PUBLIC_URL'], process.env, [
    'STATUS_PAGE_BUCKET',
    'STATUS_PAGE_REGION',
  ]),
);

/** SQS, the status page's queue: whatever changed meanwhile, the page is written once for all of it. */
export const handler = queueBatch(async records => {
  try {
    const messages = records.map(({ body }) => statusPageMessage.parse(JSON.parse(body)));
    await write(messages.flatMap(message => ('incidentId' in message ? [message] : [])));
    return [];
  } catch (error) {
    log('error', 'the status page was not written', { error: String(error) });
    return records.map(({ messageId }) => messageId);
  }
});

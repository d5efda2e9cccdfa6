import { readEnvironment } from '#contract/environment.ts';
import { objectCreated } from '#contract/messages.ts';
import { queue } from '#functions/middleware.ts';
import { doingAgain } from '#functions/wiring/put-aside.ts';

const doAgain = doingAgain(
  readEnvironment(
    [
      'TABLE_NAME',
      'ARCHIVE_BUCKET',
      'PAGES_QUEUE_URL',
      'EFFECTS_QUEUE_URL',
      'ARCHIVE_QUEUE_URL',
      'CHAT_QUEUE_URL',
      'STATUS_PAGE_QUEUE_URL',
      'EVENTS_QUEUE_URL',
      'EVENT_BUS_NAME',
    ],
    process.env,
  ),
);

/** SQS, the queue of what was put aside: EventBridge tells of each object with stream records that Lambda gave up on. */
export const handler = queue(({ body }) => {
  const { detail } = objectCreated.parse(JSON.parse(body));
  return doAgain(detail.object.key);
});

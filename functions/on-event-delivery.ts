import { readEnvironment } from '#contract/environment.ts';
import { deliveryMessage } from '#contract/messages.ts';
import { queueAgain } from '#functions/middleware.ts';
import { deliveringEvents } from '#functions/wiring/events.ts';

const { deliver, rest } = deliveringEvents(
  readEnvironment(['TABLE_NAME', 'EVENTS_QUEUE_URL'], process.env),
);

/** SQS, the events queue: one event for one address; what it does not take rests before it comes again. */
export const handler = queueAgain(({ body, receiptHandle, attributes }) =>
  deliver(
    deliveryMessage.parse(JSON.parse(body)),
    Number(attributes.ApproximateReceiveCount),
    seconds => rest(receiptHandle, seconds),
  ),
);

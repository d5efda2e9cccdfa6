import { readEnvironment } from '#contract/environment.ts';
import { deliveryMessage } from '#contract/messages.ts';
import { queue } from '#functions/middleware.ts';
import { deliveringEvents } from '#functions/wiring/events.ts';

const { deliverEvent, tellRoom, rest } = deliveringEvents(
  readEnvironment(['TABLE_NAME', 'EVENTS_QUEUE_URL'], process.env),
);

/** SQS, the events queue: one event for one address, or what one room is told; what it does not take rests before it comes again. */
export const handler = queue(({ body, receiptHandle, attributes }) => {
  const delivery = deliveryMessage.parse(JSON.parse(body));
  const attempt = {
    attempt: Number(attributes.ApproximateReceiveCount),
    rest: (seconds: number) => rest(receiptHandle, seconds),
  };
  switch (delivery.kind) {
    case 'event':
      return deliverEvent(delivery, attempt);
    case 'room':
      return tellRoom(delivery, attempt);
    default:
      return delivery satisfies never;
  }
});

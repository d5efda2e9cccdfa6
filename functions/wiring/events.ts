import { putOnBus } from '#adapters/aws/event-bus.ts';
import * as queues from '#adapters/aws/queues.ts';
import { readSecretText } from '#adapters/aws/secrets.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import { findCommit } from '#adapters/dynamodb/commits.ts';
import { effectLedger } from '#adapters/dynamodb/effect-ledger.ts';
import { now } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { postToRoom } from '#adapters/outside/chat-room.ts';
import { postEvent } from '#adapters/outside/event-webhook.ts';
import { outsideCall } from '#adapters/outside/outside-call.ts';
import { deliverEvent } from '#app/communication/deliver-event.ts';
import { deliverOnce } from '#app/communication/deliver-once.ts';
import { publishEvents } from '#app/communication/publish-events.ts';
import { tellRoom } from '#app/communication/tell-room.ts';
import type { Environment } from '#contract/environment.ts';
import { configurationOf, sqs, table } from '#functions/wiring/clients.ts';
import { readingRoot } from '#functions/wiring/root.ts';

/* Programs outside are told of every event. */

export function publishingEvents(
  env: Environment<'TABLE_NAME' | 'EVENTS_QUEUE_URL' | 'EVENT_BUS_NAME'>,
) {
  const eventBridge = signedCall({ service: 'events' }, process.env);
  return publishEvents({
    configuration: configurationOf(env),
    putOnBus: putOnBus(eventBridge, env.EVENT_BUS_NAME),
    queueDeliveries: queues.queueDeliveries(sqs(), env.EVENTS_QUEUE_URL),
  });
}

export function deliveringEvents(env: Environment<'TABLE_NAME' | 'EVENTS_QUEUE_URL'>) {
  const configuration = configurationOf(env);
  const secrets = signedCall({ service: 'secretsmanager' }, process.env);
  const shared = {
    ...{ configuration, findCommit: findCommit(table(env)) },
    once: deliverOnce({ ledger: effectLedger(table(env)), now, log }),
  };
  return {
    deliverEvent: deliverEvent({
      ...shared,
      postEvent: postEvent({ call: outsideCall(), root: readingRoot(env), now }),
    }),
    tellRoom: tellRoom({
      ...shared,
      postToRoom: postToRoom({
        call: outsideCall(),
        read: readSecretText(secrets, 'tocsin:chat'),
        now,
      }),
    }),
    rest: queues.rest(sqs(), env.EVENTS_QUEUE_URL),
  };
}

import { receivesMax } from '#contract/work-queues.ts';
import type { EventDelivery } from '#core/communication/outgoing/event-delivery.ts';
import { outgoingEvent } from '#core/communication/outgoing/outgoing-event.ts';
import { pauseAfter } from '#core/communication/outgoing/pauses.ts';
import { heldByAnother } from '#core/lease.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { FindCommit, PostEvent } from '#ports/communication.ts';
import type { EffectLedger } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/**
 * Posts one event to one address, once. `attempt`: how often the queue has brought it, from 1. `again`: it comes once
 * more, after the pause that `rest` was told, or lies with the dead letters after the last.
 */
export function deliverEvent(deps: {
  ledger: EffectLedger;
  configuration: ConfigurationStore;
  findCommit: FindCommit;
  postEvent: PostEvent;
  now: Now;
  log: Log;
}) {
  return async (
    delivery: EventDelivery,
    attempt: number,
    rest: (seconds: number) => Promise<void>,
  ): Promise<'done' | 'again'> => {
    const { webhook: name, incidentId, version, index } = delivery;
    const commit = await deps.findCommit(incidentId, version);
    const event = commit && outgoingEvent(commit, index);
    if (event === undefined) throw new Error(`${incidentId} has no event ${version}.${index}`);

    const key = keyOf(delivery);
    const about = { channel: 'webhook', to: name, what: event.type };
    const lease = await deps.ledger.claim(key, incidentId, deps.now(), about);
    if (lease === 'done') return 'done';
    if (lease === 'held') throw heldByAnother(key);
    const record = (outcome: string) => deps.ledger.record(key, incidentId, deps.now(), outcome);

    const { webhooks = [] } = (await deps.configuration.current())?.directory ?? {};
    const webhook = webhooks.find(each => each.name === name);
    if (webhook === undefined) {
      await record('not wanted');
      return 'done';
    }
    const outcome = await deps.postEvent(webhook, event);
    if (outcome.sent) {
      await record('sent');
      return 'done';
    }
    const { reason } = outcome;
    const told = { incidentId, key, reason, attempt };
    if (outcome.failed === 'give-up') {
      deps.log('warn', 'an address will not take an event', told);
      await record(`failed: ${reason}`);
      return 'done';
    }
    if (attempt >= receivesMax) {
      deps.log('error', 'an event was given up', told);
      await deps.ledger.release(key, incidentId, deps.now(), { reason, isGivenUp: true });
      return 'again';
    }
    const pause = pauseAfter(attempt, outcome.afterSeconds);
    deps.log('warn', 'an event has to be sent again', told);
    const nextTryAt = addSeconds(deps.now(), pause);
    await deps.ledger.release(key, incidentId, deps.now(), { reason, nextTryAt });
    await rest(pause);
    return 'again';
  };
}

function keyOf({ webhook, version, index, replay }: EventDelivery): string {
  return `event#${version}#${index}#${webhook}${replay === undefined ? '' : `~${replay}`}`;
}

import type { DeliverOnce, Outcome, Try } from '#app/communication/deliver-once.ts';
import type { EventDelivery } from '#core/communication/outgoing/event-delivery.ts';
import { outgoingEvent } from '#core/communication/outgoing/outgoing-event.ts';
import type { FindCommit, PostEvent } from '#ports/communication.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Posts one event to one address, once. */
export function deliverEvent(deps: {
  once: DeliverOnce;
  configuration: ConfigurationStore;
  findCommit: FindCommit;
  postEvent: PostEvent;
}) {
  return async (delivery: EventDelivery, attempt: Try): Promise<'done' | 'again'> => {
    const { webhook: name, incidentId, version, index } = delivery;
    const commit = await deps.findCommit(incidentId, version);
    const event = commit && outgoingEvent(commit, index);
    if (event === undefined) throw new Error(`${incidentId} has no event ${version}.${index}`);
    const about = { channel: 'webhook', to: name, what: event.type };
    return deps.once(
      { key: keyOf(delivery), incidentId, about },
      attempt,
      async (): Promise<Outcome> => {
        const { webhooks = [] } = (await deps.configuration.current())?.directory ?? {};
        const webhook = webhooks.find(each => each.name === name);
        return webhook === undefined ? 'not wanted' : deps.postEvent(webhook, event);
      },
    );
  };
}

function keyOf({ webhook, version, index, replay }: EventDelivery): string {
  return `event#${version}#${index}#${webhook}${replay === undefined ? '' : `~${replay}`}`;
}

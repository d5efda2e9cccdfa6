import type { EventDelivery } from '#core/communication/outgoing/event-delivery.ts';
import { outgoingEvents, wants } from '#core/communication/outgoing/outgoing-event.ts';
import type { Commit } from '#core/incident/commit.ts';
import type { PutOnBus, QueueDeliveries } from '#ports/communication.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/**
 * Every event of a commit goes on the bus, and to each address that wants it as work of its own, so that one which is
 * down keeps nobody else waiting. Twice is the same deliveries, under the same keys.
 */
export function publishEvents(deps: {
  configuration: ConfigurationStore;
  putOnBus: PutOnBus;
  queueDeliveries: QueueDeliveries;
}) {
  return async (commit: Commit): Promise<void> => {
    const events = outgoingEvents(commit);
    const webhooks = (await deps.configuration.current())?.directory.webhooks ?? [];
    const { incidentId, version } = commit;
    const deliveries = events.flatMap((event, index) =>
      webhooks
        .filter(webhook => wants(webhook, event))
        .map(({ name }): EventDelivery => {
          return { kind: 'event', webhook: name, incidentId, version, index };
        }),
    );
    await Promise.all([
      deps.putOnBus(events),
      deliveries.length === 0 ? undefined : deps.queueDeliveries(deliveries),
    ]);
  };
}

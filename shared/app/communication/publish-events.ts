import { isToldIn } from '#core/communication/chat/room-card.ts';
import type { EventDelivery, RoomDelivery } from '#core/communication/outgoing/event-delivery.ts';
import { outgoingEvents, wants } from '#core/communication/outgoing/outgoing-event.ts';
import type { Commit } from '#core/incident/commit.ts';
import type { PutOnBus, QueueDeliveries } from '#ports/communication.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/**
 * Every event of a commit goes on the bus, and to each address and room that wants it as work of its own, so that one which is
 * down keeps nobody else waiting. Twice is the same deliveries, under the same keys.
 */
export function publishEvents(deps: {
  configuration: ConfigurationStore;
  putOnBus: PutOnBus;
  queueDeliveries: QueueDeliveries;
}) {
  return async (commit: Commit): Promise<void> => {
    const events = outgoingEvents(commit);
    const { webhooks = [], chat } = (await deps.configuration.current())?.directory ?? {};
    const { incidentId, version } = commit;
    const deliveries = events.flatMap((event, index) =>
      webhooks
        .filter(webhook => wants(webhook, event))
        .map(({ name }): EventDelivery => {
          return { kind: 'event', webhook: name, incidentId, version, index };
        }),
    );
    const rooms = (chat?.rooms ?? [])
      .filter(room => isToldIn(room, commit))
      .map(({ name }): RoomDelivery => ({ kind: 'room', room: name, incidentId, version }));
    const all = [...deliveries, ...rooms];
    await Promise.all([
      deps.putOnBus(events),
      all.length === 0 ? undefined : deps.queueDeliveries(all),
    ]);
  };
}

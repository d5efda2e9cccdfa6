import type { DeliverOnce, Outcome, Try } from '#app/communication/deliver-once.ts';
import { roomCard } from '#core/communication/chat/room-card.ts';
import { roomMessage } from '#core/communication/chat/room-formats.ts';
import type { RoomDelivery } from '#core/communication/outgoing/event-delivery.ts';
import { roomNames } from '#core/setup/document-rooms.ts';
import type { FindCommit, PostToRoom } from '#ports/communication.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Tells one room what one commit says, once. */
export function tellRoom(deps: {
  once: DeliverOnce;
  configuration: Pick<ConfigurationStore, 'current'>;
  findCommit: FindCommit;
  postToRoom: PostToRoom;
}) {
  return async (
    { room: name, incidentId, version }: RoomDelivery,
    attempt: Try,
  ): Promise<'done' | 'again'> => {
    const commit = await deps.findCommit(incidentId, version);
    if (commit === undefined) throw new Error(`${incidentId} has no commit ${version}`);
    const { chat, organisation } = (await deps.configuration.current())?.directory ?? {};
    const room = chat?.rooms?.find(each => each.name === name);
    const channel = room === undefined ? 'chat' : roomNames[room.kind];
    const card = roomCard(commit, organisation?.console);
    const about = { channel, to: name, what: card.text.split('\n')[0] ?? '' };
    return deps.once(
      { key: `room#${version}#${name}`, incidentId, about },
      attempt,
      async (): Promise<Outcome> =>
        room === undefined ? 'not wanted' : deps.postToRoom(room, roomMessage(room.kind, card)),
    );
  };
}

import type { IncidentId } from '#core/ids.ts';
import type { ChatRoom, ChatRooms } from '#ports/communication.ts';

export function memoryChatRooms(): ChatRooms {
  const rooms = new Map<IncidentId, ChatRoom>();
  const incidents = new Map<string, IncidentId>();
  return {
    of: async id => structuredClone(rooms.get(id)),
    async save(id, room) {
      rooms.set(id, structuredClone(room));
      if (room.channel !== undefined) incidents.set(room.channel.id, id);
    },
    incidentOf: async channel => incidents.get(channel),
  };
}

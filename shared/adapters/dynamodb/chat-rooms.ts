import { keys } from '#adapters/dynamodb/keys.ts';
import { find, fromItem, putIf, recordOf, type Table } from '#adapters/dynamodb/table.ts';
import { incidentId } from '#core/ids.ts';
import type { ChatRoom, ChatRooms } from '#ports/communication.ts';

export function chatRooms(table: Table): ChatRooms {
  return {
    async of(id) {
      const item = await find(table, keys.chat(id));
      return item && recordOf<ChatRoom>(item);
    },
    async save(id, room) {
      const { channel, card } = room;
      // First, so that a channel that somebody sees always leads to its incident; until it has its card it is new.
      if (channel !== undefined && card === undefined) {
        await putIf(table, { ...keys.channel(channel.id), incident: id });
      }
      await putIf(table, { ...keys.chat(id), ...room });
    },
    async incidentOf(channel) {
      const item = await find(table, keys.channel(channel));
      return item && incidentId(fromItem<{ incident: string }>(item).incident);
    },
  };
}

import type { Transcript } from '#core/evidence/transcript.ts';
import { incidentId } from '#core/ids.ts';
import { fromEpochMs } from '#core/time/instant.ts';
import type { ChatApi, ChatRooms } from '#ports/communication.ts';
import type { ReadTranscript } from '#ports/evidence.ts';

/** What was said in the channel of an incident, with the names of those who said it. */
export function readTranscript(deps: {
  rooms: Pick<ChatRooms, 'of'>;
  chat: Pick<ChatApi, 'everything' | 'profile'>;
}): ReadTranscript {
  return async incident => {
    const channel = (await deps.rooms.of(incidentId(incident)))?.channel;
    if (channel === undefined) return 'no channel';
    const found = await deps.chat.everything(channel.id);
    if ('failed' in found) return { unreadable: `#${channel.name}: ${found.reason}` };
    const names = new Map<string, string | undefined>();
    for (const user of new Set(found.done.map(message => message.user))) {
      // A name is nice to have: who it was, the id says.
      const profile = user === '' ? undefined : await deps.chat.profile(user);
      const isKnown = profile !== undefined && !('failed' in profile);
      names.set(user, isKnown ? profile.done?.name : undefined);
    }
    const messages: Transcript['messages'] = found.done.map(({ ts, user, text, ...more }) => {
      const name = names.get(user);
      const at = fromEpochMs(Math.floor(Number(ts) * 1000));
      return { at, ts, user, ...(name !== undefined && { name }), text, ...more };
    });
    return { channel: channel.name, messages };
  };
}

import { asWritten, membersIn } from '#core/communication/chat/from-slack.ts';
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
    const { unread } = found.done;
    const named = found.done.messages.flatMap(({ user, text }) => [user, ...membersIn(text)]);
    for (const user of new Set(named)) {
      // A name is nice to have: who it was, the id says.
      const profile = user === '' ? undefined : await deps.chat.profile(user);
      const isKnown = profile !== undefined && !('failed' in profile);
      names.set(user, isKnown ? profile.done?.name : undefined);
    }
    const messages: Transcript['messages'] = found.done.messages.map(({ ts, user, ...message }) => {
      const name = names.get(user);
      const text = asWritten(message.text, member => names.get(member));
      const at = fromEpochMs(Math.floor(Number(ts) * 1000));
      return { ...message, ...{ at, ts, user, text }, ...(name !== undefined && { name }) };
    });
    const missing =
      unread && `#${channel.name}: answers in ${unread.threads} threads: ${unread.reason}`;
    return { channel: channel.name, messages, ...(missing && { missing }) };
  };
}

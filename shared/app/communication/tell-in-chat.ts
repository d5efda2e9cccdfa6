import {
  archivedByUs,
  type ChannelWork,
  gone,
  isLeftOpen,
  moveOut,
  NotNow,
} from '#app/communication/chat-channel.ts';
import type { ChatReaction } from '#core/communication/chat/told-in-chat.ts';
import type { EffectAbout, EffectDelay } from '#core/communication/effects.ts';
import { type IncidentId, incidentId } from '#core/ids.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';
import { addSeconds, type Instant, instant, secondsBetween } from '#core/time/instant.ts';
import type { ChatRoom, ChatRooms, QueueChatAgain } from '#ports/communication.ts';
import type { EffectLedger, IncidentStore, StoredCommit } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** A chat that is down is asked again after this, then after as long as it has been down. */
const firstPauseSeconds = 5;
const pauseSecondsMax = 300;
/** However long it asks for. */
const askedSecondsMax = 3600;
/** What could not be told for so long is told no more; the next event begins anew. */
const patienceSeconds = 24 * 3600;
/** What is left of a run has to hold one call that hangs, and what is saved after it. */
const spareMs = 8000;

/**
 * The channel of an incident is its log, read aloud: each run reads how far the channel has heard, tells what came since, in
 * order, and leaves the card above it as the incident stands. A message only says that there is something to tell, so
 * that none is lost, repeated or overtaken, however long the chat is down; and no page waits for it.
 */
export function tellInChat(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  rooms: ChatRooms;
  ledger: EffectLedger;
  channels: ChannelWork;
  queueAgain: QueueChatAgain;
  now: Now;
  log: Log;
}) {
  return async (reaction: ChatReaction, remainingMs: () => number): Promise<void> => {
    const id = incidentId(reaction.incidentId);
    const waiting = (await deps.rooms.of(id))?.waiting;
    // One comes back at that time, however early its queue brings it; whoever else asks before would only be turned away again.
    const early = waiting === undefined ? 0 : secondsBetween(deps.now(), waiting.until);
    if (early > 0) {
      if (waiting?.by === reaction.key) await deps.queueAgain(reaction, early);
      return;
    }
    const lock = `${id}#chat`;
    if ((await deps.ledger.claim(lock, id, deps.now())) !== 'taken') {
      return deps.queueAgain(reaction, 1);
    }
    let again: number | undefined;
    try {
      again = await run(id, reaction.key, remainingMs);
    } finally {
      await deps.ledger.release(lock, id, deps.now());
    }
    if (again !== undefined) await deps.queueAgain(reaction, again);
  };

  /** Tells all there is; answers after how many seconds somebody has to come again. */
  async function run(
    id: IncidentId,
    key: string,
    remainingMs: () => number,
  ): Promise<number | undefined> {
    const { waiting, ...room }: ChatRoom = (await deps.rooms.of(id)) ?? newRoom();
    const failedSince = key.startsWith(`${id}#chat#`)
      ? instant(key.slice(id.length + 6))
      : undefined;
    // Somebody has mended it, and wants it tried once more. A channel that is not there any more nobody can mend.
    if (failedSince !== undefined && room.closed === gone) moveOut(room);
    if (failedSince !== undefined && room.closed !== archivedByUs) delete room.closed;
    const since = waiting?.since ?? failedSince;
    const before = room.closed;
    try {
      const isDone = await tell(id, room, () => remainingMs() < spareMs);
      const { closed } = room;
      const isNew = closed !== undefined && closed !== before;
      if (isNew && closed !== archivedByUs) {
        await deps.rooms.save(id, room);
        await noted(id, room, since ?? deps.now(), { reason: closed, isGivenUp: true });
        deps.log('error', 'chat is told no more', { incidentId: id, reason: closed });
      } else if (isNew || since !== undefined) {
        await deps.rooms.save(id, room);
        await noted(id, room, since ?? deps.now(), 'sent');
      }
      return isDone ? undefined : 0;
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      return pause(id, room, { since, by: key }, error);
    }
  }

  async function pause(
    id: IncidentId,
    room: ChatRoom,
    { since = deps.now(), by }: { since: Instant | undefined; by: string },
    { message: reason, afterSeconds }: NotNow,
  ): Promise<number | undefined> {
    const at = deps.now();
    const waited = secondsBetween(since, at);
    if (waited > patienceSeconds) {
      await deps.rooms.save(id, room);
      await noted(id, room, since, { reason, isGivenUp: true });
      deps.log('error', 'chat was not told', { incidentId: id, reason });
      return undefined;
    }
    const usual = Math.min(Math.max(firstPauseSeconds, waited), pauseSecondsMax);
    const after = Math.min(afterSeconds ?? usual, askedSecondsMax);
    const until = addSeconds(at, after);
    await deps.rooms.save(id, { ...room, waiting: { reason, since, until, by } });
    await noted(id, room, since, { reason, nextTryAt: until });
    deps.log('warn', 'chat has to wait', { incidentId: id, reason, afterSeconds: after });
    return after;
  }

  /** For whoever looks at the incident: since when its channel is behind, why, and when it is told; one line for each such time. */
  async function noted(
    id: IncidentId,
    room: ChatRoom,
    since: Instant,
    how: EffectDelay | 'sent',
  ): Promise<void> {
    const key = `${id}#chat#${since}`;
    const to = room.channel === undefined ? 'a channel of its own' : `#${room.channel.name}`;
    const isArchiving = room.closed === archivedByUs || isLeftOpen(room);
    const about: EffectAbout = {
      ...{ channel: 'Slack', to },
      ...(isArchiving
        ? { what: 'the channel is archived', purpose: 'channel' }
        : { what: 'how the incident goes on' }),
    };
    if ((await deps.ledger.claim(key, id, deps.now(), about)) !== 'taken') return;
    if (how === 'sent') await deps.ledger.record(key, id, deps.now(), how);
    else await deps.ledger.release(key, id, deps.now(), how);
  }

  /** `false`: there is more than this run has time for. */
  async function tell(id: IncidentId, room: ChatRoom, isLate: () => boolean): Promise<boolean> {
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined) return true;
    for (;;) {
      const commits = await deps.incidents.history(id);
      const moments = momentsOf(commits);
      const last = moments.at(-1);
      if (last?.headline.chat?.channel !== true) return true;
      const work = deps.channels({ id, room, directory, now: last });
      if (!(await work.open())) return true;
      for (const moment of moments.slice(room.told)) {
        if (isLate()) return false;
        await work.tell(moment);
      }
      await work.showAsItStands(isLate);
      if (isLate()) return false;
      // What came meanwhile found us at it, and left it to us.
      const { version } = await deps.incidents.load(id);
      if (version === commits.at(-1)?.version) return true;
    }
  }
}

/** A new one each time: what is added to the room of one incident is not in that of another. */
const newRoom = (): ChatRoom => ({ bookmarks: [], invited: {}, told: 0 });

function momentsOf(commits: readonly StoredCommit[]) {
  let incident: Incident = undeclared;
  return commits
    .flatMap(({ events }) => events)
    .flatMap((event, index) => {
      incident = evolve(incident, event);
      if (incident.phase === 'undeclared') return [];
      return [{ number: index + 1, event, incident, headline: headlineOf(incident) }];
    });
}

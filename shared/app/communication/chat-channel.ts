import { cardLinks, chatPost, chatTopic, incidentCard } from '#core/communication/chat/card.ts';
import { buttons } from '#core/communication/chat/card-buttons.ts';
import { channelName, channelNamesMax } from '#core/communication/chat/channel-name.ts';
import type { Block } from '#core/communication/chat/slack-text.ts';
import { chatLine } from '#core/communication/chat/told-in-chat.ts';
import { sha256 } from '#core/digest.ts';
import type { IncidentId } from '#core/ids.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { ChatApi, ChatRoom, ChatRooms, Chatted } from '#ports/communication.ts';
import type { Log } from '#ports/runtime.ts';

/** One event, with the incident as it was after it. `number` counts all events of the incident, from 1. */
export interface Moment {
  number: number;
  event: IncidentEvent;
  incident: DeclaredIncident;
  headline: Headline;
}

/** Ends a run: the chat cannot be told for now. */
export class NotNow extends Error {
  readonly afterSeconds: number | undefined;
  constructor(reason: string, afterSeconds?: number) {
    super(reason);
    this.afterSeconds = afterSeconds;
  }
}

export type ChannelWork = ReturnType<typeof channelWork>;

/** What is wrong is this one message; for any other reason nothing can be told in the channel, such as that it is archived. */
const isOfTheMessage = (reason: string) =>
  /^(invalid_(arg|block|metadata|attachment)|msg_|no_text|too_many_|metadata_)/.test(reason);

/**
 * What is done in the channel of one incident. Each step is noted in the room before or after it, so that a run which ends
 * anywhere is gone on with: what may have happened unseen is looked for before it is done again.
 */
export function channelWork(deps: { rooms: ChatRooms; chat: ChatApi; log: Log }) {
  return ({
    id,
    room,
    directory,
    now,
  }: {
    id: IncidentId;
    room: ChatRoom;
    directory: Directory;
    /** The last that is known. */
    now: Moment;
  }) => {
    const { chat } = deps;
    const save = () => deps.rooms.save(id, room);

    /** `false`: there is no channel to tell anything in. */
    async function open(): Promise<boolean> {
      const isOver = now.incident.phase === 'resolved';
      // It is still there, for an incident that is taken up again.
      if (!isOver && isLeftOpen(room)) delete room.closed;
      if (room.closed !== undefined) {
        if (isOver || room.closed !== archivedByUs) return false;
        // Taken up again: what was archived stays as it is.
        moveOut(room);
      }
      if (room.channel === undefined && !(await create())) return false;
      if (room.card === undefined) await placeCard();
      return room.closed === undefined;
    }

    async function create(): Promise<boolean> {
      for (let taken = room.namesTaken ?? 0; taken < channelNamesMax; taken++) {
        const name = channelName(now.incident, directory, taken + 1);
        const made = await once(
          `channel ${name}`,
          async () => {
            const own = await chat.ownChannel(name);
            if ('failed' in own || own.done === undefined) return own;
            // Of that name there may be one of another incident.
            const other = await deps.rooms.incidentOf(own.done.channel);
            return other === undefined || other === id ? own : { done: undefined };
          },
          () => chat.createChannel(name),
        );
        if ('taken' in made) {
          room.namesTaken = taken + 1;
          continue;
        }
        if ('failed' in made) return closed(made.reason);
        room.channel = { id: made.channel, name };
        await save();
        return true;
      }
      delete room.namesTaken;
      return closed('every name is taken');
    }

    async function placeCard(): Promise<void> {
      const card = incidentCard(now.headline);
      const posted = await post('card', card.text, card.blocks);
      if (posted === undefined) return;
      room.card = { ts: posted.ts, shows: sha256(JSON.stringify(card)) };
      await save();
    }

    async function tell({ number, event, headline }: Moment): Promise<void> {
      const text = chatLine(event, headline);
      if (text !== undefined) {
        const { blocks, text: words } = chatPost(text, helpful(event, headline));
        await post(String(number), words, blocks);
        if (room.closed !== undefined) return save();
      }
      room.told = number;
      // Those that say nothing are cheap to go over once more.
      if (text !== undefined || number === now.number) await save();
    }

    /** The card, the line above, the links and the people: as it is now, whatever was missed between. */
    async function showAsItStands(isLate: () => boolean): Promise<void> {
      const { channel, card } = room;
      if (channel === undefined || card === undefined || room.closed !== undefined) return;
      const wanted = incidentCard(now.headline);
      const shows = sha256(JSON.stringify(wanted));
      if (card.shows !== shows) {
        const edited = decided(await chat.edit(channel.id, card.ts, wanted));
        if (edited !== true) deps.log('error', 'card not edited', failure(edited));
        room.card = { ...card, shows };
        await save();
      }
      const topic = chatTopic(now.headline);
      if (room.topic !== topic) {
        nice(await chat.setTopic(channel.id, topic));
        room.topic = topic;
        await save();
      }
      if (room.pinned !== true) {
        nice(await chat.pin(channel.id, card.ts));
        room.pinned = true;
        await save();
      }
      const links = [
        ...cardLinks(now.headline, directory.organisation.console),
        ...now.headline.links,
      ]
        .filter(({ url }) => /^https?:\/\//.test(url))
        .slice(0, bookmarksMax);
      for (const link of links.filter(({ url }) => !room.bookmarks.includes(url))) {
        nice(await chat.bookmark(channel.id, link));
        room.bookmarks.push(link.url);
        await save();
      }
      for (const person of peopleOf(now.incident)) {
        if (isLate()) return;
        if (!Object.hasOwn(room.invited, person)) await invite(channel.id, person);
      }
      if (now.incident.phase === 'resolved' && room.told === now.number) await archive(channel.id);
    }

    async function invite(channel: string, person: string): Promise<void> {
      const user = await memberOf(person);
      if (user !== undefined) nice(await chat.invite(channel, user));
      room.invited[person] = user ?? null;
      await save();
    }

    async function memberOf(person: string): Promise<string | undefined> {
      const named = /^slack:(\w+)$/.exec(person)?.[1];
      if (named !== undefined) return named;
      const known = entryOf(directory.people, person);
      if (known?.slack !== undefined || known?.email === undefined) return known?.slack;
      return nice(await chat.memberByEmail(known.email));
    }

    async function archive(channel: string): Promise<void> {
      const done = decided(await chat.archive(channel));
      await closed(done === true ? archivedByUs : `${notArchived}${done.reason}`);
    }

    async function post(
      what: string,
      text: string,
      blocks: Block[],
    ): Promise<{ ts: string } | undefined> {
      const channel = room.channel?.id ?? '';
      const key = `${id}#${what}`;
      const posted = await once(
        key,
        () => chat.posted(channel, key),
        () => chat.post(channel, { text, blocks }, key),
      );
      if (!('failed' in posted)) return posted;
      if (!isOfTheMessage(posted.reason)) room.closed = posted.reason;
      deps.log('error', 'chat message refused', { ...failure(posted), what });
      return undefined;
    }

    /** What may have happened already, unseen, is looked for first. */
    async function once<Value>(
      what: string,
      look: () => Promise<Chatted<Value | undefined>>,
      act: () => Promise<Chatted<Value>>,
    ): Promise<Value | Refused> {
      if (room.doing === what) {
        const found = decided(await look());
        if (found !== undefined && !(found instanceof Object && 'failed' in found)) return found;
      } else {
        room.doing = what;
        await save();
      }
      const outcome = await act();
      // Turned away, it was surely not done.
      if (!('failed' in outcome) || outcome.failed !== 'in-doubt') delete room.doing;
      return decided(outcome);
    }

    async function closed(reason: string): Promise<false> {
      room.closed = reason;
      await save();
      return false;
    }

    const failure = ({ reason }: Refused) => ({ incidentId: id, reason });

    return { open, tell, showAsItStands };
  };
}

/** The rest is told in a new channel. */
export function moveOut(room: ChatRoom): void {
  const { told } = room;
  for (const key of Object.keys(room)) delete room[key as keyof ChatRoom];
  Object.assign(room, { bookmarks: [], invited: {}, told } satisfies ChatRoom);
}

/** Why a channel was closed that somebody deleted, or that is in another workspace. */
export const gone = 'channel_not_found';
/** Why a channel was closed that did what it was for. */
export const archivedByUs = 'archived after the all-clear';
const notArchived = 'not archived: ';
/** Whether all was told there, and Slack let nobody archive it. */
export const isLeftOpen = ({ closed }: ChatRoom) => closed?.startsWith(notArchived) === true;

interface Refused {
  failed: 'no';
  reason: string;
}

/** What was done, or why it never will be; for anything else this is not the time. */
function decided<Value>(outcome: Chatted<Value>): Value | Refused {
  if (!('failed' in outcome)) return outcome.done;
  const { failed, reason, afterSeconds } = outcome;
  if (failed !== 'no') throw new NotNow(reason, afterSeconds);
  return { failed, reason };
}

/** Of what nobody misses much: done if it may be done. An app without the right to it tells the rest all the same. */
function nice<Value>(outcome: Chatted<Value>): Value | undefined {
  if ('failed' in outcome && /^missing_scope\b/.test(outcome.reason)) return undefined;
  const done = decided(outcome);
  return done instanceof Object && 'failed' in done ? undefined : (done as Value);
}

/** The buttons that a line is about. */
function helpful(event: IncidentEvent, incident: Headline): Block[] {
  const isOn = incident.phase === 'open' || incident.phase === 'acknowledged';
  if (!isOn) return [];
  switch (event.type) {
    case 'UpdateReminded':
    case 'UpdateMissed':
      return buttons(incident, 'update');
    case 'AcknowledgementLapsed':
    case 'EscalationExhausted':
      return incident.phase === 'open' ? buttons(incident, 'acknowledge') : [];
    case 'RolesChased':
      return buttons(incident, 'command');
    default:
      return [];
  }
}

const bookmarksMax = 10;

/** Whoever was asked, has a role, or began it. */
function peopleOf({ paging, roles, declaredBy }: DeclaredIncident): string[] {
  const held = Object.values(roles).map(({ person }) => person);
  const began = declaredBy.kind === 'person' || declaredBy.id.startsWith('slack:');
  return [
    ...new Set([
      ...(began ? [declaredBy.id] : []),
      ...paging.audience.map(({ person }) => person),
      ...held,
    ]),
  ];
}

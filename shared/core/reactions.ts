import { type ChatReaction, chatAfter } from '#core/communication/chat/told-in-chat.ts';
import {
  type NoticeReaction,
  noticesAfter,
  type StakeholderReaction,
} from '#core/communication/notices.ts';
import {
  type StatusPageReaction,
  statusPageAfter,
} from '#core/communication/status-page/status-page-reaction.ts';
import {
  type CustomersReaction,
  customersAfter,
} from '#core/communication/status-page/subscribers.ts';
import {
  type ArchiveReaction,
  archiveDelaySeconds,
  archivesAfter,
} from '#core/evidence/archive-reaction.ts';
import type { Commit, Unkeyed } from '#core/incident/commit.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';
import { type PageReaction, pagesAfter } from '#core/paging/page-reaction.ts';
import {
  type ActionItemReaction,
  type FiguresReaction,
  followUpsAfter,
  type IssueReaction,
} from '#core/review/review-reactions.ts';

/* The roof over the rooms: what the world is told after a commit is what each of them has to say of its events. */

/** One thing that the world is told because of one event. `key` is the same however often it is worked out. */
export type Reaction =
  | PageReaction
  | NoticeReaction
  | StakeholderReaction
  | ActionItemReaction
  | IssueReaction
  | FiguresReaction
  | ArchiveReaction
  | ChatReaction
  | StatusPageReaction
  | CustomersReaction;

/** A channel is there within two or three; a workspace that is down is not waited for. */
const channelSeconds = 5;

/** How long the queue holds a reaction back: a repeated archive, and the later contacts of a person's rules. */
export function delaySecondsOf(reaction: Reaction): number {
  switch (reaction.kind) {
    case 'archive':
      return archiveDelaySeconds(reaction);
    case 'page':
      return reaction.afterSeconds;
    case 'stakeholders':
      // The channel that it names is being opened.
      return reaction.inChannel === undefined ? 0 : channelSeconds;
    case 'notice':
    case 'action-item':
    case 'issue':
    case 'figures':
    case 'chat':
    case 'status-page':
    case 'customers':
      return 0;
    default:
      return reaction satisfies never;
  }
}

/** What the world is told, worked out from the commit alone. */
export function reactions(commit: Commit): Reaction[] {
  const { incidentId, version, headline, events } = commit;
  const single = events
    .flatMap(event => told[event.type]?.flatMap(react => react(event, headline)) ?? [])
    .map(
      (reaction, index) => ({ key: `${incidentId}#${version}#${index}`, ...reaction }) as Reaction,
    );
  return [...single, ...chatAfter(commit)];
}

type Told =
  | keyof typeof noticesAfter
  | keyof typeof pagesAfter
  | keyof typeof archivesAfter
  | keyof typeof followUpsAfter
  | keyof typeof statusPageAfter
  | keyof typeof customersAfter;

const nothing = (): never[] => [];
/** Facts that nobody outside is told: a new event has to be here, or in one of the rooms. */
const untold = {
  IncidentImported: nothing,
  IncidentExported: nothing,
  PostmortemDrafted: nothing,
  PostmortemEdited: nothing,
  PostmortemSubmitted: nothing,
  ActionItemCompleted: nothing,
  ActionItemExported: nothing,
  ActionItemExportFailed: nothing,
  EscalationExhausted: nothing,
  PageSent: nothing,
  PageFailed: nothing,
  PageDelivered: nothing,
  PageUndelivered: nothing,
  SnoozeEnded: nothing,
  OnCallChanged: nothing,
  ChecklistTicked: nothing,
  ActionStarted: nothing,
  ActionFinished: nothing,
  ActionAbandoned: nothing,
  UpdateMissed: nothing,
  NoteAdded: nothing,
  PatternMatched: nothing,
  ResemblanceNoted: nothing,
  FindingAttached: nothing,
  AlertsAttached: nothing,
  AlertsCleared: nothing,
} satisfies Record<Exclude<IncidentEvent['type'], Told>, () => never[]>;

/** Their order is part of the keys. */
const rooms = [
  ...[noticesAfter, pagesAfter, archivesAfter, followUpsAfter, untold, statusPageAfter],
  customersAfter,
];

type React = (event: IncidentEvent, incident: Headline) => (PageReaction | Unkeyed<Reaction>)[];

/** Who reacts to what. The key and the event have the same type, which TypeScript cannot see through the index. */
const told: Partial<Record<IncidentEvent['type'], React[]>> = {};
for (const room of rooms) {
  for (const [type, react] of Object.entries(room) as [IncidentEvent['type'], React][]) {
    told[type] = [...(told[type] ?? []), react];
  }
}

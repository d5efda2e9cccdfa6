import { updateNotice } from '#core/communication/notice.ts';
import type { Commit } from '#core/incident/commit.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';
import { timeline } from '#core/incident/timeline.ts';

/** Something of an incident has to be told in chat; what, its log says. One for each commit, whatever is in it. */
export interface ChatReaction {
  kind: 'chat';
  key: string;
  incidentId: string;
}

/**
 * What a channel hears of each event: a `line` of its own, a change of the `card` that stands above, or nothing. The pages
 * that go out one by one, and what alerts do in a storm, would only make people leave the channel.
 */
const inChat = {
  IncidentDeclared: 'card',
  TicketOpened: 'nothing',
  LevelPaged: 'line',
  PageAdvanced: 'nothing',
  RespondersAdded: 'line',
  EscalationExhausted: 'line',
  PageSent: 'nothing',
  PageFailed: 'nothing',
  PageDelivered: 'nothing',
  PageUndelivered: 'nothing',
  IncidentAcknowledged: 'line',
  AcknowledgementLapsed: 'line',
  IncidentSnoozed: 'line',
  SnoozeEnded: 'line',
  IncidentReassigned: 'line',
  OnCallChanged: 'nothing',
  RolesChased: 'line',
  ChecklistTicked: 'nothing',
  ActionRequested: 'line',
  ActionStarted: 'line',
  ActionFinished: 'line',
  ActionAbandoned: 'line',
  TeamNotified: 'line',
  RoleAssigned: 'line',
  UpdatePosted: 'line',
  PublicNoticePosted: 'line',
  UpdateReminded: 'line',
  UpdateMissed: 'line',
  NoteAdded: 'line',
  FindingAttached: 'line',
  SeverityChanged: 'line',
  AlertsAttached: 'nothing',
  AlertsCleared: 'nothing',
  AlertsDoubted: 'line',
  PatternMatched: 'line',
  ResemblanceNoted: 'line',
  IncidentResolved: 'line',
  IncidentReopened: 'line',
  IncidentClosed: 'line',
  IncidentImported: 'nothing',
  IncidentExported: 'nothing',
  PostmortemDrafted: 'nothing',
  PostmortemEdited: 'nothing',
  PostmortemSubmitted: 'nothing',
  PostmortemPublished: 'line',
  ActionItemAdded: 'nothing',
  ActionItemCompleted: 'nothing',
  ActionItemExportRequested: 'nothing',
  ActionItemExported: 'nothing',
  ActionItemExportFailed: 'nothing',
  EvidenceArchived: 'nothing',
} satisfies Record<IncidentEvent['type'], 'line' | 'card' | 'nothing'>;

export function chatAfter({ incidentId, version, headline, events }: Commit): ChatReaction[] {
  if (headline.chat === undefined) return [];
  const isTold = events.some(({ type }) => inChat[type] !== 'nothing');
  return isTold ? [{ kind: 'chat', key: `${incidentId}#${version}#chat`, incidentId }] : [];
}

type Where = 'slack' | 'elsewhere';

/** Whether an event says something there. The first page is told by the card, and a note of Slack was written there. */
export function isLine(event: IncidentEvent, where: Where = 'slack'): boolean {
  if (inChat[event.type] !== 'line') return false;
  switch (event.type) {
    case 'LevelPaged':
      return event.level !== 1 || event.round !== 1 || event.purpose !== 'acknowledge';
    case 'NoteAdded':
      return where !== 'slack' || event.by.via !== 'slack';
    default:
      return true;
  }
}

/** What one event says there; `undefined`: nothing. */
export function chatLine(
  event: IncidentEvent,
  incident: Headline,
  where: Where = 'slack',
): string | undefined {
  if (!isLine(event, where)) return undefined;
  if (event.type === 'UpdatePosted') {
    return updateNotice(incident, event as Parameters<typeof updateNotice>[1]).body;
  }
  const [entry] = timeline([{ events: [event] }], incident.timeZone);
  return entry?.text;
}

import type { EventOf, IncidentEvent, Purpose } from '#core/incident/events.ts';
import { type PlannedPage, plannedPages } from '#core/incident/pages.ts';
import type { Responder } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';

/** More people than are asked one after the other while the word on the first of them is on its way. */
const earlierMax = 10;

/** How people are being reached: where the escalation stands, who else was asked, and how each page went. */
export interface Paging {
  escalation: Escalation;
  /** Times that the policy's own levels were gone through in vain. */
  cycles: number;
  /** The last pages that are not the escalation's: reminders, missed updates, people asked by name. */
  extra: PageGroup;
  /** Those of before: whoever is asked next takes nobody's later channels away. Absent: none has any. */
  earlier?: PageGroup[];
  /** Everyone who was paged or told, once each: they also hear how it goes on. */
  audience: Responder[];
  /** Whoever took it on without being paged. Absent: nobody. */
  volunteers?: Responder[];
}

/** Pages that were decided together, and how the finished ones went, by their keys. */
interface PageGroup {
  purpose: Purpose;
  pages: PlannedPage[];
  sent: string[];
  failed: string[];
  /** Of the sent ones, those that a receipt says have arrived. */
  delivered: string[];
}

/** Where the escalation stands. Level 0: a ticket is open and nobody was paged. */
interface Escalation extends PageGroup {
  level: number;
  round: number;
  since: Instant;
}

/** As much of the incident as decides what an event means for the paging. */
export interface PagingContext {
  incidentId: string;
  phase: 'open' | 'acknowledged' | 'watching' | 'resolved';
  owesUpdate: boolean;
}

export function nobodyPaged(since: Instant): Paging {
  return {
    escalation: atLevel(0, 1, since),
    cycles: 0,
    extra: pageGroup('help', []),
    audience: [],
  };
}

/** What an event changes of it. Events that concern no page leave it as it was. */
export function evolvePaging(paging: Paging, event: IncidentEvent, context: PagingContext): Paging {
  const { level, round } = paging.escalation;
  const { phase, incidentId } = context;
  switch (event.type) {
    case 'TicketOpened':
      // A new round, so that pages which are still on their way are of an old one, and nobody is woken for a ticket.
      return {
        ...paging,
        audience: joined(paging.audience, event.people),
        escalation: atLevel(0, level === 0 ? round : round + 1, event.at),
      };
    case 'LevelPaged':
      return afterLevelPaged(paging, event, context);
    case 'PageAdvanced':
      return changed(paging, event.page, group => ({
        ...group,
        pages: group.pages.map(page =>
          page.key === event.page ? { ...page, afterSeconds: 0 } : page,
        ),
      }));
    case 'RespondersAdded':
      return withExtra(paging, { incidentId, at: event.at, purpose: 'help' }, event.people);
    case 'RolesChased':
      return withExtra(paging, { incidentId, at: event.at, purpose: 'fill-roles' }, event.people);
    case 'UpdateReminded': {
      const purpose = 'update-reminder';
      return withExtra(paging, { incidentId, at: event.at, purpose }, event.people);
    }
    case 'PageSent':
      return changed(paging, event.page, group => ({
        ...group,
        sent: including(group.sent, event.page),
      }));
    case 'PageFailed':
    case 'PageUndelivered':
      return changed(paging, event.page, group => ({
        ...group,
        sent: group.sent.filter(key => key !== event.page),
        failed: including(group.failed, event.page),
      }));
    case 'PageDelivered':
      return changed(paging, event.page, group => ({
        ...group,
        delivered: including(group.delivered, event.page),
      }));
    case 'AcknowledgementLapsed': {
      // Where it stood, in a new round: what was on its way to people is of the old one.
      if (phase !== 'acknowledged') return paging;
      const open = { ...paging, escalation: atLevel(level, round + 1, event.at) };
      if (event.people === undefined) return open;
      return withExtra(open, { incidentId, at: event.at, purpose: 'taken-back' }, event.people);
    }
    case 'IncidentAcknowledged':
      return withVolunteer(paging, event.responder);
    case 'RoleAssigned': {
      if (event.people === undefined) return withVolunteer(paging, event.responder);
      return withExtra(paging, { incidentId, at: event.at, purpose: 'role' }, event.people);
    }
    case 'SnoozeEnded':
      return phase === 'acknowledged' ? fromTheStart(paging, event.at) : paging;
    case 'IncidentReassigned':
      return phase === 'open' || phase === 'acknowledged' ? fromTheStart(paging, event.at) : paging;
    case 'IncidentReopened':
      return phase === 'watching' || phase === 'resolved' ? fromTheStart(paging, event.at) : paging;
    case 'SeverityChanged': {
      const { level: standing = level } = event;
      return { ...paging, escalation: { ...paging.escalation, level: standing } };
    }
    case 'EscalationExhausted':
      return { ...paging, cycles: paging.cycles + 1 };
    default:
      return paging;
  }
}

function withVolunteer(paging: Paging, responder: Responder | undefined): Paging {
  if (responder === undefined) return paging;
  return { ...paging, volunteers: joined(paging.volunteers ?? [], [responder]) };
}

function fromTheStart(paging: Paging, at: Instant): Paging {
  return { ...paging, escalation: atLevel(0, paging.escalation.round + 1, at) };
}

function afterLevelPaged(
  paging: Paging,
  { at, level, round, purpose, people }: EventOf<'LevelPaged'>,
  { incidentId, phase, owesUpdate }: PagingContext,
): Paging {
  if (phase === 'acknowledged' && owesUpdate && purpose === 'update-missed') {
    return withExtra(paging, { incidentId, at, purpose, round, level }, people);
  }
  const audience = joined(paging.audience, people);
  // Help that was asked for after the acknowledgement moves the escalation, so that asking again reaches one further.
  if (phase !== 'open' && purpose !== 'help') return { ...paging, audience };
  const pages = plannedPages({ incidentId, decidedAt: at, purpose, round, level }, people);
  const escalation = atLevel(level, round, at, pageGroup(purpose, pages));
  return { ...paging, audience, escalation };
}

/** People are asked beside the escalation, which stays where it is. */
function withExtra(
  paging: Paging,
  asked: { incidentId: string; at: Instant; purpose: Purpose; round?: number; level?: number },
  people: readonly Responder[],
): Paging {
  const { incidentId, at: decidedAt, purpose, round = 0, level = 0 } = asked;
  const pages = plannedPages({ incidentId, decidedAt, purpose, round, level }, people);
  const audience = joined(paging.audience, people);
  const earlier = besideLadder(paging)
    .filter(group => group.pages.some(({ afterSeconds }) => afterSeconds > 0))
    .slice(-earlierMax);
  return {
    ...{ ...paging, audience, extra: pageGroup(purpose, pages) },
    ...(earlier.length > 0 && { earlier }),
  };
}

/** What was asked beside the escalation, the oldest first. */
export function besideLadder({ earlier = [], extra }: Paging): PageGroup[] {
  return [...earlier, extra];
}

function pageGroup(purpose: Purpose, pages: PlannedPage[]): PageGroup {
  return { purpose, pages, sent: [], failed: [], delivered: [] };
}

function atLevel(
  level: number,
  round: number,
  since: Instant,
  pages: PageGroup = pageGroup('acknowledge', []),
): Escalation {
  return { ...pages, level, round, since };
}

/** Outcomes of what was asked before are history: only what is asked now can decide anything. */
function changed(
  paging: Paging,
  page: string,
  change: <Group extends PageGroup>(group: Group) => Group,
): Paging {
  const holds = ({ pages }: PageGroup) => pages.some(({ key }) => key === page);
  if (holds(paging.escalation)) return { ...paging, escalation: change(paging.escalation) };
  if (holds(paging.extra)) return { ...paging, extra: change(paging.extra) };
  const { earlier } = paging;
  if (earlier === undefined) return paging;
  return { ...paging, earlier: earlier.map(group => (holds(group) ? change(group) : group)) };
}

function including(keys: readonly string[], key: string): string[] {
  return keys.includes(key) ? [...keys] : [...keys, key];
}

function joined(audience: readonly Responder[], people: readonly Responder[]): Responder[] {
  const known = new Set(audience.map(({ person }) => person));
  return [...audience, ...people.filter(({ person }) => !known.has(person))];
}

import type { Actor, IncidentEvent, Purpose, Role } from '#core/incident/events.ts';
import type { Responder, ResponsePlan } from '#core/incident/plan.ts';
import { addSeconds, type Instant } from '#core/instant.ts';
import type { Severity, SeverityReason } from '#core/severity.ts';

/** What is true of a declared incident in whatever phase it is. */
export interface Facts {
  id: string;
  title: string;
  description?: string;
  severity: Severity;
  severityReason: SeverityReason;
  plan: ResponsePlan;
  declaredAt: Instant;
  declaredBy: Actor;
  /** What brought it to us: an alert source, or `person`. */
  detectedBy: string;
  problem?: string;
  /** When the sender says that it began; the time to detection counts from here. */
  startedAt?: Instant;
  links: { title: string; url: string }[];
  /** Counts only: what each member does is kept beside the incident, so that a storm cannot make it grow. */
  alerts: { firing: number; cleared: number };
  /** Since when not one member alert fires. Absent while one does, and when there never was an alert. */
  allClearSince?: Instant;
  roles: Partial<Record<Role, { person: string; name: string; since: Instant }>>;
  /** Everyone who was paged or told, once each: they also hear how it goes on. */
  audience: Responder[];
  escalation: Escalation;
  latestUpdate?: { at: Instant; status: string; impact?: string; actions?: string };
  /** The first acknowledgement of all; it stays when the incident is reopened. */
  firstAcknowledgedAt?: Instant;
  archive?: { manifest: string; at: Instant; missing: string[] };
}

/** Where the ladder stands. Level 0: a ticket is open and nobody was paged. */
export interface Escalation {
  level: number;
  round: number;
  since: Instant;
  /** Page attempts of this level and round, and how the finished ones went. */
  expected: number;
  sent: string[];
  failed: string[];
}

/** The update that is owed next. `level` is the highest level that missed updates have brought in. */
export interface OwedUpdate {
  dueAt: Instant;
  reminded: boolean;
  level: number;
}

export type Incident =
  | { phase: 'undeclared' }
  | (Facts & { phase: 'open' })
  | (Facts & { phase: 'acknowledged' } & Acknowledgement & { update?: OwedUpdate })
  | (Facts & { phase: 'watching' } & Partial<Acknowledgement> & Resolution)
  | (Facts & { phase: 'resolved' } & Partial<Acknowledgement> & Resolution & { closedAt: Instant });

export type DeclaredIncident = Exclude<Incident, { phase: 'undeclared' }>;
export type Phase = DeclaredIncident['phase'];

interface Acknowledgement {
  acknowledgedAt: Instant;
  acknowledgedBy: Actor;
}

interface Resolution {
  resolvedAt: Instant;
  resolvedBy: Actor;
  resolution: string;
  watchUntil: Instant;
}

export const undeclared: Incident = { phase: 'undeclared' };

/** Facts are never rejected: an event that cannot apply leaves the incident as it was. */
export function evolve(incident: Incident, event: IncidentEvent): Incident {
  if (event.type === 'IncidentDeclared') {
    return incident.phase === 'undeclared' ? declared(event) : incident;
  }
  if (incident.phase === 'undeclared') return incident;

  switch (event.type) {
    case 'TicketOpened': {
      // A new round, so that pages which are still on their way are of an old one, and nobody is woken for a ticket.
      const { level, round } = incident.escalation;
      return {
        ...incident,
        audience: joined(incident.audience, event.people),
        escalation: atLevel(0, level === 0 ? round : round + 1, event.at, 0),
      };
    }
    case 'LevelPaged': {
      const known = { ...incident, audience: joined(incident.audience, event.people) };
      if (known.phase === 'acknowledged' && known.update && event.purpose === 'update-missed') {
        return { ...known, update: { ...known.update, level: event.level } };
      }
      // Help that was asked for after the acknowledgement moves the ladder, so that asking again reaches one further.
      if (known.phase !== 'open' && event.purpose !== 'help') return known;
      const expected = pagesFor(event.people);
      return { ...known, escalation: atLevel(event.level, event.round, event.at, expected) };
    }
    case 'PageSent':
    case 'PageFailed':
      return withOutcome(incident, event);
    case 'IncidentAcknowledged': {
      const firstAcknowledgedAt = incident.firstAcknowledgedAt ?? event.at;
      if (incident.phase !== 'open') return incident;
      return {
        ...incident,
        phase: 'acknowledged',
        firstAcknowledgedAt,
        acknowledgedAt: event.at,
        acknowledgedBy: event.by,
        ...owed(incident.plan, event.at, incident.escalation.level),
      };
    }
    case 'RoleAssigned': {
      const holder = { person: event.person, name: event.name, since: event.at };
      return { ...incident, roles: { ...incident.roles, [event.role]: holder } };
    }
    case 'UpdatePosted': {
      // An update that is silent about the impact does not end it.
      const impact = event.impact ?? incident.latestUpdate?.impact;
      const latestUpdate = {
        at: event.at,
        status: event.status,
        ...(impact !== undefined && { impact }),
        ...(event.actions !== undefined && { actions: event.actions }),
      };
      if (incident.phase !== 'acknowledged') return { ...incident, latestUpdate };
      const { update: _met, ...rest } = incident;
      return {
        ...rest,
        latestUpdate,
        ...(event.nextUpdateAt !== undefined && {
          update: {
            dueAt: event.nextUpdateAt,
            reminded: false,
            level: incident.escalation.level,
          },
        }),
      };
    }
    case 'UpdateReminded':
      return incident.phase === 'acknowledged' && incident.update
        ? { ...incident, update: { ...incident.update, reminded: true } }
        : incident;
    case 'UpdateMissed':
      return incident.phase === 'acknowledged' && incident.update
        ? {
            ...incident,
            update: { ...incident.update, dueAt: event.nextUpdateAt, reminded: false },
          }
        : incident;
    case 'SeverityChanged':
      return withSeverity(incident, event);
    case 'AlertsAttached':
    case 'AlertsCleared': {
      const { allClearSince: since, ...rest } = incident;
      const alerts = { firing: event.firing, cleared: event.cleared };
      return event.firing > 0
        ? { ...rest, alerts }
        : { ...rest, alerts, allClearSince: since ?? event.at };
    }
    case 'IncidentResolved':
      return incident.phase === 'open' || incident.phase === 'acknowledged'
        ? {
            ...withoutUpdate(incident),
            phase: 'watching',
            resolvedAt: event.at,
            resolvedBy: event.by,
            resolution: event.resolution,
            watchUntil: event.watchUntil,
          }
        : incident;
    case 'IncidentReopened': {
      if (incident.phase !== 'watching' && incident.phase !== 'resolved') return incident;
      const escalation = atLevel(0, incident.escalation.round + 1, event.at, 0);
      // The all-clear was contradicted; were it kept, the next wake would resolve the incident again.
      const { allClearSince: _doubted, ...facts } = factsOf(incident);
      return { ...facts, phase: 'open', escalation };
    }
    case 'IncidentClosed':
      return incident.phase === 'watching'
        ? { ...incident, phase: 'resolved', closedAt: event.at }
        : incident;
    case 'EvidenceArchived': {
      const archive = { manifest: event.manifest, at: event.at, missing: event.missing };
      return { ...incident, archive };
    }
    case 'NoteAdded':
    case 'EscalationExhausted':
      return incident;
    default:
      return event satisfies never;
  }
}

/** One page per person and way of reaching them. */
export function pagesFor(people: readonly Responder[]): number {
  return people.reduce((sum, { phone, email }) => sum + (phone ? 1 : 0) + (email ? 1 : 0), 0);
}

function declared(event: Extract<IncidentEvent, { type: 'IncidentDeclared' }>): Incident {
  const { origin } = event;
  return {
    phase: 'open',
    id: event.id,
    title: event.title,
    ...(event.description !== undefined && { description: event.description }),
    severity: event.severity,
    severityReason: event.severityReason,
    plan: event.plan,
    declaredAt: event.at,
    declaredBy: event.by,
    detectedBy: origin.kind === 'alert' ? origin.source : 'person',
    ...(origin.kind === 'alert' && { problem: origin.problem }),
    ...(origin.kind === 'alert' &&
      origin.startedAt !== undefined && { startedAt: origin.startedAt }),
    links: origin.kind === 'alert' ? origin.links : [],
    alerts: { firing: origin.kind === 'alert' ? 1 : 0, cleared: 0 },
    roles: {},
    audience: [],
    escalation: atLevel(0, 1, event.at, 0),
  };
}

function atLevel(level: number, round: number, since: Instant, expected: number): Escalation {
  return { level, round, since, expected, sent: [], failed: [] };
}

function owed(plan: ResponsePlan, from: Instant, level: number): { update?: OwedUpdate } {
  return plan.updateEverySeconds === undefined
    ? {}
    : { update: { dueAt: addSeconds(from, plan.updateEverySeconds), reminded: false, level } };
}

/** Outcomes of earlier levels and other purposes are history: only the ladder's present rung can decide anything. */
function withOutcome(
  incident: DeclaredIncident,
  event: Extract<IncidentEvent, { type: 'PageSent' | 'PageFailed' }>,
): Incident {
  const { escalation } = incident;
  if (!isCurrent(escalation, event)) return incident;
  const list = event.type === 'PageSent' ? 'sent' : 'failed';
  if (escalation[list].includes(event.page)) return incident;
  return { ...incident, escalation: { ...escalation, [list]: [...escalation[list], event.page] } };
}

export function isCurrent(
  escalation: Escalation,
  page: { level: number; round: number; purpose: Purpose },
): boolean {
  const onLadder = page.purpose === 'acknowledge' || page.purpose === 'help';
  return onLadder && page.level === escalation.level && page.round === escalation.round;
}

function withSeverity(
  incident: DeclaredIncident,
  event: Extract<IncidentEvent, { type: 'SeverityChanged' }>,
): Incident {
  const changed = {
    ...incident,
    severity: event.to,
    severityReason: event.reason,
    plan: event.plan,
  };
  if (changed.phase !== 'acknowledged') return changed;
  const { update, ...rest } = changed;
  const next = owed(event.plan, event.at, changed.escalation.level).update;
  if (next === undefined) return rest;
  // A promise that was already made for an earlier moment is kept.
  return { ...rest, update: update && update.dueAt < next.dueAt ? update : next };
}

function withoutUpdate(incident: Extract<Incident, { phase: 'open' | 'acknowledged' }>) {
  if (incident.phase === 'open') return incident;
  const { update: _owed, ...rest } = incident;
  return rest;
}

function factsOf(incident: Extract<Incident, { phase: 'watching' | 'resolved' }>): Facts {
  const {
    phase: _phase,
    acknowledgedAt: _at,
    acknowledgedBy: _by,
    resolvedAt: _resolvedAt,
    resolvedBy: _resolvedBy,
    resolution: _resolution,
    watchUntil: _until,
    ...rest
  } = incident;
  if (!('closedAt' in rest)) return rest;
  const { closedAt: _closedAt, ...facts } = rest;
  return facts;
}

function joined(audience: readonly Responder[], people: readonly Responder[]): Responder[] {
  const known = new Set(audience.map(({ person }) => person));
  return [...audience, ...people.filter(({ person }) => !known.has(person))];
}

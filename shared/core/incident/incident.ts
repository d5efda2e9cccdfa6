import type { ImpactFigures } from '#core/diagnosis/impact.ts';
import type { LookAlike, PatternHit } from '#core/diagnosis/pattern.ts';
import { exported } from '#core/incident/action-item-export.ts';
import {
  type EventOf,
  type IncidentEvent,
  type Occasion,
  type Purpose,
  type Role,
  roles,
} from '#core/incident/events.ts';
import { importedMoments } from '#core/incident/imported-document.ts';
import { type PlannedPage, plannedPages } from '#core/incident/pages.ts';
import { reviewed } from '#core/incident/review.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import type { Actor, Responder } from '#core/people.ts';
import type { TrackerKind } from '#core/setup/trackers.ts';
import type { Severity, SeverityReason } from '#core/severity.ts';
import { parseMoney } from '#core/text/money-text.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/time/instant.ts';

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
  /** An exercise; everything about it says so. */
  drill?: { kind: 'drill' | 'test-page'; announced: boolean };
  /** What brought it to us: an alert source, or `person`. */
  detectedBy: string;
  problem?: string;
  /** When the sender says that it began; the time to detection counts from here. */
  startedAt?: Instant;
  /** That is when its metric first went beyond the threshold. */
  startedBy?: 'datapoint';
  links: { title: string; url: string }[];
  /** Counts only: what each member does is kept beside the incident, so that a storm cannot make it grow. */
  alerts: { firing: number; cleared: number };
  /** Since when not one member alert fires. Absent while one does, and when there never was an alert. */
  allClearSince?: Instant;
  roles: Partial<Record<Role, { person: string; name: string; since: Instant }>>;
  /** Everyone who was paged or told, once each: they also hear how it goes on. */
  audience: Responder[];
  escalation: Escalation;
  /** Times that the policy's own levels were gone round in vain. */
  laps: number;
  /** The last pages that are not the ladder's: reminders, missed updates, people asked by name. */
  asides: Asked;
  /** What people ticked; the rest ticks itself. By item of core/incident/checklist.ts. */
  checklist: Record<string, { done: boolean; by: string; at: Instant }>;
  latestUpdate?: { at: Instant; status: string; impact?: string; actions?: string };
  /** What it resembles, in the order in which that was seen. */
  patterns?: PatternHit[];
  /** Incidents of before that were like it. */
  lookAlikes?: LookAlike[];
  /** What was measured last of its impact. */
  measured?: ImpactFigures;
  /** The first acknowledgement of all; it stays when the incident is reopened. */
  firstAcknowledgedAt?: Instant;
  /** The newest. `isFinal`: evidence was collected once it was resolved, and not only at the beginning. */
  archive?: {
    manifest: string;
    at: Instant;
    missing: string[];
    sealedBy?: string;
    occasion?: Occasion;
    isFinal?: boolean;
  };
  /** Entered afterwards from a document; nobody was paged, and no time of ours was measured. */
  imported?: true;
  /** Formats in which it was taken away as a file. */
  exports?: string[];
  postmortem?: Postmortem;
  /** What is to be done so that it does not happen again (R23). */
  actionItems?: ActionItem[];
}

export interface Postmortem {
  status: 'draft' | 'in-review' | 'published';
  /** Of the text that is current. */
  version: number;
  at: Instant;
  by: string;
}

export interface ActionItem {
  /** Counts from 1 within the incident. */
  item: number;
  text: string;
  owner?: { person: string; name: string };
  /** `2026-12-01`, by the organisation's calendar. */
  dueOn?: string;
  done?: { at: Instant; by: string };
  /** Where the organisation plans its work. */
  issue?: { tracker: TrackerKind; at: Instant; reference?: string; url?: string };
  /** Why it is not there; `isFinal`: it is not tried again by itself. */
  exportFailure?: {
    tracker: TrackerKind;
    at: Instant;
    reason: string;
    attempt: number;
    isFinal: boolean;
  };
}

/** Page attempts that were decided together, and how the finished ones went, by their keys. */
export interface Asked {
  purpose: Purpose;
  pages: PlannedPage[];
  sent: string[];
  failed: string[];
  /** Of the sent ones, those that a receipt says have arrived. */
  delivered: string[];
}

/** Where the ladder stands. Level 0: a ticket is open and nobody was paged. */
export interface Escalation extends Asked {
  level: number;
  round: number;
  since: Instant;
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
  /** How often the unfilled roles were asked for since. */
  rolesChased: number;
  /** Nobody is called before this moment. */
  snoozedUntil?: Instant;
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
  if (event.type === 'IncidentImported') {
    return incident.phase === 'undeclared' ? imported(event) : incident;
  }
  if (incident.phase === 'undeclared') return incident;

  switch (event.type) {
    case 'TicketOpened': {
      // A new round, so that pages which are still on their way are of an old one, and nobody is woken for a ticket.
      const { level, round } = incident.escalation;
      return {
        ...incident,
        audience: joined(incident.audience, event.people),
        escalation: atLevel(0, level === 0 ? round : round + 1, event.at),
      };
    }
    case 'LevelPaged':
      return afterLevelPaged(incident, event);
    case 'PageAdvanced':
      return changed(incident, event.page, asked => ({
        ...asked,
        pages: asked.pages.map(page =>
          page.key === event.page ? { ...page, afterSeconds: 0 } : page,
        ),
      }));
    case 'RespondersAdded':
      return aside(incident, { at: event.at, purpose: 'help' }, event.people);
    case 'PageSent':
      return changed(incident, event.page, asked => ({
        ...asked,
        sent: including(asked.sent, event.page),
      }));
    case 'PageFailed':
    case 'PageUndelivered':
      return changed(incident, event.page, asked => ({
        ...asked,
        sent: asked.sent.filter(key => key !== event.page),
        failed: including(asked.failed, event.page),
      }));
    case 'PageDelivered':
      return changed(incident, event.page, asked => ({
        ...asked,
        delivered: including(asked.delivered, event.page),
      }));
    case 'IncidentAcknowledged': {
      const firstAcknowledgedAt = incident.firstAcknowledgedAt ?? event.at;
      if (incident.phase !== 'open') return incident;
      return {
        ...incident,
        phase: 'acknowledged',
        firstAcknowledgedAt,
        acknowledgedAt: event.at,
        acknowledgedBy: event.by,
        rolesChased: 0,
        ...owed(incident.plan, event.at, incident.escalation.level),
      };
    }
    case 'AcknowledgementLapsed': {
      if (incident.phase !== 'acknowledged') return incident;
      const { incidentCommander, ...roles } = incident.roles;
      const isForgotten =
        incidentCommander === undefined || incidentCommander.person === event.of.id;
      // Where the ladder stood, in a new round: what was on its way to people is of the old one.
      const { level, round } = incident.escalation;
      return {
        ...openAgain(incident, atLevel(level, round + 1, event.at)),
        roles: isForgotten ? roles : incident.roles,
      };
    }
    case 'IncidentSnoozed': {
      if (incident.phase !== 'acknowledged') return incident;
      const { update: _suspended, ...rest } = incident;
      return { ...rest, snoozedUntil: event.until };
    }
    case 'SnoozeEnded':
      return incident.phase === 'acknowledged'
        ? openAgain(incident, atLevel(0, incident.escalation.round + 1, event.at))
        : incident;
    case 'IncidentReassigned': {
      const { plan } = event;
      if (incident.phase !== 'open' && incident.phase !== 'acknowledged') return incident;
      const escalation = atLevel(0, incident.escalation.round + 1, event.at);
      return { ...openAgain(incident, escalation), plan };
    }
    case 'OnCallChanged':
      return { ...incident, plan: event.plan };
    case 'RolesChased': {
      const chased = aside(incident, { at: event.at, purpose: 'fill-roles' }, event.people);
      const within = chased.plan.fillRolesWithinSeconds;
      if (chased.phase !== 'acknowledged' || within === undefined) return chased;
      // Chases that a late wake slept through are not made up for.
      const passed = Math.floor(secondsBetween(chased.acknowledgedAt, event.at) / within);
      return { ...chased, rolesChased: Math.max(chased.rolesChased + 1, passed) };
    }
    case 'ChecklistTicked': {
      const ticked = { done: event.done, by: event.by.name, at: event.at };
      return { ...incident, checklist: { ...incident.checklist, [event.item]: ticked } };
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
    case 'UpdateReminded': {
      const asked = aside(incident, { at: event.at, purpose: 'update-reminder' }, event.people);
      return asked.phase === 'acknowledged' && asked.update
        ? { ...asked, update: { ...asked.update, reminded: true } }
        : asked;
    }
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
      const escalation = atLevel(0, incident.escalation.round + 1, event.at);
      // The all-clear was contradicted; were it kept, the next wake would resolve the incident again.
      const { allClearSince: _doubted, ...facts } = factsOf(incident);
      return { ...facts, phase: 'open', escalation };
    }
    case 'IncidentClosed':
      return incident.phase === 'watching'
        ? { ...incident, phase: 'resolved', closedAt: event.at }
        : incident;
    case 'IncidentExported':
      return { ...incident, exports: including(incident.exports ?? [], event.format) };
    case 'PostmortemDrafted':
    case 'PostmortemEdited':
    case 'PostmortemSubmitted':
    case 'PostmortemPublished':
    case 'ActionItemAdded':
    case 'ActionItemCompleted':
      return { ...incident, ...reviewed(incident, event) };
    case 'ActionItemExportRequested':
    case 'ActionItemExported':
    case 'ActionItemExportFailed':
      return { ...incident, actionItems: exported(incident.actionItems ?? [], event) };
    case 'EvidenceArchived': {
      const { at, manifest, missing, sealedBy, occasion } = event;
      const isFinal = occasion === undefined || occasion === 'resolved';
      const archive = {
        ...{ manifest, at, missing },
        ...(sealedBy !== undefined && { sealedBy }),
        ...(occasion !== undefined && { occasion }),
        isFinal: isFinal || incident.archive?.isFinal === true,
      };
      return { ...incident, archive };
    }
    case 'EscalationExhausted':
      return { ...incident, laps: incident.laps + 1 };
    case 'NoteAdded':
    case 'ActionRequested':
    case 'ActionStarted':
    case 'ActionFinished':
    case 'ActionAbandoned':
    case 'TeamNotified':
      return incident;
    case 'PatternMatched': {
      const { type: _type, at: _at, ...hit } = event;
      return { ...incident, patterns: [...(incident.patterns ?? []), hit] };
    }
    case 'ResemblanceNoted':
      return { ...incident, lookAlikes: event.incidents };
    case 'FindingAttached': {
      const { usersAffected = incident.measured?.usersAffected } = event;
      const { revenueLost = incident.measured?.revenueLost } = event;
      if (usersAffected === undefined && revenueLost === undefined) return incident;
      const measured = {
        ...(usersAffected !== undefined && { usersAffected }),
        ...(revenueLost !== undefined && { revenueLost }),
      };
      return { ...incident, measured };
    }
    default:
      return event satisfies never;
  }
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
    ...(event.drill !== undefined && { drill: event.drill }),
    detectedBy: origin.kind === 'alert' ? origin.source : 'person',
    ...(origin.kind === 'alert' && { problem: origin.problem }),
    ...(origin.kind === 'alert' &&
      origin.startedAt !== undefined && { startedAt: origin.startedAt }),
    ...(origin.kind === 'alert' &&
      origin.startedBy !== undefined && { startedBy: origin.startedBy }),
    links: origin.kind === 'alert' ? origin.links : [],
    alerts: { firing: origin.kind === 'alert' ? 1 : 0, cleared: 0 },
    roles: {},
    audience: [],
    escalation: atLevel(0, 1, event.at),
    laps: 0,
    asides: asked('help', []),
    checklist: {},
  };
}

function imported({ at, by, document, plan }: EventOf<'IncidentImported'>): Incident {
  const { startedAt, resolvedAt } = importedMoments(document);
  const { title, severity, detected_by: detectedBy } = document;
  return {
    phase: 'resolved',
    id: document.id,
    title,
    severity,
    severityReason: { rule: 'imported', text: 'as the imported document says' },
    plan,
    declaredAt: startedAt,
    declaredBy: by,
    detectedBy,
    links: [],
    alerts: { firing: 0, cleared: 0 },
    roles: {},
    audience: [],
    escalation: atLevel(0, 1, startedAt),
    laps: 0,
    asides: asked('help', []),
    checklist: {},
    imported: true,
    ...toldImpact(document),
    actionItems: document.action_items.map((text, index) => ({ item: index + 1, text })),
    resolvedAt,
    resolvedBy: by,
    resolution: 'Imported as it was told elsewhere.',
    watchUntil: resolvedAt,
    closedAt: at,
  };
}

/** What it cost counts like what we measure; a sum in words of its own is left to the document. */
function toldImpact({ impact }: EventOf<'IncidentImported'>['document']): {
  measured?: ImpactFigures;
} {
  const { users_affected: usersAffected, revenue_lost: lost } = impact;
  const revenueLost = lost === null ? undefined : parseMoney(lost);
  const measured = {
    ...(usersAffected !== null && { usersAffected }),
    ...(revenueLost && { revenueLost }),
  };
  return Object.keys(measured).length === 0 ? {} : { measured };
}

function asked(purpose: Purpose, pages: PlannedPage[]): Asked {
  return { purpose, pages, sent: [], failed: [], delivered: [] };
}

function atLevel(
  level: number,
  round: number,
  since: Instant,
  of: Asked = asked('acknowledge', []),
): Escalation {
  return { ...of, level, round, since };
}

function afterLevelPaged(
  incident: DeclaredIncident,
  { at, level, round, purpose, people }: EventOf<'LevelPaged'>,
): DeclaredIncident {
  if (incident.phase === 'acknowledged' && incident.update && purpose === 'update-missed') {
    const update = { ...incident.update, level };
    return aside({ ...incident, update }, { at, purpose, round, level }, people);
  }
  // Help that was asked for after the acknowledgement moves the ladder, so that asking again reaches one further.
  if (incident.phase !== 'open' && purpose !== 'help') {
    return { ...incident, audience: joined(incident.audience, people) };
  }
  const decided = { incidentId: incident.id, decidedAt: at, purpose, round, level };
  const pages = plannedPages(decided, people);
  const audience = joined(incident.audience, people);
  return { ...incident, audience, escalation: atLevel(level, round, at, asked(purpose, pages)) };
}

/** People are asked beside the ladder, which stays where it is. */
function aside(
  incident: DeclaredIncident,
  {
    at,
    purpose,
    round = 0,
    level = 0,
  }: { at: Instant; purpose: Purpose; round?: number; level?: number },
  people: readonly Responder[],
): DeclaredIncident {
  const decided = { incidentId: incident.id, decidedAt: at, purpose, round, level };
  const asides = asked(purpose, plannedPages(decided, people));
  return { ...incident, audience: joined(incident.audience, people), asides };
}

function openAgain(
  incident: Extract<Incident, { phase: 'open' | 'acknowledged' }>,
  escalation: Escalation,
): Extract<Incident, { phase: 'open' }> {
  if (incident.phase === 'open') return { ...incident, escalation };
  const {
    phase: _phase,
    acknowledgedAt: _at,
    acknowledgedBy: _by,
    rolesChased: _chased,
    snoozedUntil: _until,
    update: _update,
    ...facts
  } = incident;
  return { ...facts, phase: 'open', escalation };
}

function owed(plan: ResponsePlan, from: Instant, level: number): { update?: OwedUpdate } {
  return plan.updateEverySeconds === undefined
    ? {}
    : { update: { dueAt: addSeconds(from, plan.updateEverySeconds), reminded: false, level } };
}

/** Outcomes of what was asked before are history: only what is asked now can decide anything. */
function changed(
  incident: DeclaredIncident,
  page: string,
  change: <Of extends Asked>(asked: Of) => Of,
): DeclaredIncident {
  const holds = ({ pages }: Asked) => pages.some(({ key }) => key === page);
  if (holds(incident.escalation)) {
    return { ...incident, escalation: change(incident.escalation) };
  }
  return holds(incident.asides) ? { ...incident, asides: change(incident.asides) } : incident;
}

function including(keys: readonly string[], key: string): string[] {
  return keys.includes(key) ? [...keys] : [...keys, key];
}

/** The roles that a paging incident needs somebody for, in the runbook's order (R7). */
export function unfilledRoles({ roles: held }: DeclaredIncident): Role[] {
  return roles.filter(role => held[role] === undefined);
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
    rolesChased: _chased,
    snoozedUntil: _snoozed,
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

import type { ImpactFigures } from '#core/diagnosis/impact.ts';
import type { LookAlike, PatternHit } from '#core/diagnosis/pattern.ts';
import {
  type EventOf,
  type IncidentEvent,
  type Occasion,
  type Role,
  roles,
} from '#core/incident/events.ts';
import { allClearsKept, type Flapping } from '#core/incident/flapping.ts';
import { importedMoments } from '#core/incident/imported-document.ts';
import {
  evolvePaging,
  nobodyPaged,
  type Paging,
  type PagingContext,
} from '#core/incident/paging-state.ts';
import type { PublicNotice } from '#core/incident/public-notice.ts';
import { evolveReview, type Review } from '#core/incident/review-state.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import { type Actor, isPerson, triageActor } from '#core/people.ts';
import { isWorse, type Severity, type SeverityReason } from '#core/severity.ts';
import { parseMoney } from '#core/text/money-text.ts';
import { addSeconds, earliest, type Instant, secondsBetween } from '#core/time/instant.ts';

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
  /** The integration that it came through. */
  integration?: string;
  problem?: string;
  /** When the sender says that it began; the time to detection counts from here. */
  startedAt?: Instant;
  /** That is when its metric first went beyond the threshold. */
  startedBy?: 'datapoint';
  links: { title: string; url: string }[];
  /** Counts only: what each member does is kept beside the incident, so that a storm cannot make it grow. */
  alerts: { firing: number; cleared: number };
  /** The worst that its alerts have said; a person's word holds against that, not against worse. */
  worstAlert?: Severity;
  /** Members that their sender lost sight of, by fingerprint. */
  doubted?: string[];
  /** Since when not one member alert fires. Absent while one does, and when there never was an alert. */
  allClearSince?: Instant;
  /** The last moments at which the last of them cleared. */
  allClears?: Instant[];
  /** When it fired again after all of its alerts had cleared and it had resolved by itself. */
  cameBackAt?: Instant;
  /** It fires and clears again and again. */
  flapping?: Flapping;
  roles: Partial<Record<Role, { person: string; name: string; since: Instant }>>;
  paging: Paging;
  /** When somebody handed it over last, and to whom: pages of before are no longer their people's. */
  handedOver?: { at: Instant; by: string; to: { person: string; name: string }[] };
  /** What people ticked; the rest ticks itself. By item of core/incident/checklist.ts. */
  checklist: Record<string, { done: boolean; by: string; at: Instant }>;
  latestUpdate?: { at: Instant; status: string; impact?: string; actions?: string };
  /** What the status page says of it, in its order; absent: nothing. */
  publicNotices?: PublicNotice[];
  /** How bad it was when the last of them was posted. */
  publicSeverity?: Severity;
  /** What it resembles, in the order in which that was seen. */
  patterns?: PatternHit[];
  /** Incidents of before that were like it. */
  lookAlikes?: LookAlike[];
  /** What was measured last of its impact. */
  measured?: ImpactFigures;
  /** The first acknowledgement of all; it stays when the incident is reopened. */
  firstAcknowledgedAt?: Instant;
  /** For so long it was over before it was opened again. */
  healthySeconds?: number;
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
  review: Review;
}

/** The update that is owed next. `level` is the highest level that missed updates have brought in. */
interface OwedUpdate {
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
  /** From when on they are asked for, where it got worse since it was acknowledged. */
  rolesFrom?: Instant;
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

/** More would make the incident grow with a storm. */
const doubtedMax = 50;

/** Facts are never rejected: an event that cannot apply leaves the incident as it was. */
export function evolve(incident: Incident, event: IncidentEvent): Incident {
  if (event.type === 'IncidentDeclared') {
    return incident.phase === 'undeclared' ? declared(event) : incident;
  }
  if (event.type === 'IncidentImported') {
    return incident.phase === 'undeclared' ? imported(event) : incident;
  }
  if (incident.phase === 'undeclared') return incident;
  const paging = evolvePaging(incident.paging, event, pagingContext(incident));
  const review = evolveReview(incident.review, event);
  return evolveResponse({ ...incident, paging, review }, event);
}

function pagingContext(incident: DeclaredIncident): PagingContext {
  const owesUpdate = incident.phase === 'acknowledged' && incident.update !== undefined;
  return { incidentId: incident.id, phase: incident.phase, owesUpdate };
}

/** The response: phases, who leads, how bad it is, what is owed. `incident` has the event's paging and review already. */
function evolveResponse(
  incident: DeclaredIncident,
  event: Exclude<IncidentEvent, EventOf<'IncidentDeclared' | 'IncidentImported'>>,
): DeclaredIncident {
  switch (event.type) {
    case 'LevelPaged': {
      // Missed updates bring in one level after the other.
      const isMissed = event.purpose === 'update-missed';
      return isMissed && incident.phase === 'acknowledged' && incident.update
        ? { ...incident, update: { ...incident.update, level: event.level } }
        : incident;
    }
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
        ...owed(incident.plan, event.at, incident.paging.escalation.level),
      };
    }
    case 'AcknowledgementLapsed': {
      if (incident.phase !== 'acknowledged') return incident;
      const { incidentCommander, ...roles } = incident.roles;
      const isForgotten =
        incidentCommander === undefined || isPerson(event.of, incidentCommander.person);
      return { ...openAgain(incident), roles: isForgotten ? roles : incident.roles };
    }
    case 'IncidentSnoozed': {
      if (incident.phase !== 'acknowledged') return incident;
      const { update: _suspended, ...rest } = incident;
      return { ...rest, snoozedUntil: event.until };
    }
    case 'SnoozeEnded':
      return incident.phase === 'acknowledged' ? openAgain(incident) : incident;
    case 'IncidentReassigned':
      return incident.phase === 'open' || incident.phase === 'acknowledged'
        ? { ...openAgain(incident), plan: event.plan, handedOver: handedOverBy(event) }
        : incident;
    case 'OnCallChanged':
      return { ...incident, plan: event.plan };
    case 'RolesChased': {
      const within = incident.plan.fillRolesWithinSeconds;
      if (incident.phase !== 'acknowledged' || within === undefined) return incident;
      // Chases that a late wake slept through are not made up for.
      const { acknowledgedAt, rolesFrom = acknowledgedAt } = incident;
      const passed = Math.floor(secondsBetween(rolesFrom, event.at) / within);
      return { ...incident, rolesChased: Math.max(incident.rolesChased + 1, passed) };
    }
    case 'ChecklistTicked': {
      const ticked = { done: event.done, by: event.by.name, at: event.at };
      return { ...incident, checklist: { ...incident.checklist, [event.item]: ticked } };
    }
    case 'RoleAssigned': {
      // Written by an earlier version: a token of nobody led, under the id of whoever it was named like.
      const { by } = event;
      const isNobody = by.kind !== 'person' && by.id === event.person && by.name === event.name;
      if (isNobody) return incident;
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
            level: incident.paging.escalation.level,
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
    case 'PublicNoticePosted': {
      const { type: _type, by: _by, ...said } = event;
      const publicNotices = [...(incident.publicNotices ?? []), said];
      return { ...incident, publicNotices, publicSeverity: incident.severity };
    }
    case 'SeverityChanged':
      return withSeverity(incident, event);
    case 'AlertsAttached':
    case 'AlertsCleared': {
      const { allClearSince: since, ...rest } = incident;
      const alerts = { firing: event.firing, cleared: event.cleared };
      if (event.firing > 0) return { ...rest, alerts };
      const clear = { ...rest, alerts, allClearSince: since ?? event.at };
      if (since !== undefined || event.type === 'AlertsAttached') return clear;
      const { flapping: _before, ...quiet } = clear;
      const allClears = [...(quiet.allClears ?? []), event.at].slice(-allClearsKept);
      return {
        ...{ ...quiet, allClears },
        ...(event.flapping !== undefined && { flapping: event.flapping }),
      };
    }
    case 'AlertsDoubted': {
      const doubted = [...(incident.doubted ?? []), ...event.alerts.map(each => each.fingerprint)];
      return { ...incident, doubted: doubted.slice(-doubtedMax) };
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
      // The all-clear was contradicted; were it kept, the next wake would resolve the incident again.
      const { allClearSince: _doubted, ...facts } = factsOf(incident);
      const isReturn = incident.resolvedBy.kind === 'system' && event.by.kind === 'system';
      const healthySeconds =
        (facts.healthySeconds ?? 0) + Math.max(0, secondsBetween(incident.resolvedAt, event.at));
      return { ...facts, phase: 'open', healthySeconds, ...(isReturn && { cameBackAt: event.at }) };
    }
    case 'IncidentClosed':
      return incident.phase === 'watching'
        ? { ...incident, phase: 'resolved', closedAt: event.at }
        : incident;
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
    // Only pages or the review change.
    case 'TicketOpened':
    case 'PageAdvanced':
    case 'RespondersAdded':
    case 'PageSent':
    case 'PageFailed':
    case 'PageDelivered':
    case 'PageUndelivered':
    case 'EscalationExhausted':
    case 'IncidentExported':
    case 'PostmortemDrafted':
    case 'PostmortemEdited':
    case 'PostmortemSubmitted':
    case 'PostmortemPublished':
    case 'ActionItemAdded':
    case 'ActionItemCompleted':
    case 'ActionItemExportRequested':
    case 'ActionItemExported':
    case 'ActionItemExportFailed':
    // Worth a line of the timeline, and nothing else.
    case 'NoteAdded':
    case 'ActionRequested':
    case 'ActionStarted':
    case 'ActionFinished':
    case 'ActionAbandoned':
    case 'TeamNotified':
      return incident;
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
    ...(origin.kind === 'alert' &&
      origin.integration !== undefined && { integration: origin.integration }),
    ...(origin.kind === 'alert' && { problem: origin.problem }),
    ...(origin.kind === 'alert' &&
      origin.startedAt !== undefined && { startedAt: origin.startedAt }),
    ...(origin.kind === 'alert' &&
      origin.startedBy !== undefined && { startedBy: origin.startedBy }),
    links: origin.kind === 'alert' ? origin.links : [],
    alerts: { firing: origin.kind === 'alert' ? 1 : 0, cleared: 0 },
    ...(origin.kind === 'alert' && { worstAlert: event.severity }),
    roles: {},
    paging: nobodyPaged(event.at),
    checklist: {},
    review: { exports: [], actionItems: [] },
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
    paging: nobodyPaged(startedAt),
    checklist: {},
    imported: true,
    ...toldImpact(document),
    review: {
      exports: [],
      actionItems: document.action_items.map((text, index) => ({ item: index + 1, text })),
    },
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

function handedOverBy({
  at,
  by,
  plan,
}: EventOf<'IncidentReassigned'>): NonNullable<Facts['handedOver']> {
  const to = plan.levels[0]?.people.map(({ person, name }) => ({ person, name })) ?? [];
  return { at, by: by.name, to };
}

function openAgain(
  incident: Extract<Incident, { phase: 'open' | 'acknowledged' }>,
): Extract<Incident, { phase: 'open' }> {
  if (incident.phase === 'open') return incident;
  const {
    phase: _phase,
    acknowledgedAt: _at,
    acknowledgedBy: _by,
    rolesChased: _chased,
    rolesFrom: _from,
    snoozedUntil: _until,
    update: _update,
    ...facts
  } = incident;
  return { ...facts, phase: 'open' };
}

function owed(plan: ResponsePlan, from: Instant, level: number): { update?: OwedUpdate } {
  return plan.updateEverySeconds === undefined
    ? {}
    : { update: { dueAt: addSeconds(from, plan.updateEverySeconds), reminded: false, level } };
}

/** The roles that a paging incident needs somebody for, in the runbook's order (R7). */
export function unfilledRoles({ roles: held }: DeclaredIncident): Role[] {
  return roles.filter(role => held[role] === undefined);
}

function worstOf(
  { worstAlert }: DeclaredIncident,
  { by, to }: EventOf<'SeverityChanged'>,
): { worstAlert?: Severity } {
  const isByAlert = by.kind === 'system' && by.id === triageActor.id;
  return isByAlert && (worstAlert === undefined || isWorse(to, worstAlert))
    ? { worstAlert: to }
    : {};
}

function withSeverity(
  incident: DeclaredIncident,
  event: EventOf<'SeverityChanged'>,
): DeclaredIncident {
  const changed = {
    ...incident,
    severity: event.to,
    severityReason: event.reason,
    // A channel that is there stays, whatever the new severity says.
    plan: { ...event.plan, ...(incident.plan.chat && { chat: incident.plan.chat }) },
    ...worstOf(incident, event),
  };
  if (changed.phase !== 'acknowledged' || incident.phase !== 'acknowledged') return changed;
  const { update, ...rest } = { ...changed, ...rolesAnew(incident, event) };
  const next = owed(event.plan, event.at, changed.paging.escalation.level).update;
  if (next === undefined) return rest;
  // A promise that was already made for an earlier moment is kept.
  return { ...rest, update: update && update.dueAt < next.dueAt ? update : next };
}

/** What got worse needs its roles anew; when it promised to ask for them before that, it still does. */
function rolesAnew(
  incident: Extract<Incident, { phase: 'acknowledged' }>,
  { at, from, to, plan: { fillRolesWithinSeconds: within } }: EventOf<'SeverityChanged'>,
): Partial<Acknowledgement> {
  if (within === undefined || !isWorse(to, from)) return {};
  const promised = rolesDueAt(incident);
  const since = promised === undefined ? [] : [addSeconds(promised, -within)];
  return { rolesChased: 0, rolesFrom: earliest([at, ...since]) ?? at };
}

const roleChasesMax = 3;

/** When the roles that nobody has are asked for next: after the acknowledgement, or what got worse, a few times. */
export function rolesDueAt({
  plan: { fillRolesWithinSeconds: within },
  acknowledgedAt,
  rolesFrom = acknowledgedAt,
  rolesChased,
}: Extract<Incident, { phase: 'acknowledged' }>): Instant | undefined {
  return within === undefined || rolesChased >= roleChasesMax
    ? undefined
    : addSeconds(rolesFrom, within * (rolesChased + 1));
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
    rolesFrom: _from,
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

import type { Fingerprint, IncidentId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { isFlood } from '#core/intake/flood.ts';
import type { Actor } from '#core/people.ts';
import { isWorse, type Severity } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';

/** What is known when an alert arrives: its own last status, and the incidents that it may belong to. */
export interface Known {
  /** `incidents`: those that it fires in, or that it cleared in last. `held`: it fires, and a mute keeps it waiting. */
  alert?: { status: 'firing' | 'cleared' | 'held'; at: Instant; incidents: readonly Home[] };
  /** The incident that holds its problem. */
  incident?: Home;
}

export interface Home {
  id: IncidentId;
  state: Standing;
}

/** As much of an incident as decides whether an alert joins it. */
type Standing =
  | { phase: 'undeclared' }
  | ({ phase: 'open' } & Declared)
  | ({ phase: 'acknowledged' } & Declared)
  | ({ phase: 'watching'; resolvedAt: Instant; resolvedBy: Actor } & Declared)
  | ({ phase: 'resolved' } & Declared);
interface Declared {
  alerts: { firing: number };
  problem?: string;
  severity: Severity;
  severityReason: { rule: string };
  /** The worst that any of its alerts has said so far. */
  worstAlert?: Severity;
  plan: { service: { id: string } };
}

/** What a person has said holds against everything that its alerts had said before, and not against worse. */
export function isWorseNews(
  { severity: is, severityReason, worstAlert }: Declared,
  said: Severity,
): boolean {
  if (!isWorse(said, is)) return false;
  return severityReason.rule !== 'person' || worstAlert === undefined || isWorse(said, worstAlert);
}

/** What becomes of one alert. Every outcome carries its reason, for the receipt and the timeline. */
export type Triage =
  | { outcome: 'declare'; replaces?: IncidentId; reason: string }
  /** `claims`: the alert brings its problem to the incident; `replaces`: from the one that held it and is closed. */
  | {
      outcome: 'attach';
      incidentId: IncidentId;
      member: boolean;
      refired: boolean;
      claims?: { replaces?: IncidentId };
      reason: string;
    }
  | { outcome: 'repeat'; incidentId: IncidentId; reason: string }
  /** `remaining`: it fires in these as well, and is cleared there next. */
  | {
      outcome: 'clear';
      incidentId: IncidentId;
      remaining: IncidentId[];
      /** Whatever of its problem is a member of it. */
      all?: true;
      /** The incident in which the rest of its group ends with it. */
      ends?: IncidentId;
      reason: string;
    }
  /** The sender lost sight of it: it is said once, and nothing resolves because of it. */
  | { outcome: 'doubt'; incidentId: IncidentId; reason: string }
  /** It opens nothing while something mutes it: it waits, and is looked at again. */
  | {
      outcome: 'hold';
      by: string;
      lookAgainAt: Instant;
      /** What inhibits it, and the incident that is told of it. */
      behind?: { series: Fingerprint; incident?: Home };
      reason: string;
    }
  /** An all-clear that comes late: it goes on waiting, for what was said since. */
  | { outcome: 'recall'; reason: string }
  /** It is over, and no incident has to hear of it: what is remembered of it is from now. */
  | { outcome: 'over'; reason: string }
  /** `remember`: keep the status, so that a notification which was overtaken by this one is recognised; of `group`, for what of it waits. */
  | { outcome: 'ignore'; remember: boolean | 'group'; reason: string };

/** The same problem joins its open incident; news opens one; what is old, or over, changes nothing (R4). */
export function triage(
  {
    status,
    statusReason,
    wholeProblem,
    endsGroup,
  }: Pick<Alert, 'status' | 'statusReason' | 'wholeProblem' | 'endsGroup'>,
  acceptedAt: Instant,
  known: Known,
): Triage {
  const { alert } = known;
  if (alert !== undefined && alert.at > acceptedAt) return overtaken(status, known);
  switch (status) {
    case 'firing':
      return fires(acceptedAt, known);
    case 'cleared':
      if (wholeProblem === true) return clearsProblem(known);
      return endsGroup === true ? clearsLast(known) : clears(known);
    case 'unknown':
      return loses(known, statusReason ?? 'the sender does not say why');
    default:
      return status satisfies never;
  }
}

/** An older word that arrives late may still be the worst: it is judged like a repeat while the alert fires. */
function overtaken(status: Alert['status'], known: Known): Triage {
  const { alert } = known;
  // What waits is looked at whenever it is heard of: an older word may be the one that nothing mutes.
  if (status === 'firing' && alert?.status === 'held') return fires(alert.at, known);
  const home = alert?.incidents.find(isOpen);
  if (status === 'firing' && alert?.status === 'firing' && home !== undefined) {
    const { id } = home;
    return { outcome: 'repeat', incidentId: id, reason: `overtaken, and already part of ${id}` };
  }
  if (status === 'cleared' && alert?.status === 'held') {
    const reason = 'overtaken by a newer notification: what was said before it counts no more';
    return { outcome: 'recall', reason };
  }
  const reason = `overtaken by a newer notification, which said ${alert?.status}`;
  return { outcome: 'ignore', remember: false, reason };
}

function fires(acceptedAt: Instant, known: Known): Triage {
  const { alert, incident } = known;
  const isHeld = incident !== undefined && incident.state.phase !== 'undeclared';
  if (isHeld && incident.state.phase !== 'resolved') return joins(acceptedAt, incident, known);

  const replaces = isHeld ? { replaces: incident.id } : {};
  // The same series under another grouping is the same trouble: an upgrade, another route or another replica.
  const fired = alert?.status === 'firing' ? alert.incidents.find(isOpen) : undefined;
  if (fired !== undefined && fired.id !== incident?.id) {
    const { id, state } = fired;
    // A flood holds alerts of many problems and none of the problems.
    if (isFloodOf(fired)) return joins(acceptedAt, fired, known);
    const isMember = state.phase !== 'undeclared' && state.alerts.firing > 0;
    const about = { member: isMember, refired: false, claims: replaces };
    const reason = `already fires in ${id}, under another grouping`;
    return { outcome: 'attach', incidentId: id, ...about, reason };
  }
  return isHeld
    ? { outcome: 'declare', ...replaces, reason: `${incident.id} had this problem and is closed` }
    : { outcome: 'declare', reason: 'no open incident has this problem' };
}

/** What is beyond its budget: a member of the flood, which it opens where there is none. */
export function joinsFlood(acceptedAt: Instant, flood: Home | undefined, known: Known): Triage {
  if (flood === undefined) {
    return { outcome: 'declare', reason: 'more new problems than are opened one by one' };
  }
  const joined = joins(acceptedAt, flood, known);
  if (joined.outcome === 'declare') return { ...joined, replaces: flood.id };
  if (joined.outcome !== 'repeat' || firesIn(known, flood.id)) return joined;
  // Whoever resolved the flood a moment ago did not know of this one.
  const { id: incidentId } = flood;
  const reason = `new in ${incidentId}, which was resolved without it`;
  return { outcome: 'attach', incidentId, member: false, refired: false, reason };
}

function joins(acceptedAt: Instant, { id, state }: Home, known: Known): Triage {
  const isKnown = known.alert?.incidents.some(home => home.id === id) ?? false;
  // Where nothing fires any more, the whole group was cleared at once, and what is remembered of each is old.
  const isStale =
    (state.phase === 'open' || state.phase === 'acknowledged') && state.alerts.firing === 0;
  const member = firesIn(known, id) && !isStale;
  const refired = isKnown && !member;
  switch (state.phase) {
    case 'open':
    case 'acknowledged':
      if (member) return { outcome: 'repeat', incidentId: id, reason: `already part of ${id}` };
      return {
        ...{ outcome: 'attach', incidentId: id, member, refired },
        reason: refired ? `fires again in ${id}` : `same problem as ${id}`,
      };
    case 'watching': {
      const attached = { outcome: 'attach', incidentId: id, member, refired } as const;
      if (acceptedAt > state.resolvedAt) {
        return { ...attached, reason: `fires after ${id} was resolved, so it is reopened` };
      }
      // It resolved because everything seemed clear. This says that it was not, and some senders say it only once.
      return !member && state.resolvedBy.kind === 'system'
        ? { ...attached, reason: `fired before ${id} resolved by itself, so it is reopened` }
        : { outcome: 'repeat', incidentId: id, reason: `accepted before ${id} was resolved` };
    }
    case 'undeclared':
    case 'resolved':
      return { outcome: 'declare', reason: `${id} is closed` };
    default:
      return state satisfies never;
  }
}

/** A series is a member of every incident that it fires in, and clears in each of them. */
function clears({ alert, incident }: Known): Triage {
  if (alert?.status === 'cleared') {
    // An older word that it fires may be on its way still.
    return { outcome: 'over', reason: 'it was cleared already' };
  }
  if (alert?.status === 'held') {
    return { outcome: 'over', reason: 'it is over before what muted it: it opened nothing' };
  }
  const [home, ...others] = (alert?.incidents ?? []).filter(isOpen);
  if (home !== undefined) {
    const remaining = others.map(({ id }) => id);
    const reason = `clears in ${home.id}`;
    return { outcome: 'clear', incidentId: home.id, remaining, reason };
  }
  const last = alert?.incidents.at(-1) ?? incident;
  return last === undefined || last.state.phase === 'undeclared' || alert === undefined
    ? {
        outcome: 'ignore',
        remember: true,
        reason: 'it belongs to no incident, so there is nothing to clear',
      }
    : { outcome: 'ignore', remember: true, reason: `${last.id} is closed already` };
}

function clearsProblem(known: Known): Triage {
  const { alert, incident } = known;
  if (incident === undefined || !isOpen(incident)) {
    if (alert?.status === 'held' || alert?.incidents.some(isOpen)) return clears(known);
    const reason = 'the group is over, and no open incident has its problem';
    return { outcome: 'ignore', remember: 'group', reason };
  }
  const reason = `the whole group is over, so all of it clears in ${incident.id}`;
  return { outcome: 'clear', incidentId: incident.id, remaining: [], all: true, reason };
}

/** With the end of a group what was left out of it before ends as well, also where the listed ones are no members. */
function clearsLast(known: Known): Triage {
  const { alert, incident } = known;
  const verdict = clears(known);
  const holder =
    incident !== undefined && isOpen(incident) && firesStill(incident) ? incident : undefined;
  if (verdict.outcome === 'clear') return { ...verdict, ends: holder?.id ?? verdict.incidentId };
  return holder === undefined || alert?.status === 'held' ? verdict : clearsProblem(known);
}

function firesStill({ state }: Home): boolean {
  return state.phase !== 'undeclared' && state.alerts.firing > 0;
}

function loses({ alert }: Known, why: string): Triage {
  const home = alert?.status === 'firing' ? alert.incidents.find(isOpen) : undefined;
  return home === undefined
    ? { outcome: 'ignore', remember: false, reason: `the sender lost sight of it: ${why}` }
    : { outcome: 'doubt', incidentId: home.id, reason: why };
}

function firesIn({ alert }: Known, id: IncidentId): boolean {
  return alert?.status === 'firing' && alert.incidents.some(home => home.id === id);
}

function isFloodOf({ state }: Home): boolean {
  return state.phase !== 'undeclared' && isFlood(state);
}

/** All that it may belong to. */
export function homesOf({ alert, incident }: Known): Home[] {
  return [...(alert?.incidents ?? []), ...(incident === undefined ? [] : [incident])];
}

/** Whether it would page: a mute keeps such news waiting, and lets everything else be written down. */
export function startsAnew(verdict: Triage, homes: readonly Home[]): boolean {
  if (verdict.outcome === 'declare') return true;
  if (verdict.outcome !== 'attach') return false;
  return homes.some(({ id, state }) => id === verdict.incidentId && state.phase === 'watching');
}

function isOpen({ state: { phase } }: Home): boolean {
  return phase === 'open' || phase === 'acknowledged' || phase === 'watching';
}

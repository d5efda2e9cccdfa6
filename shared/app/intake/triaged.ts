import type { IncidentId, ReceiptId } from '#core/ids.ts';
import type { MemberAlert } from '#core/incident/events.ts';
import { flappingText } from '#core/incident/flapping.ts';
import type { Incident } from '#core/incident/incident.ts';
import type { Alert } from '#core/intake/alert.ts';
import type { BudgetScope } from '#core/intake/flood.ts';
import type { Known, Triage } from '#core/intake/triage.ts';
import type { Identity, TrustDomain } from '#core/intake/trust-domain.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Claim } from '#ports/incident.ts';
import type { AlertStatus, Held, ReadStatus, ReceiptOutcome } from '#ports/intake.ts';

/* What triage looked at, and what is kept of it with the commit that counts it. */

export interface TriagedAlert {
  alert: Alert;
  /** Its identities by the rules of before, the newest first: what is still open under them must join and clear. */
  before: readonly Identity[];
  acceptedAt: Instant;
  receiptId: ReceiptId;
  /** Where it stood in its body. */
  index: number;
  /** The integration that brought it, and who vouches for it; no domain in messages of before there were any. */
  from: { integration: string; domain?: TrustDomain };
  /** It was accepted long ago and waited: nothing new is said of it. The receipt of when it came. */
  waited?: ReceiptId;
}

/** One alert of a run, with all the notifications that said the same of it. */
export interface Subject {
  alert: Alert;
  /** Of the newest of them. */
  acceptedAt: Instant;
  from: TriagedAlert['from'];
  notifications: [TriagedAlert, ...TriagedAlert[]];
}

/** What was looked at, with what is to become of it. */
export interface WithVerdict {
  subject: Subject;
  known: Known;
  /** What is kept under today's identity; else it is known by an older one, by the end of its group, or not at all. */
  read?: ReadStatus;
  /** What is kept of it while it waits. */
  held?: Held;
  verdict: Triage;
}

export interface Applied {
  subject: Subject;
  outcome: ReceiptOutcome['outcome'];
  incidentId?: IncidentId;
  reason: string;
}

/** What goes with the commit that opens a problem, or makes it a member of a flood. */
export interface Opening {
  claims: Claim[];
  /** What is beyond its budget, and how many they are at once. */
  flood?: { scope: BudgetScope; integration: string; alerts: number };
}

export type With<Outcome extends Triage['outcome']> = WithVerdict & {
  verdict: Extract<Triage, { outcome: Outcome }>;
};

/** So many writes of one word each are under way at once. */
export const notedAtOnce = 25;

/** A transaction takes 100 items, and some are the commit itself. */
export const alertsPerCommit = 90;

export function isA<Outcome extends Triage['outcome']>(outcome: Outcome) {
  return (looked: WithVerdict): looked is With<Outcome> => looked.verdict.outcome === outcome;
}

export function done({ subject, verdict }: WithVerdict, outcome: Applied['outcome']): Applied {
  const incidentId = 'incidentId' in verdict ? verdict.incidentId : undefined;
  return { subject, outcome, reason: verdict.reason, ...(incidentId && { incidentId }) };
}

/** That it fires and clears again and again stands on its receipts, too. */
export function flapped(applied: Applied, incident: Incident): Applied {
  if (incident.phase === 'undeclared' || incident.flapping === undefined) return applied;
  return { ...applied, reason: `${applied.reason}; ${flappingText(incident.flapping)}` };
}

export function statusOf(
  { subject, known }: WithVerdict,
  status: AlertStatus['status'],
  incidents: IncidentId[],
): AlertStatus {
  const { fingerprint, problem } = subject.alert;
  const { acceptedAt } = subject;
  const before = known.alert?.status === 'held' ? known.alert.at : acceptedAt;
  const [last] = incidents.length > 0 ? [] : (known.alert?.incidents ?? []).slice(-1);
  return {
    fingerprint,
    status,
    at: before > acceptedAt ? before : acceptedAt,
    incidents: last === undefined ? incidents : [last.id],
    ...(status === 'firing' && { problem }),
  };
}

export function statusClaim(
  looked: WithVerdict,
  status: AlertStatus['status'],
  incidents: IncidentId[],
): Claim {
  return claimAs(looked, statusOf(looked, status, incidents));
}

export function claimAs(looked: WithVerdict, status: AlertStatus): Claim {
  const { read: previous } = looked;
  return { kind: 'alert', status, ...(previous !== undefined && { previous }) };
}

export function memberOf({ subject: { alert } }: WithVerdict): MemberAlert {
  return { fingerprint: alert.fingerprint, title: alert.title, source: alert.source };
}

const incidentsMax = 5;

/** The other open incidents that it fires in already; the newest of them. */
export function firingIn({ known: { alert } }: WithVerdict, id: IncidentId): IncidentId[] {
  if (alert?.status !== 'firing') return [];
  return alert.incidents
    .filter(({ state: { phase } }) => phase !== 'resolved' && phase !== 'undeclared')
    .map(home => home.id)
    .filter(other => other !== id)
    .slice(1 - incidentsMax);
}

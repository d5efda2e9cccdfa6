import { fingerprint, type IncidentId, incidentId, problemKey } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { decide } from '#core/incident/decide.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';
import type { Alert } from '#core/intake/alert.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import type { Claim, IncidentStore, NewCommit } from '#ports/incident.ts';

/** Plain, fixed examples for tests of stores and use cases. */

export const start = instant('2026-11-23T02:14:00.000Z');
export const later = (seconds: number): Instant => addSeconds(start, seconds);
export const firstId = incidentId('INC-2026-001');
export const secondId = incidentId('INC-2026-002');
export const payments = problemKey('generic#payments#down');
export const emptyRoster: Roster = { overrides: [], contacts: [] };

export const plan: ResponsePlan = {
  service: { id: 'payments', name: 'Payments' },
  policy: 'default',
  levels: [
    {
      name: 'On-call Engineer',
      people: [{ person: 'ana', name: 'Ana', phone: '+15555550101', email: 'ana@example.com' }],
      acknowledgeWithinSeconds: 300,
    },
    {
      name: 'Team Lead',
      people: [{ person: 'bo', name: 'Bo', phone: '+15555550102', email: 'bo@example.com' }],
      acknowledgeWithinSeconds: 300,
    },
  ],
  opening: 'page',
  respondWithinSeconds: 300,
  updateEverySeconds: 900,
  remindBeforeUpdateSeconds: 300,
  holdSeconds: 300,
  watchSeconds: 1800,
};

export function declaration(
  id: IncidentId = firstId,
  at: Instant = start,
): Extract<IncidentCommand, { type: 'DeclareIncident' }> {
  return {
    type: 'DeclareIncident',
    at,
    by: { kind: 'system', id: 'triage', name: 'triage' },
    id,
    title: 'Payment processing down',
    severity: 'SEV1',
    severityReason: { rule: 'payment', text: 'payments fail' },
    plan,
    origin: {
      kind: 'alert',
      source: 'generic',
      problem: payments,
      alert: { fingerprint: 'print-1', title: 'Payment processing down', source: 'generic' },
      links: [],
    },
  };
}

export const ana = { kind: 'person', id: 'ana', name: 'Ana', via: 'api' } as const;

/** The commit that a command makes of an incident; throws when it makes none. */
export function commitOf(
  id: IncidentId,
  before: Incident,
  version: number,
  command: IncidentCommand,
  claims: Claim[] = [],
): NewCommit {
  const decision = decide(before, command);
  if ('rejected' in decision) throw new Error(decision.rejected.text);
  const { events } = decision;
  const after = events.reduce(evolve, before);
  return { id, version, at: command.at, events, before, after, claims };
}

export const declared = (id = firstId, claims: Claim[] = [], at = start): NewCommit =>
  commitOf(id, undeclared, 1, declaration(id, at), claims);

/** Appends what a command makes of the stored incident. */
export async function carryOut(
  incidents: IncidentStore,
  id: IncidentId,
  command: IncidentCommand,
  claims: Claim[] = [],
): Promise<NewCommit> {
  const { incident, version } = await incidents.load(id);
  const commit = commitOf(id, incident, version + 1, command, claims);
  const outcome = await incidents.append(commit);
  if (outcome !== 'appended') throw new Error(`Not appended: ${JSON.stringify(outcome)}`);
  return commit;
}

export function pageOf(incident: Incident, change: Partial<PageReaction> = {}): PageReaction {
  if (incident.phase === 'undeclared') throw new Error('Nothing to page for');
  return {
    kind: 'page',
    key: `${incident.id}#1#0`,
    incident: headlineOf(incident),
    to: { person: 'ana', name: 'Ana', phone: '+15555550101', email: 'ana@example.com' },
    channel: 'sms',
    level: 1,
    levelName: 'On-call Engineer',
    round: 1,
    purpose: 'acknowledge',
    reason: 'SEV1',
    decidedAt: start,
    afterSeconds: 0,
    attempt: 1,
    ...change,
  };
}

export function alert(change: Partial<Alert> = {}): Alert {
  return {
    source: 'generic',
    status: 'firing',
    fingerprint: fingerprint('print-1'),
    problem: payments,
    name: 'PaymentsDown',
    title: 'Payment processing down',
    labels: {},
    annotations: {},
    numbers: {},
    links: [],
    ...change,
  };
}

import type { LookAlike } from '#core/diagnosis/pattern.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import type { Purpose, Role } from '#core/incident/events.ts';
import type { Incident } from '#core/incident/incident.ts';
import { besideLadder } from '#core/incident/paging-state.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import type { Actor, Channel, Responder } from '#core/people.ts';
import { runbookTimes } from '#core/setup/response-times.ts';
import type { Severity } from '#core/severity.ts';
import { declaration, firstId, later, start } from './samples.ts';

/** Commands on one incident of a team with five levels (R27) and the runbook's times. Moments are seconds after `start`. */

type CommandOf<Type extends IncidentCommand['type']> = Extract<IncidentCommand, { type: Type }>;

export const minutes = (count: number) => count * 60;
export const hours = (count: number) => count * 3600;

const contact = (person: string, name: string, number: number): Responder => ({
  person,
  name,
  phone: `+1555555010${number}`,
  email: `${person}@example.com`,
});

export const people = {
  ana: contact('ana', 'Ana', 1),
  bo: contact('bo', 'Bo', 2),
  chidi: contact('chidi', 'Chidi', 3),
  dana: contact('dana', 'Dana', 4),
  emil: contact('emil', 'Emil', 5),
};

/** By their own rules: a text and a mail at once, a call after two minutes, another text after four. */
export const withRules: Responder = {
  ...people.chidi,
  contacts: [
    { channel: 'sms', afterSeconds: 0 },
    { channel: 'email', afterSeconds: 0 },
    { channel: 'voice', afterSeconds: 120 },
    { channel: 'sms', afterSeconds: 240 },
  ],
};

export const unreachable: Responder = {
  person: 'dana',
  name: 'Dana',
  contacts: [],
  remarks: [{ channel: 'sms', text: 'the number has opted out' }],
};

export const ana: Actor = { kind: 'person', id: 'ana', name: 'Ana', via: 'sms' };
export const bo: Actor = { kind: 'person', id: 'bo', name: 'Bo', via: 'link' };

export function planOf(severity: Severity, change: Partial<ResponsePlan> = {}): ResponsePlan {
  const { acknowledgeWithinSeconds, remindBeforeSeconds, ...times } = runbookTimes[severity];
  const level = (name: string, ...reached: Responder[]) => ({
    name,
    people: reached,
    acknowledgeWithinSeconds,
  });
  return {
    service: { id: 'payments', name: 'Payments' },
    policy: 'default',
    levels: [
      level('On-call Engineer', people.ana),
      level('Team Lead', people.bo),
      level('Engineering Manager', people.chidi),
      level('VP Engineering', people.dana),
      level('CTO', people.emil),
    ],
    ...times,
    remindBeforeUpdateSeconds: remindBeforeSeconds,
    ...change,
  };
}

export const member = (name: string) => ({
  fingerprint: name,
  title: `Payments fail on ${name}`,
  source: 'generic',
});

/** By an alert of `host-a`, at `start`. */
export const declare = (
  severity: Severity = 'SEV1',
  change: Partial<CommandOf<'DeclareIncident'>> = {},
): CommandOf<'DeclareIncident'> => ({
  ...declaration(firstId, start),
  severity,
  plan: planOf(severity),
  origin: {
    kind: 'alert',
    source: 'generic',
    problem: 'generic#payments#down',
    alert: member('host-a'),
    links: [],
  },
  ...change,
});

export const declareByHand = (severity: Severity = 'SEV1') =>
  declare(severity, { by: ana, origin: { kind: 'person' } });

export const wake = (seconds: number): IncidentCommand => ({ type: 'Wake', at: later(seconds) });

export const acknowledge = (seconds: number, by: Actor = ana): IncidentCommand => ({
  type: 'AcknowledgeIncident',
  at: later(seconds),
  by,
});

export const escalate = (
  seconds: number,
  reason?: string,
  from?: CommandOf<'EscalateIncident'>['from'],
): IncidentCommand => ({
  type: 'EscalateIncident',
  at: later(seconds),
  by: ana,
  ...(reason !== undefined && { reason }),
  ...(from !== undefined && { from }),
});

export const postUpdate = (
  seconds: number,
  change: Partial<CommandOf<'PostUpdate'>> = {},
): IncidentCommand => ({
  type: 'PostUpdate',
  at: later(seconds),
  by: ana,
  status: 'Investigating root cause',
  ...change,
});

export const postPublicNotice = (
  seconds: number,
  change: Partial<CommandOf<'PostPublicNotice'>['notice']> = {},
): IncidentCommand => ({
  type: 'PostPublicNotice',
  at: later(seconds),
  by: ana,
  notice: {
    stage: 'investigating',
    title: 'Service Disruption Notice',
    body: 'We are currently experiencing issues with payment processing.',
    components: [{ id: 'payment-processing', name: 'Payment processing', status: 'major_outage' }],
    ...change,
  },
});

export const assign = (
  seconds: number,
  role: Role,
  { person, name }: Responder,
  note?: string,
): IncidentCommand => ({
  type: 'AssignRole',
  at: later(seconds),
  by: ana,
  role,
  person,
  name,
  ...(note !== undefined && { note }),
});

export const resembling = {
  pattern: 'connection-pool-exhausted',
  name: 'Database connection pool exhausted',
  cause: 'More requests hold a connection than the pool has.',
  quickFixes: [{ text: 'Increase the pool', command: 'db:pool:resize -- --size=50' }],
  longTerm: 'Put a pooler in between.',
  contacts: ['Database vendor: +15555550171'],
  evidence: [{ where: 'note', quote: 'no connection available' }],
};

const alike: LookAlike = {
  incident: 'INC-2025-007',
  title: 'Payments fail at night',
  severity: 'SEV1',
  declaredAt: '2025-11-23T02:14:00.000Z' as LookAlike['declaredAt'],
  because: ['the same alert'],
  resolution: 'Pool enlarged',
  actions: ['db:pool:resize'],
};

export const acted = {
  run: 'act_1',
  action: 'config:set',
  service: 'payments',
  reason: 'Stripe does not answer',
  changes: [{ what: 'parameter /a', before: 'stripe', after: 'fallback' }],
};

export const recordAction = (
  seconds: number,
  type: CommandOf<'RecordAction'>['fact']['type'],
): IncidentCommand => {
  const at = later(seconds);
  const facts = {
    ActionRequested: { type, at, by: ana, ...acted, approveBefore: later(seconds + 3600) },
    ActionStarted: { type, at, by: ana, ...acted },
    ActionAbandoned: { type, at, by: ana, ...acted, how: 'unknown' },
    ActionFinished: {
      ...{ type, at, by: ana, run: 'act_1', action: acted.action, service: 'payments' },
      ...{ succeeded: true, outcome: ['/a is fallback'] },
    },
  };
  return { type: 'RecordAction', at, fact: facts[type] as CommandOf<'RecordAction'>['fact'] };
};

export const notifyTeam = (seconds: number): IncidentCommand => ({
  type: 'NotifyTeam',
  at: later(seconds),
  by: ana,
  text: 'Fix deployed, monitoring for 1 hour',
  people: [people.bo],
});

export const attachFinding = (
  seconds: number,
  figures: Partial<CommandOf<'AttachFinding'>> = {},
): IncidentCommand => ({
  type: 'AttachFinding',
  at: later(seconds),
  by: ana,
  kind: 'users',
  title: 'Users affected',
  summary: '310 users of payments',
  ...figures,
});

export const addNote = (seconds: number, text = 'The pool is full.'): IncidentCommand => ({
  type: 'AddNote',
  at: later(seconds),
  by: ana,
  text,
});

export const changeSeverity = (
  seconds: number,
  to: Severity,
  plan: ResponsePlan = planOf(to),
): IncidentCommand => ({
  type: 'ChangeSeverity',
  at: later(seconds),
  by: ana,
  to,
  reason: { rule: 'person', text: 'Ana has looked' },
  plan,
});

export const attach = (seconds: number, ...names: string[]): IncidentCommand => ({
  type: 'AttachAlerts',
  at: later(seconds),
  alerts: names.map(member),
  refired: 0,
});

/** The same as `attach`, for alerts that this incident has seen clear. */
export const refire = (seconds: number, ...names: string[]): IncidentCommand => ({
  type: 'AttachAlerts',
  at: later(seconds),
  alerts: names.map(member),
  refired: names.length,
});

export const clear = (seconds: number, ...names: string[]): IncidentCommand => ({
  type: 'ClearAlerts',
  at: later(seconds),
  alerts: names.map(member),
});

/** Their sender lost sight of them. */
export const doubt = (seconds: number, ...names: string[]): IncidentCommand => ({
  type: 'DoubtAlerts',
  at: later(seconds),
  alerts: names.map(member),
  reason: 'the rule was paused',
});

export const resolve = (seconds: number, by: Actor = ana): IncidentCommand => ({
  type: 'ResolveIncident',
  at: later(seconds),
  by,
  resolution: 'Restarted the pool.',
});

export const reopen = (seconds: number, by: Actor = bo): IncidentCommand => ({
  type: 'ReopenIncident',
  at: later(seconds),
  by,
  reason: 'customers still cannot pay',
});

/** Complete, unless something is missing. */
export const archive = (
  seconds: number,
  missing: string[] = [],
  attempt?: number,
): IncidentCommand => ({
  type: 'RecordArchive',
  at: later(seconds),
  manifest: 'incidents/INC-2026-001/manifest.json',
  objects: 3,
  bytes: 1200,
  missing,
  ...(attempt !== undefined && { attempt }),
});

export const noteResemblance = (seconds: number): IncidentCommand => ({
  type: 'NoteResemblance',
  at: later(seconds),
  patterns: [resembling],
  lookAlikes: [alike],
});

interface Attempt {
  person?: string;
  level?: number;
  round?: number;
  purpose?: Purpose;
}

export const pageSent = (seconds: number, channel: Channel, attempt: Attempt = {}) =>
  outcome(seconds, channel, attempt, { sent: true, externalId: 'msg-1' });

export const pageFailed = (seconds: number, channel: Channel, attempt: Attempt = {}) =>
  outcome(seconds, channel, attempt, { sent: false, reason: 'opted out' });

/** Of the page that the incident waits for by this description; of a forgotten one where it waits for none. */
function outcome(
  seconds: number,
  channel: Channel,
  { person = 'ana', level = 1, round = 1, purpose = 'acknowledge' }: Attempt,
  how: CommandOf<'RecordPageOutcome'>['outcome'],
) {
  return (incident: Incident): IncidentCommand => {
    const about = { person, channel, level, round, purpose };
    const page =
      awaitedPage(incident, about) ?? `${round}/${level}/${purpose}/${person}/${channel}`;
    return { type: 'RecordPageOutcome', at: later(seconds), page, ...about, outcome: how };
  };
}

function awaitedPage(incident: Incident, wanted: Required<Attempt> & { channel: Channel }) {
  if (incident.phase === 'undeclared') return undefined;
  const { escalation } = incident.paging;
  const isOnLadder = wanted.level === escalation.level && wanted.round === escalation.round;
  const isWanted = ({ person, channel }: { person: string; channel: Channel }) =>
    person === wanted.person && channel === wanted.channel;
  const asked =
    isOnLadder && wanted.purpose === escalation.purpose
      ? escalation
      : besideLadder(incident.paging).findLast(
          ({ purpose, pages }) => purpose === wanted.purpose && pages.some(isWanted),
        );
  if (asked === undefined) return undefined;
  const theirs = asked.pages.filter(isWanted);
  const open = theirs.find(({ key }) => ![...asked.sent, ...asked.failed].includes(key));
  return (open ?? theirs[0])?.key;
}

export const pageDelivered = (seconds: number, channel: Channel, attempt: Attempt = {}) =>
  receipt(seconds, channel, attempt, { delivered: true });

export const pageUndelivered = (
  seconds: number,
  channel: Channel,
  attempt: Attempt = {},
  isFinal?: true,
) => receipt(seconds, channel, attempt, { delivered: false, reason: 'the phone is off', isFinal });

function receipt(
  seconds: number,
  channel: Channel,
  { person = 'ana', level = 1, round = 1, purpose = 'acknowledge' }: Attempt,
  said: CommandOf<'RecordReceipt'>['receipt'],
) {
  return (incident: Incident): IncidentCommand => {
    const about = { person, channel, level, round, purpose };
    const page = sentPage(incident, about) ?? 'forgotten';
    return { type: 'RecordReceipt', at: later(seconds), page, person, channel, receipt: said };
  };
}

function sentPage(incident: Incident, wanted: { person: string; channel: Channel }) {
  if (incident.phase === 'undeclared') return undefined;
  const groups = [incident.paging.escalation, ...besideLadder(incident.paging)];
  const sent = groups.flatMap(group => group.sent);
  return groups
    .flatMap(({ pages }) => pages)
    .find(
      ({ key, person, channel }) =>
        sent.includes(key) && person === wanted.person && channel === wanted.channel,
    )?.key;
}

export const snooze = (seconds: number, forSeconds: number): IncidentCommand => ({
  type: 'SnoozeIncident',
  at: later(seconds),
  by: ana,
  until: later(seconds + forSeconds),
  reason: 'the vendor is on it',
});

export const reassign = (seconds: number, ...to: Responder[]): IncidentCommand => {
  const plan = planOf('SEV1');
  const first = {
    ...{ name: 'Handed over', people: to, acknowledgeWithinSeconds: 300 },
    isHandedOver: true as const,
  };
  return {
    type: 'ReassignIncident',
    at: later(seconds),
    by: ana,
    reason: 'it is their database',
    plan: { ...plan, levels: [first, ...plan.levels] },
  };
};

export const addResponders = (seconds: number, ...to: Responder[]): IncidentCommand => ({
  type: 'AddResponders',
  at: later(seconds),
  by: ana,
  people: to,
  reason: 'knows the pool',
});

export const changeOnCall = (seconds: number, plan: ResponsePlan): IncidentCommand => ({
  type: 'ChangeOnCall',
  at: later(seconds),
  by: bo,
  plan,
  reason: 'Bo stands in for Ana on Primary',
});

export const tick = (seconds: number, item: string, done = true): IncidentCommand => ({
  type: 'TickChecklist',
  at: later(seconds),
  by: ana,
  item,
  done,
});

export const recordExport = (seconds: number, format = 'yaml'): IncidentCommand => ({
  type: 'RecordExport',
  at: later(seconds),
  by: ana,
  format,
});

export const addActionItem = (
  seconds: number,
  change: Partial<CommandOf<'AddActionItem'>> = {},
): IncidentCommand => ({
  type: 'AddActionItem',
  at: later(seconds),
  by: ana,
  text: 'Add monitoring for connection pool',
  ...change,
});

export const completeActionItem = (seconds: number, item: number): IncidentCommand => ({
  type: 'CompleteActionItem',
  at: later(seconds),
  by: ana,
  item,
});

export const requestExport = (seconds: number, item: number): IncidentCommand => ({
  type: 'RequestActionItemExport',
  at: later(seconds),
  by: ana,
  item,
});

export const recordIssue = (seconds: number, item: number): IncidentCommand => ({
  type: 'RecordActionItemExport',
  at: later(seconds),
  item,
  tracker: 'github',
  reference: 'northwind/books#12',
  url: 'https://github.com/northwind/books/issues/12',
});

export const recordNoIssue = (
  seconds: number,
  item: number,
  change: { attempt?: number; isFinal?: boolean } = {},
): IncidentCommand => ({
  type: 'RecordActionItemExportFailure',
  at: later(seconds),
  item,
  tracker: 'github',
  reason: 'GitHub: answered 401: Bad credentials',
  attempt: 1,
  isFinal: true,
  ...change,
});

export const draftPostmortem = (seconds: number): IncidentCommand => ({
  type: 'DraftPostmortem',
  at: later(seconds),
  by: ana,
  version: 1,
});

export const editPostmortem = (seconds: number, version: number): IncidentCommand => ({
  type: 'EditPostmortem',
  at: later(seconds),
  by: bo,
  version,
});

export const submitPostmortem = (seconds: number): IncidentCommand => ({
  type: 'SubmitPostmortem',
  at: later(seconds),
  by: ana,
});

export const publishPostmortem = (seconds: number, hasRunbookChange = false): IncidentCommand => ({
  type: 'PublishPostmortem',
  at: later(seconds),
  by: bo,
  version: 1,
  learnings: 'A pool without an alarm fills up unseen.',
  hasRunbookChange,
});

export const elsewhere: CommandOf<'ImportIncident'>['document'] = {
  id: 'INC-2024-001',
  severity: 'SEV1',
  title: 'Payment processing outage',
  started_at: '2024-01-15T14:15:00Z',
  detected_by: 'monitoring_alert',
  resolved_at: '2024-01-15T15:45:00Z',
  impact: { users_affected: 15_000, revenue_lost: '$45000', duration_minutes: 90 },
  timeline: [{ time: '14:15', event: 'Alert triggered' }],
  action_items: ['Add monitoring for connection pool'],
};

export const importIncident = (
  document: CommandOf<'ImportIncident'>['document'],
): IncidentCommand => ({
  type: 'ImportIncident',
  at: start,
  by: ana,
  document,
  plan: planOf(document.severity, { levels: [] }),
});

/** The runbook's, as it stands there. */
export const incidentTemplate = `incident:
  id: INC-2024-001
  severity: SEV1
  title: Payment processing outage
  started_at: 2024-01-15T14:15:00Z
  detected_by: monitoring_alert
  resolved_at: 2024-01-15T15:45:00Z

  impact:
    users_affected: 15000
    revenue_lost: $45000
    duration_minutes: 90

  timeline:
    - time: 14:15
      event: Alert triggered
    - time: 14:18
      event: IC assigned
    - time: 14:25
      event: Root cause identified

  action_items:
    - Add monitoring for connection pool
    - Implement auto-scaling
    - Update runbook
`;

import type { IncidentCommand, Rejection } from '#core/incident/commands.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import { type Actor, type IncidentEvent, type Purpose, system } from '#core/incident/events.ts';
import {
  type DeclaredIncident,
  evolve,
  type Incident,
  isCurrent,
} from '#core/incident/incident.ts';
import type { Responder, ResponsePlan } from '#core/incident/plan.ts';
import { addSeconds, type Instant, isDue, secondsBetween } from '#core/instant.ts';
import { duration } from '#core/messages/clock-time.ts';
import { isPaging, isWorse } from '#core/severity.ts';

/** Facts to record, nothing (an empty list: the wish is already true), or a refusal with its reason. */
export type Decision = { events: IncidentEvent[] } | { rejected: Rejection };

type CommandOf<Type extends IncidentCommand['type']> = Extract<IncidentCommand, { type: Type }>;

const nothingToDo: Decision = { events: [] };
const signals = system('alerts', 'its alerts');

/** The rules of the runbook. Pure: the same incident and command give the same decision for ever. */
export function decide(incident: Incident, command: IncidentCommand): Decision {
  if (command.type === 'DeclareIncident') return declare(incident, command);
  if (incident.phase === 'undeclared') return rejected('not-found', 'There is no such incident.');

  switch (command.type) {
    case 'AcknowledgeIncident':
      return acknowledge(incident, command);
    case 'EscalateIncident':
      return escalate(incident, command);
    case 'PostUpdate':
      return postUpdate(incident, command);
    case 'AssignRole':
      return assignRole(incident, command);
    case 'AddNote':
      return {
        events: [{ type: 'NoteAdded', at: command.at, by: command.by, text: command.text }],
      };
    case 'ChangeSeverity':
      return changeSeverity(incident, command);
    case 'AttachAlerts':
      return attachAlerts(incident, command);
    case 'ClearAlerts':
      return clearAlerts(incident, command);
    case 'ResolveIncident':
      return resolve(incident, command.at, command.by, command.resolution);
    case 'ReopenIncident':
      return reopen(incident, command.at, command.by, command.reason);
    case 'RecordPageOutcome':
      return recordPageOutcome(incident, command);
    case 'RecordArchive': {
      const { type: _type, ...archive } = command;
      return { events: [{ type: 'EvidenceArchived', ...archive }] };
    }
    case 'Wake':
      return wake(incident, command.at);
    default:
      return command satisfies never;
  }
}

function declare(incident: Incident, command: CommandOf<'DeclareIncident'>): Decision {
  if (incident.phase !== 'undeclared') {
    return rejected('already-declared', `${incident.id} is already declared.`);
  }
  const { type: _type, ...facts } = command;
  const reason = `${command.severity}: ${command.severityReason.text}`;
  return {
    events: [
      { type: 'IncidentDeclared', ...facts },
      ...firstContact(command.plan, { at: command.at, round: 1, reason }),
    ],
  };
}

/** Opens the ladder: SEV1 and SEV2 page level 1, SEV3 and SEV4 only tell it (R4). */
function firstContact(
  plan: ResponsePlan,
  { at, round, reason }: { at: Instant; round: number; reason: string },
): IncidentEvent[] {
  const people = plan.levels[0]?.people ?? [];
  return plan.opening === 'page'
    ? [paged(plan, { at, level: 1, round, purpose: 'acknowledge', reason })]
    : [{ type: 'TicketOpened', at, people, reason }];
}

function paged(
  plan: ResponsePlan,
  page: { at: Instant; level: number; round: number; purpose: Purpose; reason: string },
): IncidentEvent {
  const level = plan.levels[page.level - 1];
  if (level === undefined) throw new Error(`Policy ${plan.policy} has no level ${page.level}`);
  return { type: 'LevelPaged', ...page, levelName: level.name, people: level.people };
}

function acknowledge(
  incident: DeclaredIncident,
  { at, by }: CommandOf<'AcknowledgeIncident'>,
): Decision {
  switch (incident.phase) {
    case 'open':
      return {
        events: [{ type: 'IncidentAcknowledged', at, by }, ...takeCommand(incident, at, by)],
      };
    case 'acknowledged':
      return nothingToDo;
    case 'watching':
    case 'resolved':
      return rejected(
        'already-resolved',
        `${incident.id} was resolved by ${incident.resolvedBy.name}; there is nothing left to acknowledge.`,
      );
    default:
      return incident satisfies never;
  }
}

/** The first acknowledger leads until the lead is handed over (R7). */
function takeCommand(incident: DeclaredIncident, at: Instant, by: Actor): IncidentEvent[] {
  if (!isPaging(incident.severity) || by.kind === 'system') return [];
  if (incident.roles.incidentCommander !== undefined) return [];
  const reason = 'first to acknowledge';
  const { id: person, name } = by;
  return [{ type: 'RoleAssigned', at, role: 'incidentCommander', person, name, by, reason }];
}

function escalate(
  incident: DeclaredIncident,
  { at, by, reason: wish }: CommandOf<'EscalateIncident'>,
): Decision {
  if (incident.phase === 'watching' || incident.phase === 'resolved') return alreadyOver(incident);

  const { level, round } = incident.escalation;
  const next = level + 1;
  if (next > incident.plan.levels.length) {
    return rejected(
      'nobody-left-to-escalate-to',
      `Everybody of policy ${incident.plan.policy} was already brought in; level ${level} is its last.`,
    );
  }
  const reason = wish === undefined ? `${by.name} asked for help` : `${by.name}: ${wish}`;
  const purpose = incident.phase === 'open' ? 'acknowledge' : 'help';
  return { events: [paged(incident.plan, { at, level: next, round, purpose, reason })] };
}

function postUpdate(
  incident: DeclaredIncident,
  { type: _type, ...update }: CommandOf<'PostUpdate'>,
): Decision {
  if (incident.phase === 'resolved') return alreadyOver(incident);
  const every = incident.plan.updateEverySeconds;
  const promised = incident.phase === 'acknowledged' && every !== undefined;
  return {
    events: [
      {
        type: 'UpdatePosted',
        ...update,
        ...(promised && { nextUpdateAt: addSeconds(update.at, every) }),
      },
    ],
  };
}

function assignRole(
  incident: DeclaredIncident,
  { at, by, role, person, name, note }: CommandOf<'AssignRole'>,
): Decision {
  if (incident.phase === 'resolved') return alreadyOver(incident);
  const holder = incident.roles[role];
  if (holder?.person === person) return nothingToDo;
  const handover =
    holder === undefined ? `assigned by ${by.name}` : `taken over from ${holder.name}`;
  const reason = note === undefined ? handover : `${handover}: ${note}`;
  return { events: [{ type: 'RoleAssigned', at, role, person, name, by, reason }] };
}

function changeSeverity(
  incident: DeclaredIncident,
  { at, by, to, reason, plan: planned }: CommandOf<'ChangeSeverity'>,
): Decision {
  // Whatever the configuration says by now, the incident stays with the service that it was declared for.
  const plan = { ...planned, service: incident.plan.service };
  if (incident.phase === 'resolved') return alreadyOver(incident);
  const from = incident.severity;
  if (from === to) return nothingToDo;

  const changed: IncidentEvent = { type: 'SeverityChanged', at, by, from, to, reason, plan };
  const why = `severity is now ${to}: ${reason.text}`;
  const { round } = incident.escalation;
  const events = (more: IncidentEvent[]): Decision => ({ events: [changed, ...more] });

  switch (incident.phase) {
    case 'open':
      // Whoever was reached must hear that it got worse; when it got better only the clock changes.
      if (isWorse(to, from))
        return events(firstContact(plan, { at, round: round + 1, reason: why }));
      return plan.opening === 'ticket' && incident.escalation.level > 0
        ? events(firstContact(plan, { at, round: round + 1, reason: why }))
        : events([]);
    case 'acknowledged':
      return events(takeCommand({ ...incident, severity: to }, at, incident.acknowledgedBy));
    case 'watching':
      return events([]);
    default:
      return incident satisfies never;
  }
}

function attachAlerts(
  incident: DeclaredIncident,
  { at, alerts, refired }: CommandOf<'AttachAlerts'>,
): Decision {
  if (incident.phase === 'resolved') return alreadyOver(incident);
  const { firing, cleared } = incident.alerts;
  const attached: IncidentEvent = {
    type: 'AlertsAttached',
    at,
    alerts,
    firing: firing + alerts.length,
    cleared: Math.max(0, cleared - refired),
  };
  if (incident.phase !== 'watching')
    return alerts.length > 0 ? { events: [attached] } : nothingToDo;

  const title = alerts[0]?.title;
  const reason = title === undefined ? 'it still fires' : `it fires again: ${title}`;
  const reopened = reopen(incident, at, signals, reason);
  return 'events' in reopened
    ? { events: [...(alerts.length > 0 ? [attached] : []), ...reopened.events] }
    : reopened;
}

function clearAlerts(
  incident: DeclaredIncident,
  { at, alerts }: CommandOf<'ClearAlerts'>,
): Decision {
  if (alerts.length === 0) return nothingToDo;
  const { firing, cleared } = incident.alerts;
  return {
    events: [
      {
        type: 'AlertsCleared',
        at,
        alerts,
        firing: Math.max(0, firing - alerts.length),
        cleared: cleared + alerts.length,
      },
    ],
  };
}

function resolve(incident: DeclaredIncident, at: Instant, by: Actor, resolution: string): Decision {
  if (incident.phase === 'watching' || incident.phase === 'resolved') return nothingToDo;
  const watchUntil = addSeconds(at, incident.plan.watchSeconds);
  return { events: [{ type: 'IncidentResolved', at, by, resolution, watchUntil }] };
}

function reopen(incident: DeclaredIncident, at: Instant, by: Actor, reason: string): Decision {
  if (incident.phase === 'open' || incident.phase === 'acknowledged') {
    return rejected('not-resolved', `${incident.id} is not resolved; it is ${incident.phase}.`);
  }
  const reopened: IncidentEvent = { type: 'IncidentReopened', at, by, reason };
  const round = incident.escalation.round + 1;
  return {
    events: [
      reopened,
      ...firstContact(incident.plan, { at, round, reason: `reopened: ${reason}` }),
    ],
  };
}

/** When nobody of a level can be reached, waiting for them is waiting for nothing: the next level is paged now. */
function recordPageOutcome(
  incident: DeclaredIncident,
  { type: _type, outcome, ...page }: CommandOf<'RecordPageOutcome'>,
): Decision {
  const recorded = [...incident.escalation.sent, ...incident.escalation.failed];
  if (isCurrent(incident.escalation, page) && recorded.includes(page.page)) return nothingToDo;
  if (outcome.sent) {
    const { externalId } = outcome;
    const sent = { type: 'PageSent', ...page, ...(externalId !== undefined && { externalId }) };
    return { events: [sent as IncidentEvent] };
  }

  const failed: IncidentEvent = { type: 'PageFailed', ...page, reason: outcome.reason };
  const after = evolve(incident, failed);
  if (after.phase !== 'open' && after.phase !== 'acknowledged') return { events: [failed] };
  const { level, round, failed: failures, expected } = after.escalation;
  const nobody = isCurrent(after.escalation, page) && failures.length >= expected;
  const awaited = after.phase === 'open' || page.purpose === 'help';
  // The last level waits for its own deadline instead, or a dead channel would spin the ladder.
  if (!nobody || !awaited || level >= after.plan.levels.length) return { events: [failed] };
  const reason = `nobody of level ${level} could be reached: ${outcome.reason}`;
  const { at } = page;
  const next = paged(after.plan, { at, level: level + 1, round, purpose: page.purpose, reason });
  return { events: [failed, next] };
}

function wake(incident: DeclaredIncident, now: Instant): Decision {
  const deadline = nextDeadline(incident);
  if (deadline === undefined || !isDue(deadline.at, now)) return nothingToDo;

  switch (deadline.what) {
    case 'page-ticket':
      return pageNextLevel(incident, now, 'the response time passed without an acknowledgement');
    case 'page-next-level': {
      const name = incident.plan.levels[incident.escalation.level - 1]?.name ?? 'the last level';
      const waited = duration(secondsBetween(incident.escalation.since, now));
      return pageNextLevel(incident, now, `${name} did not acknowledge within ${waited}`);
    }
    case 'remind-update':
    case 'miss-update':
      return chaseUpdate(incident, now);
    case 'resolve': {
      const held = duration(incident.plan.holdSeconds);
      return resolve(incident, now, signals, `Every alert cleared and stayed clear for ${held}.`);
    }
    case 'close':
      return {
        events: [{ type: 'IncidentClosed', at: now, stillFiring: incident.alerts.firing }],
      };
    default:
      return deadline.what satisfies never;
  }
}

function pageNextLevel(incident: DeclaredIncident, at: Instant, reason: string): Decision {
  const { level, round } = incident.escalation;
  const { plan } = incident;
  if (level < plan.levels.length) {
    const page = { at, level: level + 1, round, purpose: 'acknowledge', reason } as const;
    return { events: [paged(plan, page)] };
  }
  // An unanswered incident is never given up: the ladder starts again from its first rung.
  const again = { at, level: 1, round: round + 1, purpose: 'acknowledge', reason } as const;
  return { events: [{ type: 'EscalationExhausted', at, round }, paged(plan, again)] };
}

/** R9: a reminder before the update is due, the next level when it was missed. A wake that comes late skips the reminder. */
function chaseUpdate(incident: DeclaredIncident, at: Instant): Decision {
  if (incident.phase !== 'acknowledged' || incident.update === undefined) return nothingToDo;
  const { update, plan } = incident;
  if (!isDue(update.dueAt, at)) {
    return {
      events: [{ type: 'UpdateReminded', at, dueAt: update.dueAt, people: leads(incident) }],
    };
  }
  const every = plan.updateEverySeconds ?? secondsBetween(update.dueAt, at);
  const level = Math.min(update.level + 1, plan.levels.length);
  const reason = `the update due at ${update.dueAt.slice(11, 16)} UTC was missed`;
  const page = { at, level, round: incident.escalation.round, purpose: 'update-missed', reason };
  return {
    events: [
      {
        type: 'UpdateMissed',
        at,
        dueAt: update.dueAt,
        nextUpdateAt: addSeconds(at, every),
      },
      paged(plan, page as typeof page & { purpose: 'update-missed' }),
    ],
  };
}

/** Who owes the update: communications lead, else commander, else whoever acknowledged, else level 1. */
function leads(incident: DeclaredIncident & { phase: 'acknowledged' }): Responder[] {
  const owner =
    incident.roles.communicationsLead?.person ??
    incident.roles.incidentCommander?.person ??
    incident.acknowledgedBy.id;
  const known = [...incident.audience, ...incident.plan.levels.flatMap(({ people }) => people)];
  const found = known.find(({ person }) => person === owner);
  return found ? [found] : (incident.plan.levels[0]?.people ?? []);
}

function alreadyOver(incident: DeclaredIncident): Decision {
  return incident.phase === 'resolved'
    ? rejected('closed', `${incident.id} is closed. Reopen it first, or declare a new incident.`)
    : rejected('already-resolved', `${incident.id} is resolved. Reopen it first.`);
}

function rejected(rejection: Rejection['rejection'], text: string): Decision {
  return { rejected: { rejection, text } };
}

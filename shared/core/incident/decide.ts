import type { PatternHit } from '#core/diagnosis/pattern.ts';
import { decideExport } from '#core/incident/action-item-export.ts';
import { isChecklistItem } from '#core/incident/checklist.ts';
import type { CommandOf, Decision, IncidentCommand, Rejection } from '#core/incident/commands.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { flappingAt } from '#core/incident/flapping.ts';
import { type DeclaredIncident, evolve, type Incident } from '#core/incident/incident.ts';
import {
  firstContact,
  isReachable,
  pageFrom,
  reachable,
  reaches,
  standingIn,
} from '#core/incident/ladder.ts';
import { recordPageOutcome, recordReceipt } from '#core/incident/outcomes.ts';
import { peopleAt } from '#core/incident/pages.ts';
import { postPublicNotice } from '#core/incident/post-public-notice.ts';
import { decideReview } from '#core/incident/review.ts';
import { hasLeft } from '#core/incident/rung.ts';
import { takeBack, wake } from '#core/incident/wake.ts';
import { exerciseOver, resolvedAndWatched } from '#core/incident/watch.ts';
import { isWorseNews } from '#core/intake/triage.ts';
import { type ResponsePlan, sameLevels } from '#core/oncall/plan.ts';
import { type Actor, isPerson, type Responder, signals } from '#core/people.ts';
import { isPaging, isWorse } from '#core/severity.ts';
import { duration } from '#core/time/clock-time.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/time/instant.ts';

const nothingToDo: Decision = { events: [] };
const hour = 3600;
/** A paging severity may sleep an hour; what is only a ticket, a week. */
const longestSnoozeSeconds = { paging: hour, ticket: 7 * 24 * hour };

/** The rules of the runbook. Pure: the same incident and command give the same decision for ever. */
export function decide(incident: Incident, command: IncidentCommand): Decision {
  const decision = ruled(incident, command);
  if ('rejected' in decision || !('patterns' in command)) return decision;
  return { events: [...decision.events, ...recognised(incident, command)] };
}

/** All of them in their order, each on what the one before it made of the incident; or none, if one is refused. */
export function decideAll(
  incident: Incident,
  commands: readonly IncidentCommand[],
): { events: IncidentEvent[]; after: Incident } | { rejected: Rejection } {
  const events: IncidentEvent[] = [];
  let after = incident;
  for (const command of commands) {
    const decision = decide(after, command);
    if ('rejected' in decision) return decision;
    events.push(...decision.events);
    after = decision.events.reduce(evolve, after);
  }
  return { events, after };
}

/** Each pattern once, however often it is seen again. */
function recognised(
  incident: Incident,
  { at, patterns = [] }: { at: Instant; patterns?: PatternHit[] },
): IncidentEvent[] {
  const known = incident.phase === 'undeclared' ? [] : (incident.patterns ?? []);
  return patterns
    .filter(({ pattern }) => !known.some(hit => hit.pattern === pattern))
    .map(hit => ({ type: 'PatternMatched', at, ...hit }));
}

export const noSuchIncident = {
  rejected: { rejection: 'not-found', text: 'There is no such incident.' },
} as const satisfies Decision;

function ruled(incident: Incident, command: IncidentCommand): Decision {
  if (command.type === 'DeclareIncident') return declare(incident, command);
  if (command.type === 'ImportIncident') return importIncident(incident, command);
  if (incident.phase === 'undeclared') return noSuchIncident;

  switch (command.type) {
    case 'AcknowledgeIncident':
      return acknowledge(incident, command);
    case 'EscalateIncident':
      return escalate(incident, command);
    case 'AddResponders':
      return addResponders(incident, command);
    case 'SnoozeIncident':
      return snooze(incident, command);
    case 'ReassignIncident':
      return reassign(incident, command);
    case 'ChangeOnCall':
      return changeOnCall(incident, command);
    case 'TakeBackAcknowledgement':
      return takeBack(incident, command);
    case 'TickChecklist': {
      const { type: _type, ...ticked } = command;
      if (!isChecklistItem(ticked.item)) {
        return rejected('unknown-checklist-item', `The checklist has no item ${ticked.item}.`);
      }
      return { events: [{ type: 'ChecklistTicked', ...ticked }] };
    }
    case 'RecordAction':
      return { events: [command.fact] };
    case 'NotifyTeam': {
      const { type: _type, ...notified } = command;
      return { events: [{ type: 'TeamNotified', ...notified }] };
    }
    case 'PostUpdate':
      return postUpdate(incident, command);
    case 'PostPublicNotice':
      return postPublicNotice(incident, command);
    case 'AssignRole':
      return assignRole(incident, command);
    case 'AddNote':
      return {
        events: [{ type: 'NoteAdded', at: command.at, by: command.by, text: command.text }],
      };
    case 'AttachFinding': {
      const { type: _type, patterns: _patterns, ...found } = command;
      return { events: [{ type: 'FindingAttached', ...found }] };
    }
    case 'ChangeSeverity':
      return changeSeverity(incident, command);
    case 'AttachAlerts':
      return attachAlerts(incident, command);
    case 'ClearAlerts':
      return clearAlerts(incident, command);
    case 'DoubtAlerts':
      return doubtAlerts(incident, command);
    case 'ResolveIncident':
      return resolve(incident, command);
    case 'ReopenIncident':
      return reopen(incident, command.at, command.by, command.reason);
    case 'RecordPageOutcome':
      return recordPageOutcome(incident, command);
    case 'RecordReceipt':
      return recordReceipt(incident, command);
    case 'NoteResemblance': {
      // Told once: what is found later was not known when it would have helped.
      const { at, lookAlikes: incidents } = command;
      const isNews = incidents.length > 0 && incident.lookAlikes === undefined;
      return { events: isNews ? [{ type: 'ResemblanceNoted', at, incidents }] : [] };
    }
    case 'RecordArchive':
      return recordArchive(incident, command);
    case 'RecordExport':
    case 'DraftPostmortem':
    case 'EditPostmortem':
    case 'SubmitPostmortem':
    case 'PublishPostmortem':
    case 'AddActionItem':
    case 'CompleteActionItem':
      return decideReview(incident, command);
    case 'RequestActionItemExport':
    case 'RecordActionItemExport':
    case 'RecordActionItemExportFailure':
      return decideExport(incident, command);
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
  const { type: _type, patterns: _patterns, ...facts } = command;
  const reason = `${command.severity}: ${command.severityReason.text}`;
  return {
    events: [
      { type: 'IncidentDeclared', ...facts },
      ...firstContact(command.plan, { at: command.at, round: 1, reason }),
    ],
  };
}

/** The manifests are one chain: two archives that were made side by side are sealed one after the other. */
function recordArchive(incident: DeclaredIncident, command: CommandOf<'RecordArchive'>): Decision {
  const { type: _type, previous, ...archive } = command;
  const last = incident.archive;
  if (archive.sealedBy !== undefined && last?.manifest === archive.manifest) return nothingToDo;
  const sealed = last?.sealedBy === undefined ? null : last.manifest;
  if (previous !== undefined && previous !== sealed) {
    return rejected('archived-meanwhile', `${last?.manifest ?? 'Nothing'} is the last archive.`);
  }
  return { events: [{ type: 'EvidenceArchived', ...archive }] };
}

/** An id is given once: what is stored under it, however it came there, stays. */
function importIncident(incident: Incident, command: CommandOf<'ImportIncident'>): Decision {
  if (incident.phase !== 'undeclared') {
    return rejected('already-declared', `There is an incident ${incident.id} already.`);
  }
  const { type: _type, ...facts } = command;
  return { events: [{ type: 'IncidentImported', ...facts }] };
}

function acknowledge(
  incident: DeclaredIncident,
  { at, by, responder }: CommandOf<'AcknowledgeIncident'>,
): Decision {
  switch (incident.phase) {
    case 'open': {
      const acknowledged = acknowledgedBy(incident, { at, by, responder });
      if (incident.drill?.kind === 'test-page') {
        const resolution = 'The test page arrived and was answered.';
        return { events: [acknowledged, ...exerciseOver(at, by, resolution)] };
      }
      return { events: [acknowledged, ...takeCommand(incident, at, by)] };
    }
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

function acknowledgedBy(
  incident: DeclaredIncident,
  { at, by, responder }: { at: Instant; by: Actor; responder: Responder | undefined },
): IncidentEvent {
  return { type: 'IncidentAcknowledged', at, by, ...unlessPaged(incident, responder) };
}

function unlessPaged({ paging }: DeclaredIncident, responder: Responder | undefined) {
  const isPaged = paging.audience.some(
    known => known.person === responder?.person && isReachable(known),
  );
  return responder === undefined || isPaged ? {} : { responder };
}

/** The first acknowledger leads until the lead is handed over (R7). */
function takeCommand(incident: DeclaredIncident, at: Instant, by: Actor): IncidentEvent[] {
  // A token of nobody leads nothing.
  if (!isPaging(incident.severity) || by.kind !== 'person') return [];
  if (incident.roles.incidentCommander !== undefined) return [];
  const reason = 'first to acknowledge';
  const { id: person, name } = by;
  return [{ type: 'RoleAssigned', at, role: 'incidentCommander', person, name, by, reason }];
}

function escalate(
  incident: DeclaredIncident,
  { at, by, reason: wish, from }: CommandOf<'EscalateIncident'>,
): Decision {
  if (incident.phase === 'watching' || incident.phase === 'resolved') return alreadyOver(incident);

  const { level, round } = incident.paging.escalation;
  if (from && hasLeft(from, incident.paging.escalation)) return nothingToDo;
  const next = level + 1;
  if (next > incident.plan.levels.length) {
    return rejected(
      'nobody-left-to-escalate-to',
      `Everybody of policy ${incident.plan.policy} was already brought in; level ${level} is its last.`,
    );
  }
  const reason = wish === undefined ? `${by.name} asked for help` : `${by.name}: ${wish}`;
  const purpose = incident.phase === 'open' ? 'acknowledge' : 'help';
  const events = pageFrom(incident.plan, { at, level: next, round, purpose, reason });
  // Whoever is waited for stays waited for, with the later ways of reaching them.
  if (incident.phase === 'open' && !reaches(events)) {
    const text = 'Nobody of the levels to come can be reached, so nobody was paged.';
    return rejected('nobody-left-to-escalate-to', text);
  }
  return { events };
}

function addResponders(
  incident: DeclaredIncident,
  { at, by, people: asked, reason }: CommandOf<'AddResponders'>,
): Decision {
  if (incident.phase === 'watching' || incident.phase === 'resolved') return alreadyOver(incident);
  const { people, skipped } = reachable(asked);
  if (people.length === 0) {
    const names = asked.map(({ name }) => name).join(', ');
    return rejected('nobody-to-page', `${names || 'Nobody'} cannot be reached on any channel.`);
  }
  const added: IncidentEvent = { type: 'RespondersAdded', at, by, people, reason };
  return { events: [{ ...added, ...(skipped.length > 0 && { skipped }) }] };
}

/** Counts as an acknowledgement: nobody is called meanwhile, and somebody said so. */
function snooze(
  incident: DeclaredIncident,
  { at, by, responder, until, reason }: CommandOf<'SnoozeIncident'>,
): Decision {
  if (incident.phase === 'watching' || incident.phase === 'resolved') return alreadyOver(incident);
  const longest = longestSnoozeSeconds[isPaging(incident.severity) ? 'paging' : 'ticket'];
  const seconds = secondsBetween(at, until);
  if (seconds <= 0 || seconds > longest) {
    const past = seconds <= 0 ? 'The end of the snooze must be later than now. ' : '';
    const text = `${past}A ${incident.severity} can be snoozed for at most ${duration(longest)} from now.`;
    return rejected('snooze-too-long', text);
  }
  const acknowledged: IncidentEvent[] =
    incident.phase === 'open'
      ? [acknowledgedBy(incident, { at, by, responder }), ...takeCommand(incident, at, by)]
      : [];
  return { events: [...acknowledged, { type: 'IncidentSnoozed', at, by, until, reason }] };
}

function reassign(
  incident: DeclaredIncident,
  { at, by, plan, reason }: CommandOf<'ReassignIncident'>,
): Decision {
  if (incident.phase === 'watching' || incident.phase === 'resolved') return alreadyOver(incident);
  const [first] = plan.levels;
  if (first === undefined || !peopleAt(first, at).some(isReachable)) {
    return rejected('nobody-to-page', 'None of these people can be reached on any channel.');
  }
  const round = incident.paging.escalation.round + 1;
  const why = `${by.name} handed it over: ${reason}`;
  return {
    events: [
      { type: 'IncidentReassigned', at, by, plan, reason },
      ...pageFrom(plan, { at, level: 1, round, purpose: 'acknowledge', reason: why }),
    ],
  };
}

/** Levels that were paged already stay paged; those to come lead to whoever is on duty now. */
function changeOnCall(
  incident: DeclaredIncident,
  { at, by, plan, reason }: CommandOf<'ChangeOnCall'>,
): Decision {
  if (sameLevels(plan.levels, incident.plan.levels)) return nothingToDo;
  return { events: [{ type: 'OnCallChanged', at, by, plan, reason }] };
}

function postUpdate(
  incident: DeclaredIncident,
  { type: _type, ...update }: CommandOf<'PostUpdate'>,
): Decision {
  if (incident.phase === 'resolved') return alreadyOver(incident);
  return { events: [{ type: 'UpdatePosted', ...update, ...nextUpdateAfter(incident, update.at) }] };
}

/** When an update of this moment promises the next: while somebody is on it, and it is not set aside. */
export function nextUpdateAfter(
  incident: DeclaredIncident,
  at: Instant,
): { nextUpdateAt?: Instant } {
  const every = incident.plan.updateEverySeconds;
  const isPromised = incident.phase === 'acknowledged' && incident.snoozedUntil === undefined;
  return isPromised && every !== undefined ? { nextUpdateAt: addSeconds(at, every) } : {};
}

function assignRole(
  incident: DeclaredIncident,
  { at, by, role, person, name, responder, note }: CommandOf<'AssignRole'>,
): Decision {
  if (incident.phase === 'resolved') return alreadyOver(incident);
  const holder = incident.roles[role];
  if (holder?.person === person) return nothingToDo;
  const handover =
    holder === undefined ? `assigned by ${by.name}` : `taken over from ${holder.name}`;
  const reason = note === undefined ? handover : `${handover}: ${note}`;
  const isTold = responder !== undefined && !isPerson(by, person);
  const people = isTold ? { people: [responder] } : unlessPaged(incident, responder);
  return { events: [{ type: 'RoleAssigned', at, role, person, name, by, reason, ...people }] };
}

function changeSeverity(
  incident: DeclaredIncident,
  { at, by, to, reason, plan: planned, handedOver, raises }: CommandOf<'ChangeSeverity'>,
): Decision {
  // Whatever the configuration says by now, the incident stays with the service that it was declared for, and with whom it
  // was handed over to.
  const { service } = incident.plan;
  const plan = behindHandedOver(incident.plan, { ...planned, service }, handedOver);
  if (incident.phase === 'resolved') return alreadyOver(incident);
  const from = incident.severity;
  if (from === to || (raises && !isWorseNews(incident, to))) return nothingToDo;

  const changed = { type: 'SeverityChanged', at, by, from, to, reason, plan } as const;
  const why = `severity is now ${to}: ${reason.text}`;
  const { audience, escalation } = incident.paging;
  const anew = () => firstContact(plan, { at, round: escalation.round + 1, reason: why }, audience);
  const changedAnd = (more: IncidentEvent[]): Decision => ({ events: [changed, ...more] });
  const level = standingIn(plan, incident);
  const standing = { ...changed, ...(level !== escalation.level && { level }) };

  switch (incident.phase) {
    case 'open': {
      // Whoever was reached must hear that it got worse; when it got better only the clock changes, unless others have it now.
      const isAnew = plan.opening === 'ticket' ? escalation.level > 0 : level === 0;
      return isWorse(to, from) || isAnew ? changedAnd(anew()) : { events: [standing] };
    }
    case 'acknowledged':
      // Whoever put it off did so for something less bad.
      if (incident.snoozedUntil !== undefined && isWorse(to, from)) {
        return changedAnd([{ type: 'SnoozeEnded', at }, ...anew()]);
      }
      return {
        events: [
          standing,
          ...takeCommand({ ...incident, severity: to }, at, incident.acknowledgedBy),
        ],
      };
    case 'watching':
      return changedAnd([]);
    default:
      return incident satisfies never;
  }
}

/** To whom it was handed over is still the first, before the policy's own levels; what woke nobody may wake them now. */
function behindHandedOver(
  before: ResponsePlan,
  plan: ResponsePlan,
  reached: readonly Responder[] = [],
): ResponsePlan {
  const acknowledgeWithinSeconds = plan.levels[0]?.acknowledgeWithinSeconds ?? 0;
  const asReached = (known: Responder) =>
    reached.find(({ person }) => person === known.person) ?? known;
  const handedOver = before.levels
    .filter(level => level.isHandedOver)
    .map(level => ({ ...level, acknowledgeWithinSeconds, people: level.people.map(asReached) }));
  return { ...plan, levels: [...handedOver, ...plan.levels] };
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
  { at, alerts, all }: CommandOf<'ClearAlerts'>,
): Decision {
  const { firing, cleared } = incident.alerts;
  const count = all ? firing : Math.min(firing, alerts.length);
  if (alerts.length === 0 && count === 0) return nothingToDo;
  const flapping = count > 0 && count === firing ? flappingAt(incident, at) : undefined;
  return {
    events: [
      {
        type: 'AlertsCleared',
        at,
        alerts,
        firing: firing - count,
        cleared: cleared + Math.max(count, alerts.length),
        ...(flapping !== undefined && { flapping }),
      },
    ],
  };
}

/** Each is told once; a later all-clear or a new alarm speaks for itself. */
function doubtAlerts(
  incident: DeclaredIncident,
  { at, alerts, reason }: CommandOf<'DoubtAlerts'>,
): Decision {
  if (incident.phase === 'watching' || incident.phase === 'resolved') return nothingToDo;
  const news = alerts.filter(({ fingerprint }) => !incident.doubted?.includes(fingerprint));
  return { events: news.length === 0 ? [] : [{ type: 'AlertsDoubted', at, alerts: news, reason }] };
}

function resolve(
  incident: DeclaredIncident,
  { at, by, resolution }: CommandOf<'ResolveIncident'>,
): Decision {
  if (incident.phase === 'watching' || incident.phase === 'resolved') return nothingToDo;
  return { events: resolvedAndWatched(incident, { at, by, resolution }) };
}

function reopen(incident: DeclaredIncident, at: Instant, by: Actor, reason: string): Decision {
  if (incident.phase === 'open' || incident.phase === 'acknowledged') {
    return rejected('not-resolved', `${incident.id} is not resolved; it is ${incident.phase}.`);
  }
  if (incident.imported) {
    const text = `${incident.id} was imported: nobody can be paged for it. Declare a new incident.`;
    return rejected('imported', text);
  }
  const reopened: IncidentEvent = { type: 'IncidentReopened', at, by, reason };
  const { plan, paging } = incident;
  const asked = { at, round: paging.escalation.round + 1, reason: `reopened: ${reason}` };
  return { events: [reopened, ...firstContact(plan, asked, paging.audience)] };
}

function alreadyOver(incident: DeclaredIncident): Decision {
  return incident.phase === 'resolved'
    ? rejected('closed', `${incident.id} is closed. Reopen it first, or declare a new incident.`)
    : rejected('already-resolved', `${incident.id} is resolved. Reopen it first.`);
}

function rejected(rejection: Rejection['rejection'], text: string): Decision {
  return { rejected: { rejection, text } };
}

import { type Change, changeText } from '#core/actions/changes.ts';
import type { LookAlike } from '#core/diagnosis/pattern.ts';
import { type EventOf, type IncidentEvent, roleNames } from '#core/incident/events.ts';
import { flappingText } from '#core/incident/flapping.ts';
import type { Actor, Channel } from '#core/people.ts';
import { trackerNames } from '#core/setup/trackers.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { sentence, sentences } from '#core/text/sentences.ts';
import { dayAndTime, timeSeenFrom } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** One line of the story, as a person would tell it. */
export interface TimelineEntry {
  at: Instant;
  type: IncidentEvent['type'];
  text: string;
  by?: string;
}

interface Told {
  events: readonly IncidentEvent[];
}

/** By id, of whoever is paged or planned for in it: how a page went tells its person by the id alone. */
export function namesIn(commits: readonly Told[]): Map<string, string> {
  return new Map(
    commits
      .flatMap(({ events }) => events)
      .flatMap(event => [
        ...('plan' in event ? event.plan.levels.flatMap(level => level.people) : []),
        ...(('people' in event && event.people) || []),
      ])
      .map(({ person, name }) => [person, name]),
  );
}

/** What happened, in order; every event tells itself, so nothing can be forgotten or added. */
export function timeline(
  commits: readonly Told[],
  timeZone?: string,
  people: ReadonlyMap<string, string> = namesIn(commits),
): TimelineEntry[] {
  return commits.flatMap(({ events }) =>
    events.map(event => ({
      at: event.at,
      type: event.type,
      text: `${oneLine(told(event, people, timeZone))}${wayOf(event)}`,
      ...('by' in event && { by: event.by.name }),
    })),
  );
}

/** Chat is a place where many read what one does; and what a program did in somebody's name is said each time. */
function wayOf(event: IncidentEvent): string {
  const via = 'by' in event ? event.by.via : undefined;
  return via === 'slack' ? ' (via Slack)' : via === 'assistant' ? ' (via an assistant)' : '';
}

function skippedText({ skipped = [] }: EventOf<'LevelPaged' | 'RespondersAdded'>): string[] {
  const whom = skipped.map(({ name, reason }) => `${name} (${reason})`);
  return whom.length === 0 ? [] : [`Skipped: ${whom.join(', ')}`];
}

/** Where wayOf() says it already it is not said twice. */
function nameAndWay({ name, via }: Actor): string {
  return via === undefined || via === 'slack' || via === 'assistant' ? name : `${name} (${via})`;
}

const channelNames: Record<Channel, string> = {
  sms: 'text message',
  email: 'e-mail',
  voice: 'call',
  webhook: 'webhook',
  slack: 'direct message in Slack',
  push: 'push',
};

function told(
  event: IncidentEvent,
  people: ReadonlyMap<string, string>,
  timeZone?: string,
): string {
  switch (event.type) {
    case 'IncidentDeclared': {
      const { origin, severity, title, severityReason } = event;
      const how =
        origin.kind === 'alert' ? `by an alert from ${origin.source}` : `by ${event.by.name}`;
      const before =
        origin.kind === 'alert' && origin.before !== undefined
          ? [`${origin.before} had this problem before`]
          : [];
      return sentences([
        `${drillText(event.drill)}${severity} declared ${how}: ${title}`,
        `Because: ${severityReason.text}`,
        ...before,
      ]);
    }
    case 'TicketOpened':
      return `Ticket opened; ${names(event.people)} told, nobody paged. Because: ${event.reason}`;
    case 'LevelPaged': {
      const again = event.round > 1 ? `, round ${event.round}` : '';
      return sentences([
        `Paging level ${event.level} (${event.levelName}${again}): ${names(event.people)}`,
        ...skippedText(event),
        `Because: ${event.reason}`,
      ]);
    }
    case 'PageAdvanced':
      return `Trying ${event.to.name} by ${channelNames[event.channel]} at once: ${event.reason}`;
    case 'RespondersAdded':
      return sentences([
        `${names(event.people)} asked to help by ${event.by.name}: ${event.reason}`,
        ...skippedText(event),
      ]);
    case 'EscalationExhausted':
      return `Nobody answered in round ${event.round} of the escalation; it starts again`;
    case 'PageSent':
      return `${pageTo(event, people)} handed over${purposeText(event.purpose)}`;
    case 'PageFailed':
      return `${pageTo(event, people)} failed: ${event.reason}`;
    case 'PageDelivered':
      return `${pageTo(event, people)} arrived`;
    case 'PageUndelivered':
      return `${pageTo(event, people)} did not arrive: ${event.reason}`;
    case 'AcknowledgementLapsed':
      return `The acknowledgement is taken back: ${event.reason}`;
    case 'IncidentSnoozed':
      return `Snoozed until ${timeSeenFrom(event.at, event.until, timeZone)} by ${event.by.name}: ${event.reason}`;
    case 'SnoozeEnded':
      return 'The snooze ended';
    case 'IncidentReassigned':
      return `Handed over to ${names(event.plan.levels[0]?.people ?? [])} by ${event.by.name}: ${event.reason}`;
    case 'OnCallChanged':
      return `Who is on call changed for levels to come: ${event.reason}`;
    case 'RolesChased':
      return `${names(event.people)} asked to fill: ${event.roles.map(role => roleNames[role]).join(', ')}`;
    case 'ChecklistTicked':
      return `Checklist: ${event.item} ${event.done ? 'done' : 'not done after all'}`;
    case 'ActionRequested':
      return `${event.by.name} asks for approval of ${actionText(event)}`;
    case 'ActionStarted': {
      const approved = event.approvedBy && `, approved by ${event.approvedBy.name}`;
      return `${event.by.name}${approved ?? ''} starts ${actionText(event)}`;
    }
    case 'ActionFinished':
      return `${event.action} on ${event.service} ${event.succeeded ? 'done' : 'failed'}: ${event.outcome.join('; ')}`;
    case 'ActionAbandoned':
      return event.how === 'expired'
        ? `Nobody approved in time, so it was not done: ${actionText(event)}`
        : `It is not known how this ended, look at what is there: ${actionText(event)}`;
    case 'TeamNotified':
      return `${event.by.name} to the team: ${event.text}`;
    case 'IncidentAcknowledged':
      return `Acknowledged by ${nameAndWay(event.by)}`;
    case 'RoleAssigned':
      return `${event.name} is ${roleNames[event.role]}: ${event.reason}`;
    case 'UpdatePosted':
      return sentences([
        `Update: ${event.status}`,
        ...(event.impact === undefined ? [] : [`Impact: ${event.impact}`]),
        ...(event.actions === undefined ? [] : [`Actions: ${event.actions}`]),
        ...(event.nextUpdateAt === undefined
          ? []
          : [`Next update: ${timeSeenFrom(event.at, event.nextUpdateAt, timeZone)}`]),
      ]);
    case 'PublicNoticePosted':
      return [
        `On the status page (${event.stage})`,
        ...(event.by.kind === 'person' ? [`, by ${nameAndWay(event.by)}`] : []),
        `: ${sentences([event.title, event.body])}`,
      ].join('');
    case 'UpdateReminded':
      return `${names(event.people)} reminded: an update is due at ${timeSeenFrom(event.at, event.dueAt, timeZone)}`;
    case 'UpdateMissed':
      return `The update due at ${timeSeenFrom(event.at, event.dueAt, timeZone)} was missed`;
    case 'NoteAdded':
      return `Note: ${event.text}`;
    case 'FindingAttached':
      return `${event.title}: ${event.summary}`;
    case 'PatternMatched': {
      const seen = event.evidence.map(({ where, quote }) => `${where}: ${quote}`).join('; ');
      return `Looks like ${event.name} (${seen}). Likely: ${event.cause}`;
    }
    case 'ResemblanceNoted':
      return event.incidents.map(lookAlikeText).join(' ');
    case 'SeverityChanged':
      return `Severity changed from ${event.from} to ${event.to}. Because: ${event.reason.text}`;
    case 'AlertsAttached':
      return `${counted(event.alerts.length, 'alert')} joined (${event.firing} firing): ${titles(event.alerts)}`;
    case 'AlertsCleared':
      return [
        `${counted(event.alerts.length, 'alert')} cleared (${event.firing} still firing): ${titles(event.alerts)}`,
        ...(event.flapping === undefined ? [] : [flappingText(event.flapping)]),
      ].join('; ');
    case 'AlertsDoubted':
      return `${counted(event.alerts.length, 'alert')} out of its sender's sight, which is no all-clear: ${titles(event.alerts)} (${event.reason})`;
    case 'IncidentResolved': {
      const watched =
        event.watchUntil > event.at
          ? ` Watched until ${timeSeenFrom(event.at, event.watchUntil, timeZone)}`
          : '';
      return `Resolved by ${event.by.name}: ${sentence(event.resolution)}${watched}`;
    }
    case 'IncidentReopened':
      return `Reopened by ${event.by.name}: ${event.reason}`;
    case 'IncidentClosed':
      return sentences([
        event.stillFiring === 0
          ? 'All clear; the incident is closed'
          : `All clear; closed with ${counted(event.stillFiring, 'alert')} that never cleared`,
        ...(event.postmortemDueAt === undefined
          ? []
          : [`Post-mortem due by ${dayAndTime(event.postmortemDueAt, timeZone)}`]),
      ]);
    case 'IncidentImported':
      return `Imported by ${event.by.name}: ${event.document.severity}, ${event.document.title}`;
    case 'IncidentExported':
      return `Exported as ${event.format} by ${event.by.name}`;
    case 'PostmortemDrafted':
      return `Post-mortem drafted by ${event.by.name}`;
    case 'PostmortemEdited':
      return `Post-mortem edited by ${event.by.name} (version ${event.version})`;
    case 'PostmortemSubmitted':
      return `Post-mortem given for review by ${event.by.name} (version ${event.version})`;
    case 'PostmortemPublished': {
      const change = event.hasRunbookChange ? ', with a proposed runbook change' : '';
      return `Post-mortem published by ${event.by.name} (version ${event.version}${change}): ${event.learnings}`;
    }
    case 'ActionItemAdded': {
      const owner = event.owner === undefined ? '' : ` (${event.owner.name})`;
      const due = event.dueOn === undefined ? '' : `, due ${event.dueOn}`;
      return `Action item ${event.item}: ${event.text}${owner}${due}`;
    }
    case 'ActionItemCompleted':
      return `Action item ${event.item} done, says ${event.by.name}`;
    case 'ActionItemExportRequested':
      return `Action item ${event.item} to become an issue, asked by ${event.by.name}`;
    case 'ActionItemExported': {
      const where = [event.reference, event.url].filter(Boolean).join(', ');
      const name = trackerNames[event.tracker];
      return `Action item ${event.item} given to ${name}${where === '' ? '' : `: ${where}`}`;
    }
    case 'ActionItemExportFailed': {
      const again = event.isFinal ? 'not tried again' : 'tried again';
      return `Action item ${event.item} not given to ${trackerNames[event.tracker]}: ${event.reason} (${again})`;
    }
    case 'EvidenceArchived': {
      const { occasion, asked, notConfigured = [], redacted = 0, missing } = event;
      const when =
        occasion === 'declared'
          ? ' as it began'
          : occasion === 'closed'
            ? ' as it ended, with what was said in its channel'
            : asked === undefined
              ? ''
              : ` as ${asked.by.name} asked (${asked.wanted.join(', ')})`;
      return [
        `Evidence archived${when}: ${counted(event.objects, 'object')}, ${event.bytes} bytes.`,
        ...(redacted === 0 ? [] : [`${counted(redacted, 'passage')} redacted.`]),
        ...(missing.length === 0 ? [] : [`Missing: ${missing.join('; ')}`]),
        ...(notConfigured.length === 0 ? [] : [`Not configured: ${notConfigured.join('; ')}`]),
      ].join(' ');
    }
    default:
      return event satisfies never;
  }
}

function lookAlikeText({ incident, title, because, resolution, actions }: LookAlike): string {
  const ended = resolution === undefined ? '' : ` It ended with: ${sentence(resolution)}`;
  const done = actions.length === 0 ? '' : ` Done during it: ${actions.join(', ')}.`;
  return `Like ${incident}, ${title} (${because.join('; ')}).${ended}${done}`;
}

function actionText(action: {
  action: string;
  service: string;
  reason: string;
  changes: readonly Change[];
}): string {
  const changes = action.changes.map(changeText).join('; ');
  return `${action.action} on ${action.service} (${changes}). Because: ${action.reason}`;
}

function drillText(drill: { kind: 'drill' | 'test-page' } | undefined): string {
  if (drill === undefined) return '';
  return drill.kind === 'drill' ? 'DRILL: ' : 'TEST PAGE: ';
}

function pageTo(
  { person, channel }: { person: string; channel: Channel },
  people: ReadonlyMap<string, string>,
): string {
  return `Page to ${people.get(person) ?? person} by ${channelNames[channel]}`;
}

function purposeText(purpose: string): string {
  return purpose === 'acknowledge' ? '' : ` (${purpose.replace('-', ' ')})`;
}

function names(people: readonly { name: string }[]): string {
  return people.length === 0 ? 'nobody' : people.map(({ name }) => name).join(', ');
}

function titles(alerts: readonly { title: string }[]): string {
  const shown = alerts.slice(0, 3).map(({ title }) => title);
  const more = alerts.length - shown.length;
  return more > 0 ? `${shown.join('; ')} (+${more} more)` : shown.join('; ');
}

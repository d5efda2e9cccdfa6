import type { EventOf, IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { timeline } from '#core/incident/timeline.ts';
import { everybodyOn } from '#core/oncall/plan.ts';
import type { LedgerRow } from '#core/paging/ledger.ts';
import { beginning, oneLine } from '#core/text/plain-text.ts';
import { clockTime, dayAndTime, timeSeenFrom } from '#core/time/clock-time.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/time/instant.ts';

/** Everything that is known of an incident that may have to do with the question. */
export interface Case {
  incident: DeclaredIncident;
  events: readonly IncidentEvent[];
  pages: readonly LedgerRow[];
}

export interface Question {
  person: { id: string; name: string };
  at: Instant;
  timeZone: string;
  cases: readonly Case[];
  /** What muted alerts at that moment. */
  mutes?: readonly { from: Instant; text: string }[];
  /** Who was on duty at that moment, per schedule; without `person`: nobody was. */
  duty: readonly { schedule: string; person?: { id: string; name: string }; reason?: string }[];
}

interface Evidence {
  at: Instant;
  text: string;
  incident?: string;
  /** Key of the page in the ledger. */
  page?: string;
}

export interface Why {
  wasPaged: boolean;
  answer: string;
  evidence: Evidence[];
}

/** People remember the time of a page to about this. */
export const nearSeconds = 30 * 60;

/** Why somebody was paged around a moment, or was not: a sentence, and what it rests on. */
export function why(question: Question): Why {
  const { at, cases } = question;
  const concerned = cases.filter(each => isAround(each, at));
  const muted = question.mutes ?? [];
  const evidence = [
    ...concerned.flatMap(each => evidenceOf(each, question)),
    ...muted.map(({ from, text }) => ({ at: from, text: `Alerts were ${text}` })),
  ].toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const theirs = concerned.flatMap(each =>
    each.pages
      .filter(({ person }) => person === question.person.id)
      .map(page => ({ page, incident: each.incident })),
  );
  const near = theirs
    .filter(({ page }) => distance(page.at, at) <= nearSeconds)
    .toSorted((a, b) => distance(a.page.at, at) - distance(b.page.at, at));
  const reached = near.find(({ page }) => page.status === 'sent' || page.status === 'delivered');
  if (reached !== undefined) {
    return { wasPaged: true, answer: pagedText(reached, question), evidence };
  }
  const answer = [...notReached(near, question), ...notChosen(concerned, question)][0];
  return { wasPaged: false, answer: answer ?? nothingOpen(question), evidence };
}

type TheirPage = { page: LedgerRow; incident: DeclaredIncident };

function pagedText({ page, incident }: TheirPage, { person, timeZone }: Question): string {
  const { channel, at, reason, level, purpose } = page;
  const rung = level > 0 && purpose === 'acknowledge' ? `, level ${level},` : '';
  const arrived = page.status === 'delivered' ? ' It arrived.' : '';
  return oneLine(
    `${person.name} was paged by ${channel} at ${clockTime(at, timeZone)} for ${named(incident)}${rung} because: ${reason}.${arrived}`,
  );
}

function notReached(near: readonly TheirPage[], { person, at, timeZone }: Question): string[] {
  return near.flatMap(({ page, incident }) => {
    const when = timeSeenFrom(at, page.at, timeZone);
    const how = `by ${page.channel} for ${named(incident)}`;
    const because = page.detail ?? 'no reason was recorded';
    switch (page.status) {
      case 'suppressed':
        return [`A page to ${person.name} ${how} was not sent at ${when}: ${because}.`];
      case 'failed':
        return [`A page to ${person.name} ${how} failed at ${when}: ${because}.`];
      case 'claimed':
      case 'retrying':
      case 'bundled':
        return [`A page to ${person.name} ${how} was being tried at ${when}: ${because}.`];
      case 'sent':
      case 'delivered':
        return [];
      default:
        return page.status satisfies never;
    }
  });
}

/** Something was open and this person was not asked then: skipped, asked long before, not reached yet, or not on its ladder. */
function notChosen(concerned: readonly Case[], question: Question): string[] {
  const { person, at, timeZone } = question;
  return concerned.flatMap(each => {
    const { incident, events } = each;
    const skipped = events
      .filter(event => event.type === 'LevelPaged' || event.type === 'RespondersAdded')
      .flatMap(event => skipOf(event, person.id))
      .toSorted((a, b) => distance(a.at, at) - distance(b.at, at));
    const [skip] = skipped;
    if (skip !== undefined) {
      return [
        `${person.name} was skipped ${skip.where} ${named(incident)} at ${timeSeenFrom(at, skip.at, timeZone)}: ${skip.reason}.`,
      ];
    }
    const end = endOf(events, question);
    const before = pagedBefore(each, question, end);
    if (before !== undefined) return [before];
    const rung = incident.plan.levels.findIndex(level =>
      everybodyOn(level).some(each => each.person === person.id),
    );
    if (rung === -1) {
      const policy = incident.plan.policy;
      return [
        `${person.name} is not on the escalation policy ${policy} of ${named(incident)}, as it was then.`,
      ];
    }
    const paged = events.findLast(
      event =>
        event.type === 'LevelPaged' &&
        event.level === rung + 1 &&
        event.at <= addSeconds(at, nearSeconds),
    );
    if (paged?.type === 'LevelPaged') {
      const others = paged.people.map(({ name }) => name).join(', ') || 'nobody';
      return [
        `Level ${rung + 1} of ${named(incident)} was paged at ${timeSeenFrom(at, paged.at, timeZone)}, when it led to ${others}.`,
      ];
    }
    const why = end ?? 'the levels before were still being waited for';
    return [
      `${named(incident)} did not get as far as level ${rung + 1}, where ${person.name} is: ${why}.`,
    ];
  });
}

/** Of what they were paged for at another time, the page that is nearest. */
function pagedBefore(
  { incident, pages }: Case,
  question: Question,
  end: string | undefined,
): string | undefined {
  const { person, at, timeZone } = question;
  const [page] = pages
    .filter(each => each.person === person.id)
    .toSorted((a, b) => distance(a.at, at) - distance(b.at, at));
  if (page === undefined) return undefined;
  if (page.status !== 'sent' && page.status !== 'delivered') {
    return notReached([{ page, incident }], question)[0];
  }
  const because = end === undefined ? '' : `: ${end}`;
  return `${person.name} was paged for ${named(incident)} at ${timeSeenFrom(at, page.at, timeZone)}, and not around ${clockTime(at, timeZone)}${because}.`;
}

function skipOf(event: EventOf<'LevelPaged' | 'RespondersAdded'>, person: string) {
  const where =
    event.type === 'LevelPaged'
      ? `on level ${event.level} of`
      : `when ${event.by.name} asked for them in`;
  return (event.skipped ?? [])
    .filter(skipped => skipped.person === person)
    .map(({ reason }) => ({ at: event.at, where, reason }));
}

function endOf(events: readonly IncidentEvent[], question: Question): string | undefined {
  const ends = events.filter(
    event => event.type === 'IncidentAcknowledged' || event.type === 'IncidentResolved',
  );
  const until = addSeconds(question.at, nearSeconds);
  const ended = ends.findLast(event => event.at <= until) ?? ends[0];
  if (ended === undefined || goesOnAfter(ended, events, question.at)) return undefined;
  const what = ended.type === 'IncidentAcknowledged' ? 'acknowledged' : 'resolved';
  return `${ended.by.name} ${what} it at ${timeSeenFrom(question.at, ended.at, question.timeZone)}`;
}

/** What was taken back or put off by then explains nothing: the ladder went on. */
function goesOnAfter(ended: IncidentEvent, events: readonly IncidentEvent[], at: Instant): boolean {
  return events
    .slice(events.indexOf(ended) + 1)
    .some(event => goingOn.has(event.type) && event.at <= at);
}

const goingOn: ReadonlySet<IncidentEvent['type']> = new Set([
  'AcknowledgementLapsed',
  'SnoozeEnded',
  'IncidentReassigned',
  'IncidentReopened',
]);

function nothingOpen(question: Question): string {
  const muted = (question.mutes ?? []).map(({ text }) => ` Alerts were ${text}.`);
  return oneLine(nobodyAsked(question) + muted.join(''));
}

function nobodyAsked({ person, at, timeZone, duty }: Question): string {
  const theirs = duty.filter(each => each.person?.id === person.id);
  const when = dayAndTime(at, timeZone);
  if (theirs.length > 0) {
    const which = theirs.map(({ schedule }) => schedule).join(' and ');
    return `${person.name} was on call for ${which}, and nothing was open around ${when}.`;
  }
  const others = duty.map(
    ({ schedule, person: other }) => `${other?.name ?? 'nobody'} for ${schedule}`,
  );
  const who = others.length === 0 ? '' : ` On call were: ${others.join(', ')}.`;
  return `Nothing was open around ${when}, and ${person.name} was not on call.${who}`;
}

function evidenceOf({ incident, events, pages }: Case, { person, timeZone }: Question): Evidence[] {
  const told = timeline([{ events }], timeZone);
  const facts = events.flatMap((event, index): Evidence[] => {
    const entry = told[index];
    if (entry === undefined || !concerns(event, person.id)) return [];
    return [{ at: event.at, text: entry.text, incident: incident.id }];
  });
  const rows = pages
    .filter(page => page.person === person.id)
    .map(page => ({
      at: page.at,
      text: oneLine(
        `Page to ${person.name} by ${page.channel}: ${page.status}${page.detail ? ` (${page.detail})` : ''}. Chosen because: ${page.reason}`,
      ),
      incident: incident.id,
      page: page.key,
    }));
  return [...facts, ...rows];
}

/** What bears on whether this person was called: its beginning and end, every choice of people, and their own pages. */
function concerns(event: IncidentEvent, person: string): boolean {
  switch (event.type) {
    case 'IncidentDeclared':
    case 'TicketOpened':
    case 'LevelPaged':
    case 'RespondersAdded':
    case 'EscalationExhausted':
    case 'IncidentAcknowledged':
    case 'AcknowledgementLapsed':
    case 'IncidentSnoozed':
    case 'SnoozeEnded':
    case 'IncidentReassigned':
    case 'OnCallChanged':
    case 'SeverityChanged':
    case 'IncidentResolved':
    case 'IncidentReopened':
      return true;
    case 'PageDelivered':
    case 'PageUndelivered':
      return event.person === person;
    case 'PageAdvanced':
      return event.to.person === person;
    case 'UpdateReminded':
    case 'RolesChased':
      return event.people.some(each => each.person === person);
    case 'PageSent':
    case 'PageFailed':
    case 'RoleAssigned':
    case 'UpdatePosted':
    case 'PublicNoticePosted':
    case 'UpdateMissed':
    case 'NoteAdded':
    case 'ActionRequested':
    case 'ActionStarted':
    case 'ActionFinished':
    case 'ActionAbandoned':
    case 'TeamNotified':
    case 'PatternMatched':
    case 'ResemblanceNoted':
    case 'FindingAttached':
    case 'AlertsAttached':
    case 'AlertsCleared':
    case 'AlertsDoubted':
    case 'IncidentClosed':
    case 'ChecklistTicked':
    case 'IncidentImported':
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
    case 'EvidenceArchived':
      return false;
    default:
      return event satisfies never;
  }
}

function isAround({ incident }: Case, at: Instant): boolean {
  const ended = 'resolvedAt' in incident ? incident.resolvedAt : undefined;
  return (
    incident.declaredAt <= addSeconds(at, nearSeconds) &&
    (ended === undefined || ended >= addSeconds(at, -nearSeconds))
  );
}

function distance(a: Instant, b: Instant): number {
  return Math.abs(secondsBetween(a, b));
}

function named({ id, severity, title, drill }: DeclaredIncident): string {
  return `${drill === undefined ? '' : 'the exercise '}${severity} ${id} (${beginning(oneLine(title), 80)})`;
}

import type { ImpactFigures } from '#core/diagnosis/impact.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { healthySeconds } from '#core/incident/healthy-gaps.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { apart, type Waking, wakings } from '#core/paging/fairness.ts';
import type { Directory } from '#core/setup/directory.ts';
import { isWorse, type Severity } from '#core/severity.ts';
import { duration } from '#core/time/clock-time.ts';
import { addSeconds, earliest, type Instant, secondsBetween } from '#core/time/instant.ts';
import { isNight, isWeekend } from '#core/time/local-time.ts';

/** What one incident took (R24), in seconds. Absent: it did not happen, or not yet. */
export interface IncidentFigures {
  id: string;
  service: string;
  team: string;
  severity: Severity;
  declaredAt: Instant;
  /** From when it began to when it was declared. */
  detectSeconds?: number;
  /** What says when it began: the first datapoint of its metric beyond the threshold, or the sender of the alert. */
  detectedFrom?: 'datapoint' | 'sender';
  acknowledgeSeconds?: number;
  firstUpdateSeconds?: number;
  /** Without the time for which it was taken to be over, where it was opened again. */
  resolveSeconds?: number;
  /** The response time of its severity (R2), from when it was declared, and whether it was kept. */
  target?: { seconds: number; isMet: boolean };
  /** Everybody who was asked or did something, each once. */
  people: number;
  /** Who they are, so that over several incidents each is counted once. */
  involved: readonly string[];
  /** From when each was first involved until it was resolved, added up, without what lay between an end and a reopening. */
  personMinutes?: number;
  /** How often somebody was woken: text, mail and call at once count once. */
  pages: number;
  /** Between 22:00 and 06:00 by the clock of whoever was woken; by the team's where that is not known. */
  pagesAtNight: number;
  pagesAtWeekends: number;
  /** Each of these, so that over several incidents what one text told of is counted once. */
  woken: readonly (Waking & { isNight: boolean; isWeekend: boolean })[];
  escalations: number;
  /** As measured last. */
  usersAffected?: number;
  revenueLost?: { amount: number; currency: string };
}

interface Commit {
  events: readonly IncidentEvent[];
}

/** The clock of each person, as the configuration knows it: `pagesAtNight` is the same figure wherever it stands. */
export function clocksIn(directory: Directory | undefined): (person: string) => string | undefined {
  const people = new Map(Object.entries(directory?.people ?? {}));
  return person => people.get(person)?.timeZone ?? directory?.organisation.timeZone;
}

/** Of an exercise there are none: it is left out of every figure. */
export function incidentFigures(
  incident: DeclaredIncident,
  commits: readonly Commit[],
  zoneOf: ReturnType<typeof clocksIn>,
  now?: Instant,
): IncidentFigures | undefined {
  if (incident.drill !== undefined) return undefined;
  const events = commits.flatMap(commit => [...commit.events]);
  const { declaredAt, startedAt, plan } = incident;
  const firstOf = (type: IncidentEvent['type']) => events.find(event => event.type === type)?.at;
  const since = (at: Instant | undefined) =>
    at === undefined ? undefined : Math.max(0, secondsBetween(declaredAt, at));

  const acknowledgeSeconds = since(firstOf('IncidentAcknowledged'));
  const firstUpdateSeconds = since(firstOf('UpdatePosted'));
  const resolvedAt = 'resolvedAt' in incident ? incident.resolvedAt : undefined;
  const over = resolvedAt && burning(events, resolvedAt);
  const resolveSeconds = over?.(declaredAt);
  const target = targetOf(incident, events, acknowledgeSeconds, now);
  const involved = firstInvolved(events);
  const zone = (person: string) => zoneOf(person) ?? plan.timeZone ?? 'UTC';
  const woken = apart(wakings(events)).map(each => ({
    ...each,
    isNight: isNight(each.at, zone(each.person)),
    isWeekend: isWeekend(each.at, zone(each.person)),
  }));
  return {
    id: incident.id,
    service: plan.service.id,
    team: plan.team ?? '-',
    severity: incident.severity,
    declaredAt,
    ...(startedAt !== undefined && {
      detectSeconds: Math.max(0, secondsBetween(startedAt, declaredAt)),
      detectedFrom: incident.startedBy ?? 'sender',
    }),
    ...(acknowledgeSeconds !== undefined && { acknowledgeSeconds }),
    ...(firstUpdateSeconds !== undefined && { firstUpdateSeconds }),
    ...(resolveSeconds !== undefined && { resolveSeconds }),
    ...(target !== undefined && { target }),
    people: involved.size,
    involved: [...involved.keys()],
    ...(over !== undefined && { personMinutes: minutesOf([...involved.values()].map(over)) }),
    pages: woken.length,
    pagesAtNight: woken.filter(each => each.isNight).length,
    pagesAtWeekends: woken.filter(each => each.isWeekend).length,
    woken,
    escalations: events.filter(event => event.type === 'LevelPaged' && event.level > 1).length,
    ...addable(incident.measured),
  };
}

/** What no sum holds is no figure: of one such incident the month would have none. */
function addable({ usersAffected, revenueLost }: ImpactFigures = {}): ImpactFigures {
  const isAddable = (figure: number) => figure <= Number.MAX_SAFE_INTEGER;
  return {
    ...(usersAffected !== undefined && isAddable(usersAffected) && { usersAffected }),
    ...(revenueLost !== undefined && isAddable(revenueLost.amount) && { revenueLost }),
  };
}

/** Not yet acknowledged is not yet missed, unless it or its time is over. */
function targetOf(
  { phase, declaredAt }: DeclaredIncident,
  events: readonly IncidentEvent[],
  took: number | undefined,
  now: Instant | undefined,
): IncidentFigures['target'] {
  const dueAt = answerDueAt(events);
  if (dueAt === undefined) return undefined;
  const isWaitedFor = now === undefined || now <= dueAt;
  if (took === undefined && phase === 'open' && isWaitedFor) return undefined;
  const seconds = secondsBetween(declaredAt, dueAt);
  return { seconds, isMet: took !== undefined && took <= seconds };
}

/**
 * Until when somebody had to acknowledge it, by the severity that it had until somebody did: what it was called afterwards
 * makes an answer neither late nor early. What gets worse is paged anew and has its own time from then on, unless more was
 * promised before. Of what was imported nobody measured an answer.
 */
export function answerDueAt(events: readonly IncidentEvent[]): Instant | undefined {
  const [answered, resolved] = (['IncidentAcknowledged', 'IncidentResolved'] as const).map(type =>
    events.find(event => event.type === type),
  );
  const end = answered ?? resolved;
  let since: Instant | undefined;
  let dueAt: Instant | undefined;
  for (const event of events) {
    if (event === end) break;
    if (event.type !== 'IncidentDeclared' && event.type !== 'SeverityChanged') continue;
    // It was missed by then, and stays so.
    if (dueAt !== undefined && dueAt < event.at) break;
    const isWorsened = event.type === 'SeverityChanged' && isWorse(event.to, event.from);
    since = since === undefined || isWorsened ? event.at : since;
    const within = event.plan.respondWithinSeconds;
    const due = within === undefined ? [] : [addSeconds(since, within)];
    dueAt = earliest(isWorsened && dueAt !== undefined ? [dueAt, ...due] : due);
  }
  return dueAt;
}

/** What is a second too late would read as if it were in time: both are told in whole minutes. */
export function againstTarget(took: number | undefined, target: number): string {
  const isMet = took !== undefined && took <= target;
  const late = took === undefined ? '' : ` by ${duration(Math.ceil(took - target))}`;
  return `${duration(target)}: ${isMet ? 'met' : `missed${late}`}`;
}

function firstInvolved(events: readonly IncidentEvent[]): Map<string, Instant> {
  const since = new Map<string, Instant>();
  const note = (person: string, at: Instant) => {
    if (!since.has(person)) since.set(person, at);
  };
  for (const event of events) {
    // To bring it in or to take it away is no part of it.
    if (event.type === 'IncidentImported' || event.type === 'IncidentExported') continue;
    // Who was only told something did not have to do anything.
    const isTold = event.type === 'TeamNotified' || event.type === 'ActionRequested';
    const people = 'people' in event && !isTold ? (event.people ?? []) : [];
    for (const { person } of people) note(person, event.at);
    if ('by' in event && event.by.kind === 'person') note(event.by.id, event.at);
    if (event.type === 'RoleAssigned') note(event.person, event.at);
  }
  return since;
}

/** From a moment until the end. */
function burning(events: readonly IncidentEvent[], end: Instant): (since: Instant) => number {
  return since => Math.max(0, secondsBetween(since, end) - healthySeconds(events, since, end));
}

function minutesOf(seconds: readonly number[]): number {
  return Math.round(seconds.reduce((sum, each) => sum + each, 0) / 60);
}

import { lookBackSeconds } from '#app/communication/refresh-status-page.ts';
import { dailyAt, minutesBetweenRounds } from '#app/oncall/duty-round.ts';
import { renewWithinSeconds } from '#app/oncall/replan.ts';
import { overdueAt } from '#core/actions/run.ts';
import { isUnresolved } from '#core/communication/status-page/component-states.ts';
import { announcedWork, announcesNextAt } from '#core/communication/status-page/planned-work.ts';
import { changesNextAt } from '#core/communication/status-page/uptime.ts';
import { dueOf, expectedOf, missedFrom } from '#core/intake/heartbeat.ts';
import { onCallEndsAt } from '#core/oncall/escalation.ts';
import { handOffHorizonSeconds, knownSchedule } from '#core/oncall/on-duty.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { shiftsBetween } from '#core/oncall/who-is-on-call.ts';
import type { OpenReview } from '#core/review/open-review.ts';
import { dueReminders } from '#core/review/review-reminders.ts';
import type { Directory } from '#core/setup/directory.ts';
import {
  addSeconds,
  earliest,
  epochMs,
  fromEpochMs,
  type Instant,
  instant,
  secondsBetween,
} from '#core/time/instant.ts';
import { dayThere } from '#core/time/local-time.ts';
import { firstInstantAt, minutesPerDay, wallMinutes } from '#core/time/wall-minutes.ts';
import type { ActionLog } from '#ports/actions.ts';
import type { StatusPageStore } from '#ports/communication.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, Heartbeats } from '#ports/intake.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { OpenReviews } from '#ports/review.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What rounds look at. */
export interface Stores {
  incidents: Pick<IncidentStore, 'overdue' | 'list'>;
  actions: Pick<ActionLog, 'overdue'>;
  configuration: Pick<ConfigurationStore, 'newest'>;
  roster: Pick<RosterStore, 'newest'>;
  openReviews: OpenReviews;
  statusPage: Pick<StatusPageStore, 'read'>;
  heartbeats: Pick<Heartbeats, 'all'>;
  alerts: Pick<AlertIndex, 'waiting'>;
}

const never = instant('9999-12-31T00:00:00.000Z');
/** A reminder is told again when the note that it was told is 90 days old. */
const oldNotesSeconds = 89 * 86_400;

/**
 * Rounds that look for what is due, by the name of their function. Each answers: when the one at `from` found nothing
 * to do, and nothing is written, until when do those after it find nothing either? Too early is sound, too late never.
 */
export const idleUntil: Record<string, (stores: Stores, from: Instant) => Promise<Instant>> = {
  'on-sweep': sweepIdleUntil,
  'on-duty': dutyIdleUntil,
};

async function sweepIdleUntil({ incidents, alerts }: Stores): Promise<Instant> {
  const [first] = await incidents.overdue(never, 1);
  const [waiting] = await alerts.waiting(never, 1);
  return earliest([first?.dueAt ?? never, waiting?.lookAgainAt ?? never]) ?? never;
}

async function dutyIdleUntil(stores: Stores, from: Instant): Promise<Instant> {
  const newest = await stores.configuration.newest();
  if (newest === undefined) return never;
  const { directory } = newest;
  const roster = await stores.roster.newest();
  const { timeZone } = directory.organisation;
  const until = nextDaily(from, timeZone);
  const moments = await Promise.all([
    shiftChange({ directory, roster }, from, until),
    reminder(await stores.openReviews(), from, until, timeZone),
    plansEnd(stores, from),
    pageChanges(stores.statusPage, directory, from),
    heartbeatMissed(stores.heartbeats, directory, from),
    // Whoever answers for what waits is reminded.
    stores.alerts.waiting(never, 1).then(([held]) => (held === undefined ? never : from)),
    stores.actions.overdue(never, 1).then(([run]) => (run === undefined ? never : overdueAt(run))),
  ]);
  return earliest([until, ...moments]) ?? until;
}

/** The page is written at each round while an incident is on it; else where time changes it. */
async function pageChanges(
  store: Stores['statusPage'],
  directory: Directory,
  from: Instant,
): Promise<Instant> {
  const { statusPage: page, maintenance = [] } = directory;
  const read = page === undefined ? undefined : await store.read();
  const isPlanned = maintenance.some(({ announce }) => announce !== undefined);
  if (page === undefined || (read === undefined && !isPlanned)) return never;
  if (read === undefined || read.incidents.some(isUnresolved)) return from;
  if (announcedWork(directory, read.book.maintenances, from) !== undefined) return from;
  const changes = changesNextAt({ page, ...read, at: addSeconds(from, -lookBackSeconds) });
  const announces = announcesNextAt(directory, from);
  const next = announces !== undefined && announces < changes ? announces : changes;
  return next > from ? next : from;
}

/** One that is new is armed, and one that came again is cleared, by the next round. */
async function heartbeatMissed(
  heartbeats: Stores['heartbeats'],
  directory: Directory,
  from: Instant,
): Promise<Instant> {
  const known = await heartbeats.all();
  const ids = new Set(known.map(({ id }) => id));
  if (directory.heartbeats?.some(({ name }) => !ids.has(name))) return from;
  const moments = known.map(beat => {
    const expected = expectedOf(directory, beat);
    if (expected === undefined || dueOf(beat, expected, from).kind !== 'nothing') return from;
    return beat.missedAt === undefined ? missedFrom(beat, expected) : never;
  });
  return earliest(moments) ?? never;
}

/** What is done once a day is done by the first round from this moment on. */
function nextDaily(from: Instant, timeZone: string): Instant {
  const today = wallMinutes(`${dayThere(from, timeZone)}T${dailyAt}`);
  const [next] = [0, 1, 2]
    .map(days => firstInstantAt(today + days * minutesPerDay, timeZone))
    .filter(at => at > from);
  return next ?? from;
}

/** Somebody comes or goes: now, which is told, or two days from now, which the plans of incidents then know. */
function shiftChange(
  { directory, roster }: { directory: Directory; roster: Roster },
  from: Instant,
  until: Instant,
): Instant {
  const moments = Object.keys(directory.schedules).flatMap(id => {
    const schedule = knownSchedule(directory, id);
    if (schedule === undefined) return [];
    const changes = (first: Instant, last: Instant) =>
      shiftsBetween(schedule, roster.overrides, first, last)
        .flatMap(shift => [shift.from, shift.until])
        .filter(at => at > first && at < last);
    // One that plans might have known since this hour began is known to them at its end.
    const ahead = handOffHorizonSeconds;
    const known = changes(addSeconds(from, ahead - 3600), addSeconds(until, ahead))
      .flatMap(at => firstRounds(addSeconds(at, -ahead)))
      .filter(at => at > from);
    return [...changes(from, until), ...known];
  });
  return earliest(moments) ?? never;
}

/** The moment at which there is something else to remind of. Each kind of reminder comes once, so halving finds it. */
function reminder(
  reviews: readonly OpenReview[],
  from: Instant,
  until: Instant,
  timeZone: string,
): Instant {
  const tasksAt = (at: Instant) =>
    reviews.flatMap(review => dueReminders(review, at, timeZone)).map(({ task }) => task);
  const now = tasksAt(from);
  const old = new Set(tasksAt(addSeconds(from, -oldNotesSeconds)));
  if (now.some(task => old.has(task))) return from;
  const isSame = (at: Instant) => tasksAt(at).join('\n') === now.join('\n');
  if (isSame(until)) return never;
  let [same, other] = [from, until];
  while (secondsBetween(same, other) >= 2) {
    const middle = addSeconds(same, Math.floor(secondsBetween(same, other) / 2));
    if (isSame(middle)) same = middle;
    else other = middle;
  }
  return same;
}

/** Incidents that run are told who is on call next, a day before the shifts end that they know. */
async function plansEnd({ incidents }: Stores, from: Instant): Promise<Instant> {
  const renewals: Instant[] = [];
  let cursor: string | undefined;
  do {
    const page = await incidents.list({
      phases: ['open', 'acknowledged', 'watching'],
      limit: 100,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { incident } of page.incidents) {
      const ends = incident.phase === 'undeclared' ? undefined : onCallEndsAt(incident);
      if (ends !== undefined) renewals.push(...firstRounds(addSeconds(ends, -renewWithinSeconds)));
    }
    cursor = page.next;
  } while (cursor !== undefined);
  // Those whose time has come were looked at: until shifts change, there is nothing else to tell them.
  return earliest(renewals.filter(at => at > from)) ?? never;
}

/**
 * Plans are looked at by the first round of each hour: of this one, which comes within its first minutes, or of the next.
 */
function firstRounds(at: Instant): Instant[] {
  const hourMs = 3_600_000;
  const hourFrom = (ms: number) => fromEpochMs(Math.ceil(ms / hourMs) * hourMs);
  return [hourFrom(epochMs(at) - minutesBetweenRounds * 60_000), hourFrom(epochMs(at))];
}

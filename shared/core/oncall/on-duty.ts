import type { EscalationLevel } from '#core/oncall/plan.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { type KnownSchedule, shiftsBetween, whoIsOnCall } from '#core/oncall/who-is-on-call.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Responder } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Schedule } from '#core/setup/schedule.ts';
import type { Urgency } from '#core/severity.ts';
import { weekdayAndTime } from '#core/time/clock-time.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/** A plan holds the shifts of this long; who is paged later is asked anew. */
export const handOffHorizonSeconds = 48 * 3600;

export interface Moment {
  directory: Directory;
  roster: Roster;
  urgency: Urgency;
  at: Instant;
}

interface Turn {
  schedule: string;
  person: string;
  from: Instant;
  /** Absent: after the horizon, or never. */
  until?: Instant;
}

/**
 * Whom a level's schedules lead to beside those it names: now, and from each hand-off on until the horizon. Two ways
 * to one person page them once.
 */
export function onDuty(
  moment: Moment,
  named: readonly Responder[],
  schedules: readonly string[],
): Pick<EscalationLevel, 'people' | 'handOffs' | 'because'> {
  const { directory, roster, urgency, at } = moment;
  const turns = schedules.flatMap(id => turnsOf(moment, id));
  const responders = new Map(
    [...new Set(turns.map(({ person }) => person))].map(person => [
      person,
      responderFor(directory, roster, person, urgency),
    ]),
  );
  const peopleAt = (when: Instant): Responder[] => {
    const onCall = turns
      .filter(({ from, until }) => from <= when && (until === undefined || when < until))
      .flatMap(({ person }) => responders.get(person) ?? []);
    return [...named, ...onCall].filter(
      ({ person }, index, all) => all.findIndex(other => other.person === person) === index,
    );
  };

  const people = peopleAt(at);
  const handOffs: NonNullable<EscalationLevel['handOffs']> = [];
  let before = people;
  for (const change of changesOf(turns, at)) {
    const next = peopleAt(change);
    if (isSame(before, next)) continue;
    handOffs.push({ at: change, people: next });
    before = next;
  }
  const because = reasons(directory, turns, named);
  return {
    people,
    ...(handOffs.length > 0 && { handOffs }),
    ...(Object.keys(because).length > 0 && { because }),
  };
}

export function scheduleOf({ schedules }: Directory, id: string): Schedule | undefined {
  return entryOf(schedules, id);
}

/** A schedule as whoIsOnCall takes it: with its id, the holidays that its layers may depend on, and who there is. */
export function knownSchedule(directory: Directory, id: string): KnownSchedule | undefined {
  const schedule = scheduleOf(directory, id);
  if (schedule === undefined) return undefined;
  const holidays = entryOf(directory.calendars, schedule.calendar)?.holidays ?? [];
  return { ...schedule, id, holidays, people: directory.people };
}

function turnsOf({ directory, roster: { overrides }, at }: Moment, id: string): Turn[] {
  const schedule = knownSchedule(directory, id);
  if (schedule === undefined) return [];
  const horizon = addSeconds(at, handOffHorizonSeconds);
  const shifts = shiftsBetween(schedule, overrides, at, horizon);
  const [first] = shifts;
  const turns: Turn[] = shifts
    .filter(({ from }) => from > at)
    .map(({ person, from, until }) => ({
      schedule: id,
      person,
      from,
      // What is cut off at the horizon goes on after it.
      ...(until < horizon && { until }),
    }));
  if (first === undefined || first.from > at) return turns;
  // Only how long it lasts beyond the horizon has to be looked for further ahead.
  const current = first.until < horizon ? first : whoIsOnCall(schedule, overrides, at);
  if (current === undefined) return turns;
  const { person, until } = current;
  return [{ schedule: id, person, from: at, ...(until !== undefined && { until }) }, ...turns];
}

function changesOf(turns: readonly Turn[], at: Instant): Instant[] {
  const horizon = addSeconds(at, handOffHorizonSeconds);
  const moments = turns.flatMap(({ from, until }) =>
    until === undefined ? [from] : [from, until],
  );
  return [...new Set(moments)].filter(moment => moment > at && moment < horizon).toSorted();
}

/** Only of those whom a schedule alone has brought here: this is also how they are told from those named. */
function reasons(directory: Directory, turns: readonly Turn[], named: readonly Responder[]) {
  const because: Record<string, string> = {};
  const onCall = Map.groupBy(turns, ({ person }) => person);
  for (const [person, [first, ...others]] of onCall) {
    if (first === undefined || named.some(each => each.person === person)) continue;
    const schedule = scheduleOf(directory, first.schedule);
    if (schedule === undefined) continue;
    // Somebody with two turns in two days: the end of one says nothing about the other.
    const until =
      others.length > 0 || first.until === undefined
        ? ''
        : ` until ${weekdayAndTime(first.until, schedule.timeZone, { zone: true })}`;
    because[person] = `on call for ${schedule.name}${until}`;
  }
  return because;
}

function isSame(some: readonly Responder[], others: readonly Responder[]): boolean {
  const ids = (people: readonly Responder[]) => people.map(({ person }) => person).join('\n');
  return ids(some) === ids(others);
}

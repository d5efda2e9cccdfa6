import type { Override } from '#core/oncall/roster.ts';
import { stretches } from '#core/oncall/rotation.ts';
import type { Schedule } from '#core/setup/schedule.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import { firstInstantAt, minutesPerDay, wallAt } from '#core/time/wall-minutes.ts';

/** Who is on duty, and why. */
export interface Duty {
  person: string;
  /** Name of the layer whose turn it is. */
  layer?: string;
  /** Id of the override that puts them there. */
  override?: string;
  until?: Instant;
  reason: string;
}

export interface Shift extends Duty {
  from: Instant;
  until: Instant;
}

/**
 * A schedule with its id, the holidays of its calendar, and who can be on duty at all: an override for somebody who is
 * not among them counts as none, so that whoever's turn it is stays on duty. Absent: whoever is named.
 */
export type KnownSchedule = Schedule & {
  id: string;
  holidays?: readonly string[];
  people?: Readonly<Record<string, unknown>>;
};

const day = 86_400;
/** The end of a shift is looked for this far ahead, step by step; nearly all end within the first. */
const lookAhead = [day, 8 * day, 62 * day, 400 * day];

/** The one answer that pager, API, calendar feed and console share. `undefined`: nobody is on duty. */
export function whoIsOnCall(
  schedule: KnownSchedule,
  overrides: readonly Override[],
  at: Instant,
): Duty | undefined {
  for (const seconds of lookAhead) {
    const horizon = addSeconds(at, seconds);
    const [first] = shiftsBetween(schedule, overrides, at, horizon);
    if (first === undefined || first.from > at) return undefined;
    const { from: _from, until, ...duty } = first;
    if (until < horizon) return { ...duty, until };
    if (seconds === lookAhead.at(-1)) return duty;
  }
  return undefined;
}

/** Every shift of the time between, in order and without overlap; what is between two of them is a gap. */
export function shiftsBetween(
  schedule: KnownSchedule,
  overrides: readonly Override[],
  from: Instant,
  until: Instant,
): Shift[] {
  const layers = schedule.layers.map((_, index) =>
    layerShiftsBetween(schedule, index, from, until),
  );
  const standIns = overrides
    .filter(override => override.schedule === schedule.id)
    .filter(override => override.from < until && override.until > from)
    .filter(({ person }) => schedule.people === undefined || Object.hasOwn(schedule.people, person))
    .toSorted(byAge);

  let shifts: Shift[] = [];
  for (const layer of layers) shifts = overlay(shifts, layer);
  for (const together of Map.groupBy(standIns, ({ createdAt }) => createdAt).values()) {
    // A swap: each of the two stands in for whoever would have been there without the other.
    const before = shifts;
    for (const override of together) {
      shifts = overlay(shifts, standInsOf(before, override, { from, until }));
    }
  }
  return joined(shifts);
}

/** The shifts of one layer alone, as if there were no other and no override. */
export function layerShiftsBetween(
  { layers, timeZone, holidays = [] }: KnownSchedule,
  index: number,
  from: Instant,
  until: Instant,
): Shift[] {
  const layer = layers[index];
  if (layer === undefined || from >= until) return [];
  // A clock change moves the wall by hours, and once by a whole day.
  const within = {
    from: wallAt(from, timeZone) - 2 * minutesPerDay,
    to: wallAt(until, timeZone) + 2 * minutesPerDay,
  };
  const reason = `it is their turn in ${layer.name}`;
  let ended = { wall: Number.NaN, at: from };
  return stretches(layer, holidays, within).flatMap(({ person, from: begin, to: end }) => {
    // Most begin where the one before ended.
    const begins = ended.wall === begin ? ended.at : firstInstantAt(begin, timeZone);
    ended = { wall: end, at: firstInstantAt(end, timeZone) };
    const shift = {
      person,
      layer: layer.name,
      reason,
      from: later(begins, from),
      until: earlier(ended.at, until),
    };
    return shift.from < shift.until ? [shift] : [];
  });
}

export interface HandOff {
  at: Instant;
  schedule: string;
  /** Absent: nobody was, or nobody will be. */
  goes?: string;
  comes?: string;
}

/** The moments after `from` and up to `until` at which the person on duty changes. */
export function handOffsBetween(
  schedule: KnownSchedule,
  overrides: readonly Override[],
  from: Instant,
  until: Instant,
): HandOff[] {
  const shifts = shiftsBetween(schedule, overrides, addSeconds(from, -1), addSeconds(until, 1));
  const going = new Map(shifts.map(shift => [shift.until, shift.person]));
  const coming = new Map(shifts.map(shift => [shift.from, shift.person]));
  return [...new Set([...going.keys(), ...coming.keys()])]
    .filter(at => at > from && at <= until)
    .toSorted()
    .flatMap(at => {
      const goes = going.get(at);
      const comes = coming.get(at);
      if (goes === comes) return [];
      return [
        {
          at,
          schedule: schedule.id,
          ...(goes !== undefined && { goes }),
          ...(comes !== undefined && { comes }),
        },
      ];
    });
}

/** The oldest first: a later word counts more. Of two made at once the order is at least always the same. */
function byAge(a: Override, b: Override): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** Where the upper ones have somebody, they win. Both in order and without overlap; so is the answer. */
function overlay(lower: readonly Shift[], upper: readonly Shift[]): Shift[] {
  const left: Shift[] = [];
  let next = 0;
  for (const shift of lower) {
    while ((upper[next]?.until ?? shift.until) <= shift.from) next += 1;
    left.push(...without(shift, upper, next));
  }
  return [...left, ...upper].toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

/** What is left of a shift where none of the others is, of which those before `next` are over. */
function without(shift: Shift, others: readonly Shift[], next: number): Shift[] {
  const left: Shift[] = [];
  let { from } = shift;
  for (let index = next; index < others.length; index++) {
    const other = others[index];
    if (other === undefined || other.from >= shift.until) break;
    if (from < other.from) left.push({ ...shift, from, until: other.from });
    from = other.until;
  }
  if (from < shift.until) left.push({ ...shift, from });
  return left;
}

/** Where this override puts its person, given who would be there without it. */
function standInsOf(
  shifts: readonly Shift[],
  override: Override,
  within: { from: Instant; until: Instant },
): Shift[] {
  const { id, person, instead, by, reason } = override;
  const from = later(override.from, within.from);
  const until = earlier(override.until, within.until);
  const why = reason === undefined ? '' : `: ${reason}`;
  const stand = {
    person,
    override: id,
    reason: `${by} put them there${instead === undefined ? '' : ` instead of ${instead}`}${why}`,
  };
  const spans =
    instead === undefined
      ? [{ from, until }]
      : shifts
          .filter(shift => shift.person === instead && shift.from < until && shift.until > from)
          .map(shift => ({ from: later(shift.from, from), until: earlier(shift.until, until) }));
  return spans.map(span => ({ ...stand, ...span }));
}

/** One person's shifts that touch are one, as long as the same layer or override is their reason. */
function joined(shifts: readonly Shift[]): Shift[] {
  const whole: Shift[] = [];
  for (const shift of shifts) {
    const last = whole.at(-1);
    const isSame =
      last !== undefined &&
      last.until === shift.from &&
      last.person === shift.person &&
      last.layer === shift.layer &&
      last.override === shift.override;
    if (isSame) last.until = shift.until;
    else whole.push({ ...shift });
  }
  return whole;
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

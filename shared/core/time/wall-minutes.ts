import { Temporal } from 'temporal-polyfill';
import { epochMs, fromEpochMs, type Instant, msInGreenwich } from '#core/time/instant.ts';

/**
 * Wall-clock time as a whole number of minutes since 1 January 1970, 00:00, wherever the wall is. Rotations are reckoned
 * in these, so that a day is a day on both nights on which the clocks change; only their boundaries become instants.
 */
export type WallMinutes = number;

export const minutesPerDay = 1440;

const minuteMs = 60_000;
const dayMs = minutesPerDay * minuteMs;

/** Of `2026-11-02T09:00`, or of a day alone: its first minute. */
export function wallMinutes(text: string): WallMinutes {
  // As if the wall hung in Greenwich, where a minute of the wall is a minute of the epoch.
  return Math.floor(msInGreenwich(text) / minuteMs);
}

/** Of `09:00`, as minutes of a day; `24:00` is its end. */
export function minutesOfDay(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** What the wall shows at that moment, the minute that has begun. */
export function wallAt(at: Instant, timeZone: string): WallMinutes {
  const ms = epochMs(at);
  return Math.floor((ms + steadyAt(ms, timeZone).offsetMs) / minuteMs);
}

/**
 * The first moment at which the wall shows this or a later time. So a time that is shown twice means its first
 * showing, one that is skipped means the skip itself, and of two times the earlier one is never the later moment.
 */
export function firstInstantAt(wall: WallMinutes, timeZone: string): Instant {
  const shown = wall * minuteMs;
  // No wall is more than a day away from Greenwich.
  let steady = steadyAt(shown - dayMs, timeZone);
  for (;;) {
    const at = Math.max(steady.from, shown - steady.offsetMs);
    if (at < steady.until) return fromEpochMs(at);
    steady = steadyAt(steady.until, timeZone);
  }
}

/** Between two changes of the clocks there the wall is so far ahead of Greenwich. In milliseconds; `until` is not part of it. */
interface Steady {
  from: number;
  until: number;
  offsetMs: number;
}

/** Of each zone, as they were asked for: two a year, and to ask for one takes longer than all that is reckoned with it. */
const steadyIn = new Map<string, Steady[]>();

function steadyAt(ms: number, timeZone: string): Steady {
  const known = steadyIn.get(timeZone) ?? [];
  const found = known.find(({ from, until }) => from <= ms && ms < until);
  if (found !== undefined) return found;
  const there = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  const next = there.getTimeZoneTransition('next');
  // The one before the next began at or before this moment.
  const last = (next ?? there.add({ milliseconds: 1 })).getTimeZoneTransition('previous');
  const steady = {
    from: last?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: there.offsetNanoseconds / 1_000_000,
  };
  steadyIn.set(timeZone, [...known, steady]);
  return steady;
}

/** 0: Monday. 1 January 1970 was a Thursday. */
export function weekdayOf(day: number): number {
  return modulo(day + 3, 7);
}

/** `2026-12-25` as a number of days since 1 January 1970. */
export function dayNumber(date: string): number {
  return wallMinutes(date) / minutesPerDay;
}

export function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

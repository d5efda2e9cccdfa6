import { Temporal } from 'temporal-polyfill';
import { epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';

/**
 * Wall-clock time as a whole number of minutes since 1 January 1970, 00:00, wherever the wall is. Rotations are reckoned
 * in these, so that a day is a day on both nights on which the clocks change; only their boundaries become instants.
 */
export type WallMinutes = number;

export const minutesPerDay = 1440;

const firstDay = new Temporal.PlainDate(1970, 1, 1);

/** Of `2026-11-02T09:00`, or of a day alone: its first minute. */
export function wallMinutes(text: string): WallMinutes {
  const { day, minute } = parts(Temporal.PlainDateTime.from(text));
  return day * minutesPerDay + minute;
}

/** Of `09:00`, as minutes of a day; `24:00` is its end. */
export function minutesOfDay(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** What the wall shows at that moment, the minute that has begun. */
export function wallAt(at: Instant, timeZone: string): WallMinutes {
  const shown = Temporal.Instant.fromEpochMilliseconds(epochMs(at)).toZonedDateTimeISO(timeZone);
  const { day, minute } = parts(shown.toPlainDateTime());
  return day * minutesPerDay + minute;
}

/**
 * The first moment at which the wall shows this or a later time. So a time that is shown twice means its first
 * showing, one that is skipped means the skip itself, and of two times the earlier one is never the later moment.
 */
export function firstInstantAt(wall: WallMinutes, timeZone: string): Instant {
  const shown = firstDay
    .add({ days: Math.floor(wall / minutesPerDay) })
    .toPlainDateTime()
    .add({ minutes: modulo(wall, minutesPerDay) });
  const zoned = shown.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  if (zoned.toPlainDateTime().equals(shown)) return fromEpochMs(zoned.epochMilliseconds);

  // Skipped: the next change of the clocks is the skip.
  const skip = shown
    .toZonedDateTime(timeZone, { disambiguation: 'earlier' })
    .getTimeZoneTransition('next');
  return fromEpochMs((skip ?? zoned).epochMilliseconds);
}

/** 0: Monday. 1 January 1970 was a Thursday. */
export function weekdayOf(day: number): number {
  return modulo(day + 3, 7);
}

/** `2026-12-25` as a number of days since 1 January 1970. */
export function dayNumber(date: string): number {
  return firstDay.until(Temporal.PlainDate.from(date), { largestUnit: 'days' }).days;
}

export function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function parts(time: Temporal.PlainDateTime): { day: number; minute: number } {
  const day = firstDay.until(time.toPlainDate(), { largestUnit: 'days' }).days;
  return { day, minute: time.hour * 60 + time.minute };
}

import { Temporal } from 'temporal-polyfill';
import type { Instant } from '#core/time/instant.ts';

/** When people sleep: from 22:00 to 06:00 on their own clocks. */
export function isNight(at: Instant, timeZone: string): boolean {
  const { hour } = local(at, timeZone);
  return hour >= 22 || hour < 6;
}

export function isWeekend(at: Instant, timeZone: string): boolean {
  return local(at, timeZone).dayOfWeek >= 6;
}

/** `2026-11`, by the calendar of the place. */
export function monthOf(at: Instant, timeZone: string): string {
  return local(at, timeZone).toPlainDate().toString().slice(0, 7);
}

function local(at: Instant, timeZone: string) {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
}

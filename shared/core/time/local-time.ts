import { addSeconds, epochMs, type Instant, instant } from '#core/time/instant.ts';

/* What calendars and clocks show in a place. By Intl alone: what is on the way to a page need not wait for Temporal. */

/** When people sleep: from 22:00 to 06:00 on their own clocks. */
export function isNight(at: Instant, timeZone: string): boolean {
  const hour = Number(shown(at, timeZone).hour);
  return hour >= 22 || hour < 6;
}

export function isWeekend(at: Instant, timeZone: string): boolean {
  return ['Sat', 'Sun'].includes(shown(at, timeZone).weekday);
}

/** `2026-11`, by the calendar of the place. */
export function monthOf(at: Instant, timeZone: string): string {
  return dayThere(at, timeZone).slice(0, 7);
}

/** `2026-11-23`: the day that the calendar there shows, some days from it. */
export function dayThere(at: Instant, timeZone: string, daysLater = 0): string {
  const { year, month, day } = shown(at, timeZone);
  const midnight = instant(`${year}-${month}-${day}T00:00:00Z`);
  return addSeconds(midnight, daysLater * 86_400).slice(0, 10);
}

/** When clocks there show the same, so many days after; less than none: before. */
export function daysLater(at: Instant, days: number, timeZone: string): Instant {
  const then = addSeconds(at, days * 86_400);
  return addSeconds(then, aheadOf(at, timeZone) - aheadOf(then, timeZone));
}

/** How far clocks there are from Greenwich, in seconds that are whole but for the seconds of the moment itself. */
function aheadOf(at: Instant, timeZone: string): number {
  const { year, month, day, hour, minute } = shown(at, timeZone);
  const wall = instant(
    `${year}-${month}-${day}T${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:00Z`,
  );
  return (epochMs(wall) - epochMs(at)) / 1000;
}

const parts = ['weekday', 'year', 'month', 'day', 'hour', 'minute'] as const;
type Shown = Record<(typeof parts)[number], string>;

/** Making one takes longer than asking it a hundred times. */
const made = new Map<string, Intl.DateTimeFormat>();

function shown(at: Instant, timeZone: string): Shown {
  let form = made.get(timeZone);
  if (form === undefined) {
    form = new Intl.DateTimeFormat('en-US', {
      ...{ weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: 'numeric', minute: '2-digit', hourCycle: 'h23', calendar: 'iso8601', timeZone },
    });
    made.set(timeZone, form);
  }
  const told = form.formatToParts(epochMs(at));
  const of = (part: string) => told.find(({ type }) => type === part)?.value ?? '';
  return Object.fromEntries(parts.map(part => [part, of(part)])) as Shown;
}

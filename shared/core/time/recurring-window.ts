import type { Weekday } from '#core/time/business-calendar.ts';
import { weekdays } from '#core/time/business-calendar.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import {
  firstInstantAt,
  minutesOfDay,
  minutesPerDay,
  wallAt,
  wallMinutes,
  weekdayOf,
} from '#core/time/wall-minutes.ts';

/** When maintenance is, as people write it: by the clocks of one place. */
export interface Recurring {
  timeZone: string;
  from: string;
  until: string;
  /** Once, from then to then, when absent. */
  repeat?: { days?: Weekday[]; at: string; lasts: number };
}

export interface Period {
  from: Instant;
  /** It is over then: not part of it. */
  until: Instant;
}

/**
 * The period of it in which a moment lies. One that repeats begins when the clock on the wall says so and is as long as it
 * says: on the night on which the clocks change it begins once, and is neither longer nor shorter.
 */
export function periodAt(window: Recurring, at: Instant): Period | undefined {
  return periodsFrom(window, at).find(({ from }) => from <= at);
}

/** The period that is not over at that moment and ends first. */
export function nextPeriod(window: Recurring, at: Instant): Period | undefined {
  return periodsFrom(window, at)[0];
}

/** Those of the week that begins then which are not over, the earliest first; of one that begins later, its first. */
function periodsFrom(window: Recurring, at: Instant): Period[] {
  const { timeZone, repeat } = window;
  const first = firstInstantAt(wallMinutes(window.from), timeZone);
  const last = firstInstantAt(wallMinutes(window.until), timeZone);
  if (repeat === undefined) return last > at ? [{ from: first, until: last }] : [];
  const begin = minutesOfDay(repeat.at);
  const looked = first > at ? first : at;
  const today = Math.floor(wallAt(looked, timeZone) / minutesPerDay);
  // One that began some days ago may not be over.
  const daysBack = Math.ceil(repeat.lasts / 86_400) + 1;
  const periods: Period[] = [];
  for (let day = today - daysBack; day <= today + 8; day++) {
    const weekday = weekdays[weekdayOf(day)];
    if (repeat.days !== undefined && weekday !== undefined && !repeat.days.includes(weekday)) {
      continue;
    }
    const from = firstInstantAt(day * minutesPerDay + begin, timeZone);
    const until = addSeconds(from, repeat.lasts);
    if (from >= first && from < last && until > at) periods.push({ from, until });
  }
  return periods;
}

/** How much of a week it takes: all of it would be for ever. */
export function shareOfWeek({ repeat }: Pick<Recurring, 'repeat'>): number {
  if (repeat === undefined) return 0;
  const days = new Set(repeat.days ?? weekdays).size;
  return (days * repeat.lasts) / (7 * 86_400);
}

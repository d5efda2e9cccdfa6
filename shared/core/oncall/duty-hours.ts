import type { Shift } from '#core/oncall/who-is-on-call.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';
import {
  firstInstantAt,
  minutesPerDay,
  modulo,
  wallAt,
  weekdayOf,
} from '#core/time/wall-minutes.ts';

export interface DutyHours {
  hours: number;
  /** From 22:00 to 06:00. */
  nightHours: number;
  /** Saturdays and Sundays, their nights too. */
  weekendHours: number;
}

type Span = Pick<Shift, 'from' | 'until'>;

/**
 * Hours as they pass, not as the wall shows them: a night in which the clocks go back has nine. Whoever is on duty on two
 * schedules at once is on duty once.
 */
export function dutyHours(shifts: readonly Span[], timeZone: string): DutyHours {
  const seconds = { all: 0, night: 0, weekend: 0 };
  for (const { from, until } of together(shifts)) {
    for (const part of parts(from, until, timeZone)) {
      seconds.all += part.seconds;
      if (part.isNight) seconds.night += part.seconds;
      if (part.isWeekend) seconds.weekend += part.seconds;
    }
  }
  const hours = (value: number) => Math.round(value / 36) / 100;
  return {
    hours: hours(seconds.all),
    nightHours: hours(seconds.night),
    weekendHours: hours(seconds.weekend),
  };
}

function together(shifts: readonly Span[]): Span[] {
  const spans: Span[] = [];
  for (const { from, until } of shifts.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = spans.at(-1);
    if (last === undefined || last.until < from) spans.push({ from, until });
    else if (last.until < until) last.until = until;
  }
  return spans;
}

interface Part {
  seconds: number;
  isNight: boolean;
  isWeekend: boolean;
}

/** Where night and day begin, in minutes of a day. */
const bounds = [0, 6 * 60, 22 * 60];

function parts(from: Instant, until: Instant, timeZone: string): Part[] {
  const found: Part[] = [];
  const firstDay = Math.floor(wallAt(from, timeZone) / minutesPerDay);
  const lastDay = Math.floor(wallAt(until, timeZone) / minutesPerDay);
  // A clock that is put back at midnight shows the day before once more.
  const begins = Array.from({ length: lastDay - firstDay + 3 }, (_, index) => firstDay - 1 + index)
    .flatMap(day => bounds.map(bound => day * minutesPerDay + bound))
    .map(wall => ({ wall, at: firstInstantAt(wall, timeZone) }));
  begins.forEach(({ wall, at }, index) => {
    const end = begins[index + 1]?.at;
    const begin = at > from ? at : from;
    const ends = end !== undefined && end < until ? end : until;
    if (begin >= ends) return;
    const minute = modulo(wall, minutesPerDay);
    found.push({
      seconds: secondsBetween(begin, ends),
      isNight: minute < 6 * 60 || minute >= 22 * 60,
      isWeekend: weekdayOf(Math.floor(wall / minutesPerDay)) >= 5,
    });
  });
  return found;
}

import type { Instant } from '#core/time/instant.ts';
import {
  dayNumber,
  firstInstantAt,
  minutesOfDay,
  minutesPerDay,
  wallAt,
  weekdayOf,
} from '#core/time/wall-minutes.ts';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** When people work: for tickets that wait for the next business day, and for schedules with holidays. */
export interface BusinessCalendar {
  timeZone: string;
  days: Weekday[];
  from: string;
  to: string;
  /** Whole local days: `2026-12-25`. */
  holidays: string[];
}

/** A year without a business day is no calendar; looking further is looking for ever. */
const daysMax = 400;

/** The next moments at which business hours begin, after this one. Fewer where the calendar has no more within a year. */
export function nextOpenings(calendar: BusinessCalendar, at: Instant, count: number): Instant[] {
  const isOpen = businessDays(calendar);
  const opens = minutesOfDay(calendar.from);
  const today = Math.floor(wallAt(at, calendar.timeZone) / minutesPerDay);
  const openings: Instant[] = [];
  for (let day = today; day < today + daysMax && openings.length < count; day++) {
    if (!isOpen(day)) continue;
    const opening = firstInstantAt(day * minutesPerDay + opens, calendar.timeZone);
    if (opening > at) openings.push(opening);
  }
  return openings;
}

/** Whether people work on a day, by its number. */
export function businessDays({
  days,
  holidays,
}: Pick<BusinessCalendar, 'days' | 'holidays'>): (day: number) => boolean {
  const free = new Set(holidays.map(dayNumber));
  return day => {
    const weekday = weekdays[weekdayOf(day)];
    return weekday !== undefined && days.includes(weekday) && !free.has(day);
  };
}

import type { Layer, Restriction } from '#core/setup/schedule.ts';
import { type Weekday, weekdays } from '#core/time/business-calendar.ts';
import {
  dayNumber,
  minutesOfDay,
  minutesPerDay,
  type WallMinutes,
  wallMinutes,
  weekdayOf,
} from '#core/time/wall-minutes.ts';

/** A stretch of one person's turn, in wall-clock minutes; `to` is not part of it. */
export interface Stretch {
  person: string;
  from: WallMinutes;
  to: WallMinutes;
}

interface Window {
  from: WallMinutes;
  to: WallMinutes;
}

/** Who of a layer is on duty when, in order, within these wall-clock minutes and a little around them. */
export function stretches(
  layer: Layer,
  holidays: readonly string[],
  within: { from: WallMinutes; to: WallMinutes },
): Stretch[] {
  if (layer.people.length === 0) return [];
  const { start, from: layerFrom, end: layerEnd, length } = turnsOf(layer);
  const begin = Math.max(within.from, layerFrom);
  const end = Math.min(within.to, layerEnd);
  if (begin >= end) return [];

  const windowsIn = windowsOf(layer, holidays);
  const first = start + Math.floor((begin - start) / length) * length;
  const counts = layer.countsEveryTurn === true;
  let served = counts ? (first - start) / length : servedIn(windowsIn(start, first), start, length);
  const found: Stretch[] = [];
  for (let from = first; from < end; from += length) {
    const windows = windowsIn(from, Math.min(from + length, layerEnd));
    // A turn without a single window was served by nobody, so nobody loses their place in the order.
    if (windows.length === 0 && !counts) continue;
    const person = layer.people[served % layer.people.length];
    served += 1;
    for (const window of windows) {
      const begins = Math.max(window.from, layerFrom);
      if (person !== undefined && begins < window.to)
        found.push({ person, from: begins, to: window.to });
    }
  }
  return found;
}

function turnsOf({ start, from, end, turn }: Layer) {
  const first = wallMinutes(start);
  return {
    start: first,
    from: from === undefined ? first : Math.max(first, wallMinutes(from)),
    end: end === undefined ? Number.POSITIVE_INFINITY : wallMinutes(end),
    length: 'days' in turn ? turn.days * minutesPerDay : turn.hours * 60,
  };
}

/** How many turns since `start` have one of these windows, which are in order and do not overlap. */
function servedIn(windows: readonly Window[], start: WallMinutes, length: number): number {
  let served = 0;
  let next = 0;
  for (const { from, to } of windows) {
    const first = Math.max(Math.floor((from - start) / length), next);
    next = Math.ceil((to - start) / length);
    served += Math.max(next - first, 0);
  }
  return served;
}

/** The windows of the layer between two times, in order and without overlap. */
function windowsOf({ restrictions, on }: Layer, holidays: readonly string[]) {
  if (restrictions.length === 0 && on === undefined) {
    return (from: WallMinutes, to: WallMinutes): Window[] => (from < to ? [{ from, to }] : []);
  }
  const free = new Set(holidays.map(dayNumber));
  const isActive = (day: number) => on === undefined || free.has(day) === (on === 'holidays');
  const windowsByWeekday = weekdays.map(weekday => windowsOfDay(weekday, restrictions));
  return (from: WallMinutes, to: WallMinutes): Window[] => {
    const windows: Window[] = [];
    // A window of the day before may reach past midnight.
    const firstDay = Math.floor(from / minutesPerDay) - 1;
    for (let day = firstDay; day * minutesPerDay < to; day++) {
      if (!isActive(day)) continue;
      const midnight = day * minutesPerDay;
      for (const window of windowsByWeekday[weekdayOf(day)] ?? []) {
        const begin = Math.max(midnight + window.from, from);
        const end = Math.min(midnight + window.to, to);
        if (begin < end) windows.push({ from: begin, to: end });
      }
    }
    return mergeOverlaps(windows);
  };
}

/** In minutes since midnight. */
function windowsOfDay(weekday: Weekday, restrictions: readonly Restriction[]): Window[] {
  if (restrictions.length === 0) return [{ from: 0, to: minutesPerDay }];
  return restrictions
    .filter(({ days }) => days.includes(weekday))
    .map(restriction => {
      const from = minutesOfDay(restriction.from);
      const to = minutesOfDay(restriction.to);
      return { from, to: to > from ? to : to + minutesPerDay };
    });
}

function mergeOverlaps(windows: readonly Window[]): Window[] {
  const whole: Window[] = [];
  for (const window of windows.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last !== undefined && window.from <= last.to) last.to = Math.max(last.to, window.to);
    else whole.push({ ...window });
  }
  return whole;
}

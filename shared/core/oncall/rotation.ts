import type { Layer, Restriction } from '#core/oncall/schedule.ts';
import { weekdays } from '#core/oncall/schedule.ts';
import {
  dayNumber,
  minutesOfDay,
  minutesPerDay,
  modulo,
  type WallMinutes,
  wallMinutes,
  weekdayOf,
} from '#core/oncall/wall-minutes.ts';

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

const minutesPerWeek = 7 * minutesPerDay;

/** Who of a layer is on duty when, in order, within these wall-clock minutes and a little around them. */
export function stretches(
  layer: Layer,
  holidays: readonly string[],
  within: { from: WallMinutes; to: WallMinutes },
): Stretch[] {
  if (layer.people.length === 0) return [];
  const turns = turnsOf(layer);
  const begin = Math.max(within.from, turns.start);
  const end = Math.min(within.to, turns.end);
  if (begin >= end) return [];

  const windowsIn = windowsOf(layer, holidays);
  const first = Math.floor((begin - turns.start) / turns.length);
  let served = windowsIn === undefined ? first : servedBefore(layer, turns, windowsIn, first);
  const found: Stretch[] = [];
  for (let turn = first; turns.start + turn * turns.length < end; turn++) {
    const from = turns.start + turn * turns.length;
    const to = Math.min(from + turns.length, turns.end);
    const windows = windowsIn === undefined ? [{ from, to }] : windowsIn(from, to);
    // A turn without a single window was served by nobody, so nobody loses their place in the order.
    if (windows.length === 0) continue;
    const person = layer.people[modulo(served, layer.people.length)];
    served += 1;
    if (person !== undefined) found.push(...windows.map(window => ({ person, ...window })));
  }
  return found;
}

interface Turns {
  start: WallMinutes;
  end: number;
  length: number;
}

function turnsOf({ start, end, turn }: Layer): Turns {
  return {
    start: wallMinutes(start),
    end: end === undefined ? Number.POSITIVE_INFINITY : wallMinutes(end),
    length: 'days' in turn ? turn.days * minutesPerDay : turn.hours * 60,
  };
}

type WindowsIn = (from: WallMinutes, to: WallMinutes) => Window[];

/** The windows of the layer between two times; `undefined` when it is on duty always. */
function windowsOf(
  { restrictions, on }: Layer,
  holidays: readonly string[],
): WindowsIn | undefined {
  if (restrictions.length === 0 && on === undefined) return undefined;
  const free = new Set(holidays.map(dayNumber));
  const isActive = (day: number) =>
    on === undefined || (on === 'holidays' ? free.has(day) : !free.has(day));
  return (from, to) => {
    const windows: Window[] = [];
    // A window of the day before may reach past midnight.
    const firstDay = Math.floor(from / minutesPerDay) - 1;
    for (let day = firstDay; day * minutesPerDay < to; day++) {
      if (!isActive(day)) continue;
      for (const window of windowsOfDay(day, restrictions)) {
        const cut = { from: Math.max(window.from, from), to: Math.min(window.to, to) };
        if (cut.from < cut.to) windows.push(cut);
      }
    }
    return united(windows);
  };
}

function windowsOfDay(day: number, restrictions: readonly Restriction[]): Window[] {
  const midnight = day * minutesPerDay;
  if (restrictions.length === 0) return [{ from: midnight, to: midnight + minutesPerDay }];
  const weekday = weekdays[weekdayOf(day)];
  return restrictions
    .filter(({ days }) => weekday !== undefined && days.includes(weekday))
    .map(restriction => {
      const from = minutesOfDay(restriction.from);
      const to = minutesOfDay(restriction.to);
      return { from: midnight + from, to: midnight + (to > from ? to : to + minutesPerDay) };
    });
}

function united(windows: readonly Window[]): Window[] {
  const whole: Window[] = [];
  for (const window of windows.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last !== undefined && window.from <= last.to) last.to = Math.max(last.to, window.to);
    else whole.push({ ...window });
  }
  return whole;
}

/** How many of the turns before this one had a window. */
function servedBefore(
  { on }: Layer,
  { start, length, end }: Turns,
  windowsIn: WindowsIn,
  turn: number,
): number {
  const isServed = (index: number) => {
    const from = start + index * length;
    return windowsIn(from, Math.min(from + length, end)).length > 0;
  };
  const count = (from: number, to: number) => {
    let served = 0;
    for (let index = from; index < to; index++) if (isServed(index)) served += 1;
    return served;
  };
  // Holidays come as they like; each turn is looked at.
  if (on !== undefined) return count(0, turn);
  // Weekdays come again: after some turns (168 at most, an hour being the shortest) all is as it was.
  const cycle = minutesPerWeek / commonDivisor(length, minutesPerWeek);
  const cycles = Math.floor(turn / cycle);
  const perCycle = cycles > 0 ? count(0, cycle) : 0;
  return cycles * perCycle + count(cycles * cycle, turn);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

import type { Layer, Restriction } from '#core/setup/schedule.ts';
import { weekdays } from '#core/time/business-calendar.ts';
import {
  dayNumber,
  minutesOfDay,
  minutesPerDay,
  modulo,
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
  let served = windowsIn === undefined ? first : servedBefore(layer, holidays, turns, first);
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
  layer: Layer,
  holidays: readonly string[],
  turns: Turns,
  turn: number,
): number {
  const { on, ...always } = layer;
  if (on === undefined) return servedByWeekdays(layer, turns, turn);
  // Holidays come as they like, but they are few, and change nothing in the turns that are not near one.
  const near = turnsNear(holidays, turns).filter(index => index < turn);
  const isServed = isServedIn(windowsOf(layer, holidays), turns);
  if (on === 'holidays') return near.filter(isServed).length;
  const isServedAlways = isServedIn(windowsOf(always, []), turns);
  const lost = near.filter(index => isServedAlways(index) && !isServed(index));
  return servedByWeekdays(always, turns, turn) - lost.length;
}

function servedByWeekdays(layer: Layer, turns: Turns, turn: number): number {
  const isServed = isServedIn(windowsOf(layer, []), turns);
  const count = (from: number, to: number) => {
    let served = 0;
    for (let index = from; index < to; index++) if (isServed(index)) served += 1;
    return served;
  };
  // Weekdays come again: after some turns (168 at most, an hour being the shortest) all is as it was.
  const cycle = minutesPerWeek / commonDivisor(turns.length, minutesPerWeek);
  const cycles = Math.floor(turn / cycle);
  const perCycle = cycles > 0 ? count(0, cycle) : 0;
  return cycles * perCycle + count(cycles * cycle, turn);
}

function isServedIn(windowsIn: WindowsIn | undefined, { start, length, end }: Turns) {
  return (index: number) => {
    const from = start + index * length;
    return windowsIn === undefined || windowsIn(from, Math.min(from + length, end)).length > 0;
  };
}

/** The turns in which windows that begin on a holiday can lie; they may reach past midnight. */
function turnsNear(holidays: readonly string[], { start, length }: Turns): number[] {
  const near = new Set<number>();
  for (const holiday of holidays) {
    const day = dayNumber(holiday);
    const first = Math.floor((day * minutesPerDay - start) / length);
    const last = Math.floor(((day + 2) * minutesPerDay - start) / length);
    for (let index = Math.max(first, 0); index <= last; index++) near.add(index);
  }
  return [...near];
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

import type { MovedRotation, MovedTurn, MovedWindow } from '#core/oncall/moving/moved.ts';
import type { DirectoryDocument } from '#core/setup/document.ts';
import { beginning } from '#core/text/plain-text.ts';
import { weekdays } from '#core/time/business-calendar.ts';
import type { Instant } from '#core/time/instant.ts';
import { dayThere } from '#core/time/local-time.ts';
import {
  firstInstantAt,
  minutesPerDay,
  type WallMinutes,
  wallAt,
  wallMinutes,
} from '#core/time/wall-minutes.ts';

type LayerDocument = DirectoryDocument['schedules'][string]['layers'][number];

/** What rules cannot say is written out turn by turn, for so long and no longer. */
const writtenDays = 180;
const writtenMax = 1500;
/** A layer for one turn; its end cuts it. */
const oneTurn = { days: 366 };

/** The layers that put the same people on duty; `until`: written out turn by turn until then, and nobody after it. */
export function layersOf(
  rotation: MovedRotation,
  idOf: (person: string) => string,
  now: WallMinutes,
  timeZone: string,
): { layers: LayerDocument[]; until?: string } {
  const { name, people, start, turn, windows, from, end } = rotation;
  const restrictions = restrictionsOf(windows);
  const kept = people.flatMap(person => (person === undefined ? [] : [idOf(person)]));
  if (kept.length === 0) return { layers: [] };
  const whole = wholeTurn(turn);
  const isSimple =
    rotation.dutyMinutes === undefined &&
    (rotation.turnZone === undefined || rotation.turnZone === timeZone);
  if (whole !== undefined && isSimple && kept.length === people.length) {
    const isPassed = restrictions.length > 0 && !fillsEveryTurn(whole, windows);
    return {
      layers: [
        {
          name,
          people: kept,
          start,
          turn: whole,
          ...(from !== undefined && from > start && { from }),
          ...(end !== undefined && { end }),
          ...(restrictions.length > 0 && { restrictions }),
          ...(isPassed && { countEveryTurn: true }),
        },
      ],
    };
  }

  const layers: LayerDocument[] = [];
  const begins = Math.max(now, from === undefined ? wallMinutes(start) : wallMinutes(from));
  const last = now + writtenDays * minutesPerDay;
  const ends = Math.min(last, end === undefined ? last : wallMinutes(end));
  let until = ends;
  for (let index = firstTurn(rotation, begins); ; index++) {
    const turnFrom = here(boundary(rotation, index));
    if (turnFrom >= ends) break;
    if (layers.length >= writtenMax) {
      until = turnFrom;
      break;
    }
    const person = people[index % people.length];
    const cut = rotation.dutyMinutes ?? Number.POSITIVE_INFINITY;
    const turnEnds = Math.min(boundary(rotation, index + 1), boundary(rotation, index) + cut);
    const [a, b] = [Math.max(turnFrom, begins), Math.min(here(turnEnds), ends)];
    if (person === undefined || a >= b) continue;
    layers.push({
      name: beginning(`${name}, turn ${index + 1}`, 80),
      people: [idOf(person)],
      start: wallText(a),
      end: wallText(b),
      turn: oneTurn,
      ...(restrictions.length > 0 && { restrictions }),
    });
  }
  return end !== undefined && until === wallMinutes(end)
    ? { layers }
    : { layers, until: wallText(until) };

  /** What the schedule's wall shows when that of the turns shows this. */
  function here(wall: WallMinutes): WallMinutes {
    const { turnZone = timeZone } = rotation;
    return turnZone === timeZone ? wall : wallAt(firstInstantAt(wall, turnZone), timeZone);
  }
}

/** One person for a while, over everything below. */
export function standIn(name: string, person: string, from: string, end: string): LayerDocument {
  return { name: beginning(name, 80), people: [person], start: from, end, turn: oneTurn };
}

/** What the wall shows, and whether it shows that at this moment for the first time, to the second. */
export function wallOf(at: Instant, timeZone: string): { text: string; isExact: boolean } {
  const wall = wallAt(at, timeZone);
  return { text: wallText(wall), isExact: firstInstantAt(wall, timeZone) === at };
}

export function wallText(wall: WallMinutes): string {
  const minute = wall % minutesPerDay;
  const day = dayThere(
    firstInstantAt(Math.floor(wall / minutesPerDay) * minutesPerDay + 720, 'UTC'),
    'UTC',
  );
  return `${day}T${clock(minute)}`;
}

function clock(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

function wholeTurn(turn: MovedTurn): LayerDocument['turn'] | undefined {
  if ('months' in turn) return undefined;
  if ('minutes' in turn) {
    return turn.minutes % 60 === 0 ? wholeTurn({ hours: turn.minutes / 60 }) : undefined;
  }
  const [count, most] = 'days' in turn ? [turn.days, 366] : [turn.hours, 366 * 24];
  if (!Number.isInteger(count) || count < 1 || count > most) return undefined;
  if ('hours' in turn) return turn;
  if (turn.handOffs !== undefined && turn.handOffs.length > 1) return undefined;
  return count === 1 ? 'daily' : count === 7 ? 'weekly' : { days: count };
}

function lengthOf(turn: Exclude<MovedTurn, { months: number }>): number {
  if ('days' in turn) return turn.days * minutesPerDay;
  return 'hours' in turn ? turn.hours * 60 : turn.minutes;
}

/** Of whole weeks each has the same windows. */
function fillsEveryTurn(turn: LayerDocument['turn'], windows: readonly MovedWindow[]): boolean {
  const days = turn === 'daily' ? 1 : turn === 'weekly' ? 7 : 'days' in turn ? turn.days : 0;
  return days >= 7 || (days >= 1 && windows.some(({ day }) => day === undefined));
}

/** When the turn with this number begins, on the wall. */
export function turnText(start: string, turn: MovedTurn, index: number): string {
  return wallText(boundary({ start, turn }, index));
}

/** In which the turn with this number begins. */
function boundary(
  { start, turn }: Pick<MovedRotation, 'start' | 'turn'>,
  index: number,
): WallMinutes {
  const first = wallMinutes(start);
  if (!('months' in turn)) {
    const offsets = ('days' in turn ? turn.handOffs : undefined) ?? [0];
    const whole = Math.floor(index / offsets.length);
    return first + whole * lengthOf(turn) + (offsets[index - whole * offsets.length] ?? 0);
  }
  const [year = 0, month = 1, day = 1] = start.slice(0, 10).split('-').map(Number);
  const months = year * 12 + (month - 1) + index * turn.months;
  const days = daysIn(Math.floor(months / 12), (months % 12) + 1);
  const shown = [
    String(Math.floor(months / 12)).padStart(4, '0'),
    String((months % 12) + 1).padStart(2, '0'),
    String(Math.min(day, days)).padStart(2, '0'),
  ].join('-');
  return wallMinutes(`${shown}${start.slice(10)}`);
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 30;
}

function firstTurn(rotation: MovedRotation, at: WallMinutes): number {
  const first = wallMinutes(rotation.start);
  if (at <= first) return 0;
  const { turn } = rotation;
  const perTurn = 'days' in turn ? (turn.handOffs?.length ?? 1) : 1;
  // A day earlier, because the clocks of turns may be those of another zone.
  const early = Math.max(0, at - first - minutesPerDay);
  let index = 'months' in turn ? 0 : Math.floor(early / lengthOf(turn)) * perTurn;
  while (boundary(rotation, index + 1) <= at - minutesPerDay) index++;
  return index;
}

/** Windows of any length as those that begin on some days and end on the same or the next. */
function restrictionsOf(
  windows: readonly MovedWindow[],
): NonNullable<LayerDocument['restrictions']> {
  if (windows.some(({ day, minutes }) => day === undefined && minutes >= minutesPerDay)) return [];
  const days = new Map<string, Set<number>>();
  const add = (day: number, from: number, to: number) => {
    const key = `${clock(from)} ${to === minutesPerDay ? '24:00' : clock(to % minutesPerDay)}`;
    days.set(key, (days.get(key) ?? new Set()).add(day % 7));
  };
  for (const { day, from, minutes } of windows) {
    for (const first of day === undefined ? [0, 1, 2, 3, 4, 5, 6] : [day]) {
      if (minutes < minutesPerDay) {
        add(first, from, from + minutes);
        continue;
      }
      let [at, left, begin] = [first, Math.min(minutes, 7 * minutesPerDay), from];
      while (left > 0) {
        const long = Math.min(left, minutesPerDay - begin);
        add(at, begin, begin + long);
        [at, left, begin] = [at + 1, left - long, 0];
      }
    }
  }
  const isAlways = days.get('00:00 24:00')?.size === 7;
  if (isAlways) return [];
  return [...days].map(([key, on]) => {
    const [from = '00:00', to = '24:00'] = key.split(' ');
    const named = weekdays.filter((_, index) => on.has(index));
    return { ...(named.length < 7 && { days: named }), from, to };
  });
}

/** The days from Monday on which this falls; for systems that name them. */
export function dayNumberOf(name: string): number | undefined {
  const found = weekdays.findIndex(day => name.toLowerCase().startsWith(day));
  return found === -1 ? undefined : found;
}

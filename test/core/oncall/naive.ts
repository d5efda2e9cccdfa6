import type { Override } from '#core/oncall/roster.ts';
import type { KnownSchedule } from '#core/oncall/who-is-on-call.ts';
import type { Layer } from '#core/setup/schedule.ts';

/*
 * Who is on call, the slow way: looks at one minute after the other, at what a clock on the wall shows, and knows
 * nothing of how the real one reckons. Written apart from it; where the two differ, one of them is wrong.
 */

const minuteMs = 60_000;
const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** `2026-11-02T09:00` on the wall there. */
export function wall(at: number, timeZone: string): string {
  const shown = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => shown.find(each => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The latest that the wall has ever shown: what was handed over stays so when the clock goes back. */
function latestShown(at: number, timeZone: string): string {
  let latest = wall(at, timeZone);
  const hoursAgo = wall(at - 180 * minuteMs, timeZone);
  const isSteady = shift(hoursAgo, 180) === latest;
  for (let minutes = 1; minutes < 180 && !isSteady; minutes++) {
    const before = wall(at - minutes * minuteMs, timeZone);
    if (before > latest) latest = before;
  }
  return latest;
}

const shift = (text: string, minutes: number) =>
  new Date(Date.parse(`${text}:00Z`) + minutes * minuteMs).toISOString().slice(0, 16);

const lengthOf = ({ turn }: Layer) => ('days' in turn ? turn.days * 1440 : turn.hours * 60);

function isInWindow(layer: Layer, holidays: readonly string[], shown: string): boolean {
  const isActive = (day: string) =>
    layer.on === undefined || holidays.includes(day) === (layer.on === 'holidays');
  if (layer.restrictions.length === 0) return isActive(shown.slice(0, 10));
  const time = shown.slice(11);
  return layer.restrictions.some(({ days, from, to }) => {
    const begins = (day: string) => {
      const name = weekdayNames[new Date(`${day}T00:00Z`).getUTCDay()];
      return name !== undefined && days.includes(name) && isActive(day);
    };
    const today = shown.slice(0, 10);
    const yesterday = shift(`${today}T00:00`, -1440).slice(0, 10);
    if (to > from) return begins(today) && time >= from && time < to;
    return (begins(today) && time >= from) || (begins(yesterday) && time < to);
  });
}

/** Counts the turns that somebody served, from the very first, minute by minute. */
function naiveLayer(layer: Layer, holidays: readonly string[]) {
  const served: (number | undefined)[] = [];
  let count = 0;
  const length = lengthOf(layer);
  return (shown: string): string | undefined => {
    if (
      shown < (layer.from ?? layer.start) ||
      shown < layer.start ||
      (layer.end !== undefined && shown >= layer.end)
    )
      return undefined;
    if (!isInWindow(layer, holidays, shown)) return undefined;
    const turn = Math.floor(
      (Date.parse(`${shown}:00Z`) - Date.parse(`${layer.start}:00Z`)) / minuteMs / length,
    );
    for (let index = served.length; index <= turn; index++) {
      const begin = shift(layer.start, index * length);
      let isServed = layer.countsEveryTurn === true;
      for (let minute = 0; minute < length && !isServed; minute++) {
        const at = shift(begin, minute);
        isServed = (layer.end === undefined || at < layer.end) && isInWindow(layer, holidays, at);
      }
      served[index] = isServed ? count++ : undefined;
    }
    const place = served[turn];
    return place === undefined ? undefined : layer.people[place % layer.people.length];
  };
}

export function naiveOnCall(schedule: KnownSchedule, overrides: readonly Override[]) {
  const layers = schedule.layers.map(layer => naiveLayer(layer, schedule.holidays ?? []));
  return (at: number): string | undefined => {
    const shown = latestShown(at, schedule.timeZone);
    let person: string | undefined;
    for (const layer of layers) person = layer(shown) ?? person;
    const moment = new Date(at).toISOString();
    for (const override of overrides.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))) {
      if (override.schedule !== schedule.id) continue;
      if (moment < override.from || moment >= override.until) continue;
      if (override.instead === undefined || override.instead === person) person = override.person;
    }
    return person;
  };
}

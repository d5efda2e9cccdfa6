import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Override } from '#core/oncall/roster.ts';
import {
  handOffsBetween,
  type KnownSchedule,
  layerShiftsBetween,
  shiftsBetween,
  whoIsOnCall,
} from '#core/oncall/who-is-on-call.ts';
import type { Layer, Schedule } from '#core/setup/schedule.ts';
import { weekdays } from '#core/time/business-calendar.ts';
import { addSeconds, epochMs, type Instant, instant } from '#core/time/instant.ts';
import { tries } from '../../support/effort.ts';
import { naiveOnCall, wall } from './naive.ts';

const begin = instant('2026-01-01T00:00:00.000Z');
const hour = 3600;
const day = 24 * hour;

/** Of all zones those whose clocks do something odd; Casablanca's and Lord Howe's go back in the quarter looked at. */
const oddZones = [
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Pacific/Apia',
  'UTC',
];
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30'))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${minutes}`);
const person = fc.constantFrom('ana', 'bo', 'chidi', 'dana');
const restriction = fc
  .record({ days: fc.subarray([...weekdays], { minLength: 1 }), from: time, to: time })
  .filter(({ from, to }) => from !== to);
const layer: fc.Arbitrary<Layer> = fc
  .record({
    people: fc.uniqueArray(person, { minLength: 1 }),
    startDay: fc.integer({ min: 1, max: 28 }),
    startTime: time,
    turn: fc.oneof(
      fc.constantFrom(1, 2, 7).map(days => ({ days })),
      fc.constantFrom(5, 8, 12).map(hours => ({ hours })),
    ),
    restrictions: fc.array(restriction, { maxLength: 2 }),
    on: fc.constantFrom(undefined, undefined, 'holidays', 'other-days'),
    ends: fc.boolean(),
    begins: fc.boolean(),
    countsEveryTurn: fc.boolean(),
  })
  .map(({ people, startDay, startTime, turn, restrictions, on, ends, ...more }) => ({
    name: 'Layer',
    people,
    start: `2026-02-${String(startDay).padStart(2, '0')}T${startTime}`,
    turn,
    restrictions,
    ...(on !== undefined && { on: on as 'holidays' | 'other-days' }),
    ...(ends && { end: '2026-04-10T09:00' }),
    ...(more.begins && { from: '2026-03-07T13:00' }),
    ...(more.countsEveryTurn && { countsEveryTurn: true as const }),
  }));
const schedule: fc.Arbitrary<KnownSchedule> = fc
  .record({
    timeZone: fc.constantFrom(...oddZones),
    layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
  })
  .map(each => ({
    id: 'primary',
    name: 'Primary',
    holidays: ['2026-03-08', '2026-03-30', '2026-04-03', '2026-04-06'],
    ...each,
  }));
const quarter = { min: 40 * 24, max: 110 * 24 };
const hoursOfQuarter = Array.from({ length: quarter.max - quarter.min }, (_, index) =>
  addSeconds(begin, (quarter.min + index) * hour),
);
/** The hours in which some clock is put forward or back. */
const changes = oddZones.flatMap(timeZone =>
  hoursOfQuarter.filter(at => {
    const [now, later] = [epochMs(at), epochMs(at) + 3_600_000].map(ms =>
      Date.parse(`${wall(ms, timeZone)}Z`),
    );
    return later !== (now ?? 0) + 3_600_000;
  }),
);
/** Within the quarter in which most clocks change, and often near one of the changes. */
const moment = fc.oneof(
  { weight: 2, arbitrary: fc.integer(quarter).map(hours => addSeconds(begin, hours * hour)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -6, max: 10 }))
      .map(([at, quarters]) => addSeconds(at, quarters * 900)),
  },
);
const override: fc.Arbitrary<Override> = fc
  .record({
    from: moment,
    hours: fc.integer({ min: 1, max: 90 }),
    person,
    instead: fc.option(person),
  })
  .map(({ from, hours, person: standIn, instead }) => ({
    id: `${from}/${standIn}`,
    schedule: 'primary',
    person: standIn,
    ...(instead !== null && { instead }),
    from,
    until: addSeconds(from, hours * hour),
    by: 'Bo',
    createdAt: from,
  }));
const overrides = fc.uniqueArray(override, {
  maxLength: 3,
  selector: ({ createdAt }) => createdAt,
});

test('the quarter has clocks that go forward and clocks that go back', () => {
  expect(new Set(changes).size).toBeGreaterThan(4);
});

describe('the resolver and one that looks at every minute', () => {
  test('name the same person at every moment, whatever the rota', () => {
    fc.assert(
      fc.property(
        schedule,
        overrides,
        fc.array(moment, { minLength: 5, maxLength: 12 }),
        (rota, standIns, moments) => {
          const naive = naiveOnCall(rota, standIns);
          for (const at of moments) {
            for (const seconds of [0, -60, 1740]) {
              const when = addSeconds(at, seconds);
              expect([when, whoIsOnCall(rota, standIns, when)?.person]).toEqual([
                when,
                naive(epochMs(when)),
              ]);
            }
          }
        },
      ),
      tries(10),
    );
  });

  test('agree on shifts: in order, without overlap, nobody in the gaps', () => {
    fc.assert(
      fc.property(schedule, overrides, moment, (rota, standIns, from) => {
        const until = addSeconds(from, 3 * day);
        const naive = naiveOnCall(rota, standIns);
        const shifts = shiftsBetween(rota, standIns, from, until);
        shifts.slice(1).forEach((shift, index) => {
          expect(shift.from >= (shifts[index]?.until ?? '')).toBe(true);
        });
        for (let at = from; at < until; at = addSeconds(at, 900)) {
          const shift = shifts.find(each => each.from <= at && at < each.until);
          expect([at, shift?.person]).toEqual([at, naive(epochMs(at))]);
        }
      }),
      tries(10),
    );
  });

  test('hand over exactly where the person changes', () => {
    fc.assert(
      fc.property(schedule, overrides, moment, (rota, standIns, from) => {
        for (const { at, goes, comes } of handOffsBetween(
          rota,
          standIns,
          from,
          addSeconds(from, 5 * day),
        )) {
          expect(whoIsOnCall(rota, standIns, addSeconds(at, -0.001))?.person).toBe(goes);
          expect(whoIsOnCall(rota, standIns, at)?.person).toBe(comes);
          expect(goes).not.toBe(comes);
        }
      }),
      tries(10),
    );
  });
});

describe('every IANA zone, for two years', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  const until = addSeconds(begin, 2 * 366 * day);
  const rota = (timeZone: string, turn: Layer['turn']): Schedule & { id: string } => ({
    id: 'primary',
    name: 'Primary',
    timeZone,
    layers: [
      {
        name: 'Only',
        people: ['ana', 'bo', 'chidi'],
        start: '2025-12-29T02:30',
        turn,
        restrictions: [],
      },
    ],
  });

  test('has exactly one person on a layer at every instant, on days of 23 and 25 hours too', () => {
    expect(zones.length).toBeGreaterThan(400);
    for (const timeZone of zones) {
      const weekly = rota(timeZone, { days: 7 });
      const shifts = layerShiftsBetween(weekly, 0, begin, until);
      expect(shifts[0]?.from).toBe(begin);
      expect(shifts.at(-1)?.until).toBe(until);
      let at: Instant | undefined;
      for (const shift of shifts) {
        if (at !== undefined) expect([timeZone, shift.from]).toEqual([timeZone, at]);
        expect(shift.from < shift.until).toBe(true);
        at = shift.until;
      }
    }
  });

  test('names that one person for every sampled instant, hour by hour over each change of the clocks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom<Layer['turn']>({ days: 1 }, { days: 7 }, { hours: 12 }, { hours: 1 }),
        fc.integer({ min: 0, max: 2 * 365 * 24 }),
        (timeZone, turn, hours) => {
          const known = rota(timeZone, turn);
          const at = addSeconds(begin, hours * hour);
          const around = layerShiftsBetween(known, 0, addSeconds(at, -day), addSeconds(at, day));
          const holding = around.filter(shift => shift.from <= at && at < shift.until);
          expect(holding).toHaveLength(1);
          expect(whoIsOnCall(known, [], at)?.person).toBe(holding[0]?.person);
        },
      ),
      tries(150),
    );
  });

  test('keeps the hand-off at its time on the wall, before and after the clocks change', () => {
    for (const timeZone of zones) {
      const shown = new Intl.DateTimeFormat('en-GB', {
        timeZone,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
      const shifts = layerShiftsBetween(rota(timeZone, { days: 7 }), 0, begin, until).slice(1);
      const odd = shifts.filter(({ from }) => shown.format(epochMs(from)) !== '02:30');
      // Only where 02:30 itself was skipped that night.
      if (odd.length > 2) expect([timeZone, odd.map(({ from }) => from)]).toEqual([timeZone, []]);
    }
  });
});

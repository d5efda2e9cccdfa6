import { describe, expect, test } from 'vitest';
import type { Override } from '#core/oncall/roster.ts';
import {
  handOffsBetween,
  type KnownSchedule,
  layerShiftsBetween,
  shiftsBetween,
  whoIsOnCall,
} from '#core/oncall/who-is-on-call.ts';
import type { Layer } from '#core/setup/schedule.ts';
import { type BusinessCalendar, nextOpenings, weekdays } from '#core/time/business-calendar.ts';
import { type Instant, instant, secondsBetween } from '#core/time/instant.ts';

const at = (text: string) => instant(`${text}:00.000Z`);
const hours = (shift: { from: Instant; until: Instant } | undefined) =>
  shift && secondsBetween(shift.from, shift.until) / 3600;

const weekly: Layer = {
  name: 'Weekly',
  people: ['ana', 'bo'],
  start: '2026-03-02T09:00',
  turn: { days: 7 },
  restrictions: [],
};
const schedule = (timeZone: string, ...layers: Layer[]): KnownSchedule => ({
  id: 'primary',
  name: 'Primary',
  timeZone,
  layers,
});
const override = (change: Partial<Override>): Override => ({
  id: 'o1',
  schedule: 'primary',
  person: 'dana',
  from: at('2026-03-04T18:00'),
  until: at('2026-03-05T06:00'),
  by: 'Bo',
  createdAt: at('2026-03-01T00:00'),
  ...change,
});
const who = (known: KnownSchedule, when: string, ...overrides: Override[]) =>
  whoIsOnCall(known, overrides, at(when))?.person;

describe('a change of the clocks', () => {
  const newYork = schedule('America/New_York', weekly);
  const daily = { ...weekly, turn: { days: 1 }, start: '2026-03-02T00:00' };

  test('does not shift the rota by an hour (field lesson 20): the hand-off stays at 9 on the wall', () => {
    // The clocks go forward on 8 March: 9:00 is 14:00 UTC before and 13:00 after.
    expect(who(newYork, '2026-03-02T14:00')).toBe('ana');
    expect(who(newYork, '2026-03-09T12:59')).toBe('ana');
    expect(who(newYork, '2026-03-09T13:00')).toBe('bo');
  });

  test('makes a turn of 23 hours in spring and one of 25 in autumn', () => {
    const spring = layerShiftsBetween(
      schedule('America/New_York', daily),
      0,
      at('2026-03-07T05:00'),
      at('2026-03-10T04:00'),
    );
    expect(spring.map(hours)).toEqual([24, 23, 24]);
    const autumn = layerShiftsBetween(
      schedule('America/New_York', daily),
      0,
      at('2026-10-31T04:00'),
      at('2026-11-03T05:00'),
    );
    expect(autumn.map(hours)).toEqual([24, 25, 24]);
  });

  test('of half an hour makes turns of half an hour more and less', () => {
    const shifts = layerShiftsBetween(
      schedule('Australia/Lord_Howe', daily),
      0,
      at('2026-04-03T13:00'),
      at('2026-04-05T13:30'),
    );
    expect(shifts.map(hours)).toEqual([24, 24.5]);
  });

  test('that skips the hand-off itself hands over at the skip', () => {
    const atHalfPastTwo = { ...weekly, turn: { days: 1 }, start: '2026-03-02T02:30' };
    const shifts = layerShiftsBetween(
      schedule('America/New_York', atHalfPastTwo),
      0,
      at('2026-03-07T07:30'),
      at('2026-03-09T06:30'),
    );
    expect(shifts.map(({ from }) => from)).toEqual([
      at('2026-03-07T07:30'),
      at('2026-03-08T07:00'),
    ]);
  });
});

describe('restrictions', () => {
  const workdays: Layer = {
    ...weekly,
    people: ['ana', 'bo', 'chidi'],
    turn: { days: 1 },
    start: '2026-03-02T00:00',
    restrictions: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }],
  };

  test('starve nobody (field lesson 22): turns are counted by shifts that were served', () => {
    const shifts = layerShiftsBetween(
      schedule('UTC', workdays),
      0,
      at('2026-03-02T00:00'),
      at('2026-06-01T00:00'),
    );
    const served = Map.groupBy(shifts, ({ person }) => person);
    expect([...served.values()].map(list => list.length)).toEqual([22, 22, 21]);
    // On Monday it goes on with whoever is next after Friday.
    expect(who(schedule('UTC', workdays), '2026-03-06T10:00')).toBe('bo');
    expect(who(schedule('UTC', workdays), '2026-03-09T10:00')).toBe('chidi');
  });

  test('are told by the clocks of the schedule, whoever reads them where (field lesson 21)', () => {
    const on = (timeZone: string) =>
      layerShiftsBetween(
        schedule(timeZone, workdays),
        0,
        at('2026-03-03T00:00'),
        at('2026-03-04T00:00'),
      ).map(({ from }) => from);
    expect(on('UTC')).toEqual([at('2026-03-03T09:00')]);
    expect(on('America/New_York')).toEqual([at('2026-03-03T14:00')]);
    expect(on('Asia/Kathmandu')).toEqual([at('2026-03-03T03:15')]);
  });

  test('leave gaps that are gaps, and reach past midnight', () => {
    const nights: Layer = {
      ...weekly,
      start: '2026-03-02T00:00',
      restrictions: [{ days: ['fri'], from: '22:00', to: '06:00' }],
    };
    const known = schedule('UTC', nights);
    expect(who(known, '2026-03-06T21:59')).toBeUndefined();
    expect(who(known, '2026-03-06T22:00')).toBe('ana');
    expect(who(known, '2026-03-07T05:59')).toBe('ana');
    expect(who(known, '2026-03-07T06:00')).toBeUndefined();
  });

  test('of a layer above let the one below through where it is off duty', () => {
    const day: Layer = {
      ...weekly,
      name: 'Office hours',
      people: ['chidi'],
      restrictions: [{ days: [...weekdays], from: '09:00', to: '17:00' }],
    };
    const known = schedule('UTC', weekly, day);
    expect(who(known, '2026-03-03T12:00')).toBe('chidi');
    expect(who(known, '2026-03-03T17:00')).toBe('ana');
    expect(whoIsOnCall(known, [], at('2026-03-03T12:00'))).toEqual({
      person: 'chidi',
      layer: 'Office hours',
      until: at('2026-03-03T17:00'),
      reason: 'it is their turn in Office hours',
    });
  });

  test('to holidays and to other days follow the calendar', () => {
    const holidays = ['2026-03-04'];
    const duty: Layer = { ...weekly, name: 'Holidays', people: ['dana'], on: 'holidays' };
    const known = { ...schedule('UTC', weekly, duty), holidays };
    expect(who(known, '2026-03-03T23:59')).toBe('ana');
    expect(who(known, '2026-03-04T00:00')).toBe('dana');
    expect(who(known, '2026-03-05T00:00')).toBe('ana');
    const others = { ...known, layers: [{ ...weekly, on: 'other-days' as const }] };
    expect(who(others, '2026-03-04T12:00')).toBeUndefined();
  });
});

describe('an override', () => {
  const known = schedule('UTC', weekly);

  test('wins over the layers from its first moment to its last', () => {
    expect(who(known, '2026-03-04T17:59', override({}))).toBe('ana');
    expect(who(known, '2026-03-04T18:00', override({}))).toBe('dana');
    expect(who(known, '2026-03-05T05:59', override({}))).toBe('dana');
    expect(who(known, '2026-03-05T06:00', override({}))).toBe('ana');
    expect(whoIsOnCall(known, [override({})], at('2026-03-04T20:00'))).toMatchObject({
      override: 'o1',
      until: at('2026-03-05T06:00'),
      reason: 'Bo put them there',
    });
  });

  test('of a later hour wins over an earlier one', () => {
    const second = override({ id: 'o2', person: 'bo', createdAt: at('2026-03-02T00:00') });
    expect(who(known, '2026-03-04T20:00', second, override({}))).toBe('bo');
  });

  test('made at the very same time as another one wins by its id, whichever is read first', () => {
    const second = override({ id: 'o2', person: 'bo' });
    expect(who(known, '2026-03-04T20:00', second, override({}))).toBe('bo');
    expect(who(known, '2026-03-04T20:00', override({}), second)).toBe('bo');
  });

  test('instead of somebody counts only where they would have been on duty', () => {
    const instead = override({
      instead: 'bo',
      from: at('2026-03-08T00:00'),
      until: at('2026-03-10T00:00'),
    });
    expect(who(known, '2026-03-08T12:00', instead)).toBe('ana');
    expect(who(known, '2026-03-09T12:00', instead)).toBe('dana');
  });

  test('of another schedule changes nothing here', () => {
    expect(who(known, '2026-03-04T20:00', override({ schedule: 'secondary' }))).toBe('ana');
  });

  test('twice is a swap', () => {
    const swap = [
      override({
        id: 's1',
        person: 'bo',
        from: at('2026-03-03T09:00'),
        until: at('2026-03-04T09:00'),
      }),
      override({
        id: 's2',
        person: 'ana',
        from: at('2026-03-10T09:00'),
        until: at('2026-03-11T09:00'),
      }),
    ];
    expect(who(known, '2026-03-03T12:00', ...swap)).toBe('bo');
    expect(who(known, '2026-03-10T12:00', ...swap)).toBe('ana');
  });
  test.each([['s1'], ['s3']])('of all shifts of the same days is a swap of each, %s', id => {
    // A week of Ana and then one of Bo; made at once, neither takes what the other has just given.
    const days = { from: at('2026-03-02T09:00'), until: at('2026-03-16T09:00') };
    const swap = [
      override({ ...days, id, person: 'bo', instead: 'ana' }),
      override({ ...days, id: 's2', person: 'ana', instead: 'bo' }),
    ];
    for (const day of ['2026-03-03T12:00', '2026-03-10T12:00']) {
      const before = who(known, day);
      expect([day, who(known, day, ...swap)]).toEqual([day, before === 'ana' ? 'bo' : 'ana']);
    }
  });

  test('shows as a hand-off at both of its ends', () => {
    const handOffs = handOffsBetween(
      known,
      [override({})],
      at('2026-03-04T00:00'),
      at('2026-03-05T06:00'),
    );
    expect(handOffs).toEqual([
      { at: at('2026-03-04T18:00'), schedule: 'primary', goes: 'ana', comes: 'dana' },
      { at: at('2026-03-05T06:00'), schedule: 'primary', goes: 'dana', comes: 'ana' },
    ]);
  });
});

describe('a schedule', () => {
  test('has nobody before it begins and after it ends', () => {
    const known = schedule('UTC', { ...weekly, end: '2026-03-20T09:00' });
    expect(who(known, '2026-03-02T08:59')).toBeUndefined();
    expect(who(known, '2026-03-20T08:59')).toBe('ana');
    expect(who(known, '2026-03-20T09:00')).toBeUndefined();
    expect(shiftsBetween(known, [], at('2026-04-01T00:00'), at('2026-05-01T00:00'))).toEqual([]);
  });

  test('of one person has one shift without an end worth telling', () => {
    const alone = schedule('UTC', { ...weekly, people: ['ana'] });
    expect(whoIsOnCall(alone, [], at('2026-03-03T00:00'))).not.toHaveProperty('until');
  });

  test('that began ten years ago answers at once', () => {
    const old: Layer = {
      ...weekly,
      start: '2016-01-04T09:00',
      turn: { hours: 8 },
      restrictions: [{ days: ['mon', 'wed'], from: '00:00', to: '24:00' }],
    };
    expect(who(schedule('Europe/London', old), '2026-03-02T12:00')).toMatch(/ana|bo/);
  });
});

describe('a business calendar', () => {
  const calendar: BusinessCalendar = {
    timeZone: 'America/New_York',
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: '09:00',
    to: '17:00',
    holidays: ['2026-11-26', '2026-11-27'],
  };

  test('opens on the next business day, over a weekend, holidays and a change of the clocks', () => {
    expect(nextOpenings(calendar, at('2026-11-23T02:14'), 2)).toEqual([
      at('2026-11-23T14:00'),
      at('2026-11-24T14:00'),
    ]);
    expect(nextOpenings(calendar, at('2026-11-25T22:00'), 1)).toEqual([at('2026-11-30T14:00')]);
    // The clocks go back on 1 November.
    expect(nextOpenings(calendar, at('2026-10-30T18:00'), 1)).toEqual([at('2026-11-02T14:00')]);
  });

  test('has an opening after the very moment of one, not at it', () => {
    expect(nextOpenings(calendar, at('2026-11-23T14:00'), 1)).toEqual([at('2026-11-24T14:00')]);
  });

  test('without a business day has no opening', () => {
    expect(nextOpenings({ ...calendar, days: [] }, at('2026-11-23T02:14'), 3)).toEqual([]);
  });
});

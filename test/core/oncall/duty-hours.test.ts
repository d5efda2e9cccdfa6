import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dutyHours } from '#core/oncall/duty-hours.ts';
import type { Override } from '#core/oncall/roster.ts';
import { type KnownSchedule, shiftsBetween } from '#core/oncall/who-is-on-call.ts';
import { fairness, wakings } from '#core/paging/fairness.ts';
import type { Layer } from '#core/setup/schedule.ts';
import { addSeconds, epochMs, instant, secondsBetween } from '#core/time/instant.ts';
import { tries } from '../../support/effort.ts';

const at = (text: string) => instant(`${text}:00.000Z`);
const span = (from: string, until: string) => ({ from: at(from), until: at(until) });
const weekly: Layer = {
  name: 'Weekly',
  people: ['ana', 'bo'],
  start: '2026-03-02T09:00',
  turn: { days: 7 },
  restrictions: [],
};
const primary: KnownSchedule = {
  id: 'primary',
  name: 'Primary',
  timeZone: 'UTC',
  layers: [weekly],
};

/** As production shares them out, of people who were never paged. */
function shared(schedule: KnownSchedule, overrides: Override[], from: string, until: string) {
  const shifts = shiftsBetween(schedule, overrides, at(from), at(until));
  const members = [...new Set(shifts.map(({ person }) => person))].map(person => ({
    ...{ person, name: person, timeZone: 'UTC' },
  }));
  return fairness({ members, incidents: [], shifts }).map(
    ({ person, dutyHours: hours, nightHours, weekendHours }) => ({
      ...{ person, hours, nightHours, weekendHours },
    }),
  );
}

describe('hours on duty', () => {
  test('of a whole week are 168, of which 56 are night and 48 are weekend', () => {
    const week = span('2026-03-02T00:00', '2026-03-09T00:00');
    expect(dutyHours([week], 'UTC')).toEqual({ hours: 168, nightHours: 56, weekendHours: 48 });
  });

  test('are night and weekend by the clocks of the place, not by ours', () => {
    const night = span('2026-03-07T03:00', '2026-03-07T11:00');
    // Friday 22:00 to Saturday 06:00 in New York; noon to evening in Tokyo.
    expect(dutyHours([night], 'America/New_York')).toEqual({
      hours: 8,
      nightHours: 8,
      weekendHours: 6,
    });
    expect(dutyHours([night], 'Asia/Tokyo')).toEqual({ hours: 8, nightHours: 0, weekendHours: 8 });
  });

  test('are nine in the night in which the clocks go back, and seven in the other', () => {
    const autumn = span('2026-11-01T02:00', '2026-11-01T11:00');
    expect(dutyHours([autumn], 'America/New_York')).toMatchObject({ hours: 9, nightHours: 9 });
    const spring = span('2026-03-08T03:00', '2026-03-08T10:00');
    expect(dutyHours([spring], 'America/New_York')).toMatchObject({ hours: 7, nightHours: 7 });
  });

  test('add up, whatever part of an hour they are', () => {
    const parts = [
      span('2026-03-02T05:45', '2026-03-02T06:15'),
      span('2026-03-02T21:50', '2026-03-02T22:20'),
    ];
    expect(dutyHours(parts, 'UTC')).toEqual({ hours: 1, nightHours: 0.58, weekendHours: 0 });
  });

  test('of nobody are none', () => {
    expect(dutyHours([], 'UTC')).toEqual({ hours: 0, nightHours: 0, weekendHours: 0 });
  });

  test('agree with counting every minute, in odd zones too', () => {
    const zones = ['America/New_York', 'Australia/Lord_Howe', 'America/Havana', 'Asia/Kathmandu'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 365 * 24 * 4 }),
        fc.integer({ min: 1, max: 300 }),
        (timeZone, start, quarters) => {
          const from = addSeconds(at('2026-01-01T00:00'), start * 900);
          const shift = { from, until: addSeconds(from, quarters * 900) };
          const clock = new Intl.DateTimeFormat('en-GB', {
            timeZone,
            weekday: 'short',
            hour: '2-digit',
            hourCycle: 'h23',
          });
          const counted = { all: 0, night: 0, weekend: 0 };
          for (let minute = 0; minute < quarters * 15; minute++) {
            const shown = clock.formatToParts(epochMs(addSeconds(from, minute * 60)));
            const of = (type: string) => shown.find(part => part.type === type)?.value ?? '';
            const hour = Number(of('hour'));
            counted.all += 1;
            if (hour >= 22 || hour < 6) counted.night += 1;
            if (['Sat', 'Sun'].includes(of('weekday'))) counted.weekend += 1;
          }
          const { hours, nightHours, weekendHours } = dutyHours([shift], timeZone);
          expect(hours).toBeCloseTo(secondsBetween(shift.from, shift.until) / 3600, 2);
          expect(hours).toBeCloseTo(counted.all / 60, 2);
          expect(nightHours).toBeCloseTo(counted.night / 60, 2);
          expect(weekendHours).toBeCloseTo(counted.weekend / 60, 2);
        },
      ),
      tries(60),
    );
  });
});

describe('fairness', () => {
  test('shows who had how much, the one with most first', () => {
    const standIn = {
      id: 'o1',
      schedule: 'primary',
      person: 'dana',
      ...span('2026-03-07T00:00', '2026-03-08T00:00'),
      by: 'Bo',
      createdAt: at('2026-03-01T00:00'),
    };
    expect(shared(primary, [standIn], '2026-03-02T09:00', '2026-03-18T09:00')).toEqual([
      { person: 'ana', hours: 192, nightHours: 64, weekendHours: 24 },
      { person: 'bo', hours: 168, nightHours: 56, weekendHours: 48 },
      { person: 'dana', hours: 24, nightHours: 8, weekendHours: 24 },
    ]);
  });

  test('of weekdays alone is fair over a quarter, and tells who had the weekends', () => {
    const workdays: Layer = {
      ...weekly,
      people: ['ana', 'bo', 'chidi'],
      turn: { days: 1 },
      start: '2026-03-02T00:00',
      restrictions: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '00:00', to: '24:00' }],
    };
    const hours = shared(
      { ...primary, layers: [workdays] },
      [],
      '2026-03-02T00:00',
      '2026-06-01T00:00',
    );
    expect(hours.map(each => each.hours)).toEqual([528, 528, 504]);
    expect(hours.map(each => each.weekendHours)).toEqual([0, 0, 0]);
  });

  test('counts an hour once, on however many schedules somebody is on duty in it', () => {
    const from = at('2026-03-02T09:00');
    const until = at('2026-03-09T09:00');
    const both = [primary, { ...primary, id: 'database' }].flatMap(schedule =>
      shiftsBetween(schedule, [], from, until),
    );
    const later = { ...both[0], from: at('2026-03-09T08:00'), until: at('2026-03-09T12:00') };
    const members = [{ person: 'ana', name: 'Ana', timeZone: 'UTC' }];
    const shifts = [...both, later as (typeof both)[number]];
    expect(fairness({ members, incidents: [], shifts })).toMatchObject([
      { dutyHours: 168 + 3, nightHours: 56, weekendHours: 48 },
    ]);
  });

  test('of a schedule without anybody is empty', () => {
    expect(shared(primary, [], '2026-01-01T00:00', '2026-02-01T00:00')).toEqual([]);
  });
});

describe('how often somebody was woken', () => {
  const sent = (decided: string, index: number, seconds: number) =>
    ({
      type: 'PageSent',
      at: addSeconds(at(decided), seconds),
      page: `INC-2026-001#${epochMs(at(decided))}#update-reminder#0.0#ana#${index}`,
      person: 'ana',
      channel: index === 0 ? 'sms' : 'email',
      level: 0,
      round: 0,
      purpose: 'update-reminder',
    }) as const;

  test('is once for all channels of one reminder, and again for the next', () => {
    const night = ['2026-03-03T02:00', '2026-03-03T02:30', '2026-03-03T03:00'];
    const events = night.flatMap(decided => [sent(decided, 0, 1), sent(decided, 1, 2)]);
    expect(wakings(events).map(waking => waking.at)).toEqual(
      night.map(decided => addSeconds(at(decided), 1)),
    );
  });
});

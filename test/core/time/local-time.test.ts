import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { fromEpochMs, instant } from '#core/time/instant.ts';
import { daysLater, dayThere, isNight, isWeekend, monthOf } from '#core/time/local-time.ts';

const berlin = 'Europe/Berlin';

test('the day is that of the place, and a day later is the next date whatever the clocks do', () => {
  const late = instant('2026-10-24T22:30:00Z');
  expect(dayThere(late, berlin)).toBe('2026-10-25');
  expect(dayThere(late, berlin, 1)).toBe('2026-10-26');
  expect(dayThere(late, 'America/New_York', -1)).toBe('2026-10-23');
});

test('day, month, weekend and night are those of the calendar and the clock there', () => {
  const zone = fc.constantFrom(berlin, 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC');
  const first = Date.UTC(2000, 0, 1);
  const ms = fc.integer({ min: first, max: Date.UTC(2060, 0, 1) });
  fc.assert(
    fc.property(ms, zone, fc.integer({ min: -400, max: 400 }), (at, timeZone, days) => {
      const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
      const moment = fromEpochMs(at);
      expect(dayThere(moment, timeZone, days)).toBe(there.toPlainDate().add({ days }).toString());
      expect(monthOf(moment, timeZone)).toBe(there.toPlainDate().toString().slice(0, 7));
      expect(isWeekend(moment, timeZone)).toBe(there.dayOfWeek >= 6);
      expect(isNight(moment, timeZone)).toBe(there.hour >= 22 || there.hour < 6);
    }),
  );
});

test.each([
  ['over the end of summer time', '2026-11-03T14:00:07.250Z', 7, '2026-10-27T13:00:07.250Z'],
  ['over its beginning', '2026-03-09T13:00:00.000Z', 1, '2026-03-08T13:00:00.000Z'],
  [
    'to an hour that is skipped, by as much later',
    '2026-03-15T06:30:00.000Z',
    7,
    '2026-03-08T07:30:00.000Z',
  ],
  ['over none', '2026-11-23T02:20:00.000Z', 7, '2026-11-16T02:20:00.000Z'],
])('some days earlier the wall shows the same: %s', (_over, at, days, expected) => {
  expect(daysLater(instant(at), -days, 'America/New_York')).toBe(expected);
});

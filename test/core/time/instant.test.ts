import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addSeconds,
  earliest,
  epochMs,
  fromEpochMs,
  type Instant,
  instant,
  isDue,
  parseInstant,
  sdkDate,
  secondsBetween,
} from '#core/time/instant.ts';

const noon = instant('2026-11-23T12:00:00.000Z');

describe('reading a moment', () => {
  test.each([
    ['2026-11-23T12:00:00.000Z', noon],
    ['2026-11-23T12:00:00Z', noon],
    ['2026-11-23T12:00Z', noon],
    ['2026-11-23T13:00:00+01:00', noon],
    ['2026-11-23T13:00:00+0100', noon],
    ['2026-11-23T06:30:00-05:30', noon],
    // Go writes nanoseconds; what is finer than a millisecond is dropped.
    ['2026-11-23T12:00:00.123456789Z', '2026-11-23T12:00:00.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  test.each([
    ['no zone', '2026-11-23T12:00:00'],
    ['a day alone', '2026-11-23'],
    ['words', 'yesterday'],
    ['nothing', ''],
    ['blanks around it', ' 2026-11-23T12:00:00Z '],
    ['a month that does not exist', '2026-13-01T00:00:00Z'],
    ['a day that does not exist', '2026-02-31T00:00:00Z'],
    ['a leap day of another year', '2026-02-29T00:00:00Z'],
    ['an hour that does not exist', '2026-11-23T25:00:00Z'],
    ['a day that does not exist, as we write it', '2026-02-30T00:00:00.000Z'],
    ['day 0, as we write it', '2026-11-00T00:00:00.000Z'],
    ['hour 24, as we write it', '2026-11-23T24:00:00.001Z'],
    ['a zone that does not exist', '2026-11-23T12:00:00+25:00'],
    ['the year 1, which Go writes for no time', '0001-01-01T00:00:00Z'],
    ['six digits of a year', '+012026-11-23T12:00:00Z'],
    ['a year that has five digits in Greenwich', '9999-12-31T23:59:59-01:00'],
  ])('is refused for %s', (_what, text) => {
    expect(parseInstant(text)).toBeUndefined();
    expect(() => instant(text)).toThrow('Not an instant with a zone');
  });
});

describe('moments', () => {
  const anyTime = fc.integer({ min: 0, max: 4_102_444_800_000 });

  test('are ordered as their text is', () => {
    fc.assert(
      fc.property(anyTime, anyTime, (one, other) => {
        expect(fromEpochMs(one) < fromEpochMs(other)).toBe(one < other);
      }),
    );
  });

  test('go into numbers and back', () => {
    fc.assert(
      fc.property(anyTime, ms => {
        expect(epochMs(fromEpochMs(ms))).toBe(ms);
        expect(parseInstant(fromEpochMs(ms))).toBe(fromEpochMs(ms));
      }),
    );
  });

  test('are as far apart as was added, to the millisecond', () => {
    expect(addSeconds(noon, 0.001)).toBe('2026-11-23T12:00:00.001Z');
    expect(addSeconds(noon, -60)).toBe('2026-11-23T11:59:00.000Z');
    expect(secondsBetween(noon, addSeconds(noon, 1.5))).toBe(1.5);
    expect(secondsBetween(addSeconds(noon, 60), noon)).toBe(-60);
  });

  test('are due from their very millisecond on', () => {
    expect(isDue(noon, addSeconds(noon, -0.001))).toBe(false);
    expect(isDue(noon, noon)).toBe(true);
    expect(isDue(noon, addSeconds(noon, 0.001))).toBe(true);
  });

  test('have an earliest, unless there are none', () => {
    expect(earliest([addSeconds(noon, 1), noon, addSeconds(noon, 2)])).toBe(noon);
    expect(earliest([])).toBeUndefined();
  });

  test('become the type of the libraries', () => {
    expect(sdkDate(noon).getTime()).toBe(epochMs(noon));
  });
});

test('a moment is itself, whatever was reckoned with before it', () => {
  const begin = Date.UTC(2026, 10, 22);
  const seconds = fc.integer({ min: 0, max: 3 * 86_400 });
  // Few fractions of a second, so that the same second of other days and other fractions of it come, too.
  const moment = fc
    .tuple(seconds, fc.constantFrom(0, 1, 999, 0.5))
    .map(([second, ms]) => begin + second * 1000 + ms);
  const order = fc.array(fc.tuple(moment, fc.boolean()), { minLength: 50, maxLength: 200 });
  fc.assert(
    fc.property(order, moments => {
      for (const [ms, isRead] of moments) {
        const [text, whole] = [new Date(ms).toISOString() as Instant, Math.trunc(ms)];
        expect(isRead ? epochMs(text) : fromEpochMs(ms)).toBe(isRead ? whole : text);
      }
    }),
  );
  const unusual = '2026-11-23T00:00Z' as Instant;
  expect(epochMs(unusual)).toBe(Date.UTC(2026, 10, 23));
  expect(fromEpochMs(epochMs(unusual))).toBe('2026-11-23T00:00:00.000Z');
  expect(epochMs('no moment' as Instant)).toBeNaN();
  expect(() => fromEpochMs(Number.NaN)).toThrow('Invalid time value');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSeconds, fromEpochMs, instant, secondsBetween } from '#core/time/instant.ts';
import { nextPeriod, periodAt, type Recurring, shareOfWeek } from '#core/time/recurring-window.ts';
import { minutesOfDay, minutesPerDay, modulo, wallAt } from '#core/time/wall-minutes.ts';

const at = (text: string) => instant(text);
const weekly = (change: Partial<Recurring> & { repeat?: object } = {}): Recurring =>
  ({
    ...{ timeZone: 'Europe/Berlin', from: '2026-10-01T00:00', until: '2027-10-01T00:00' },
    repeat: { days: ['sun'], at: '02:30', lasts: 7200 },
    ...change,
  }) as Recurring;

describe('maintenance that repeats', () => {
  test('is when the clock on the wall says so, in winter as in summer', () => {
    expect(periodAt(weekly(), at('2026-10-18T00:30:00Z'))).toEqual({
      from: '2026-10-18T00:30:00.000Z',
      until: '2026-10-18T02:30:00.000Z',
    });
    expect(periodAt(weekly(), at('2026-11-01T01:30:00Z'))).toEqual({
      from: '2026-11-01T01:30:00.000Z',
      until: '2026-11-01T03:30:00.000Z',
    });
    expect(periodAt(weekly(), at('2026-11-01T03:30:00Z'))).toBeUndefined();
    expect(periodAt(weekly(), at('2026-11-02T02:00:00Z'))).toBeUndefined();
  });

  test('begins once in the night in which its time is shown twice, and is as long as ever', () => {
    // On 25 October 02:30 is at 00:30 and again at 01:30.
    expect(nextPeriod(weekly(), at('2026-10-24T12:00:00Z'))).toEqual({
      from: '2026-10-25T00:30:00.000Z',
      until: '2026-10-25T02:30:00.000Z',
    });
    expect(periodAt(weekly(), at('2026-10-25T02:45:00Z'))).toBeUndefined();
  });

  test('begins with the skip in the night in which its time is left out', () => {
    expect(nextPeriod(weekly(), at('2027-03-27T12:00:00Z'))).toEqual({
      from: '2027-03-28T01:00:00.000Z',
      until: '2027-03-28T03:00:00.000Z',
    });
  });

  test('may last over midnight, and over several days', () => {
    const long = weekly({ repeat: { days: ['fri'], at: '22:00', lasts: 3 * 86_400 } });
    expect(periodAt(long, at('2026-11-08T12:00:00Z'))).toMatchObject({
      from: '2026-11-06T21:00:00.000Z',
    });
    expect(periodAt(long, at('2026-11-09T21:00:00Z'))).toBeUndefined();
  });

  test('is neither before its first day nor after its last', () => {
    const month = weekly({ from: '2026-11-05T00:00', until: '2026-11-22T02:30' });
    expect(periodAt(month, at('2026-11-01T02:00:00Z'))).toBeUndefined();
    expect(nextPeriod(month, at('2026-10-01T00:00:00Z'))?.from).toBe('2026-11-08T01:30:00.000Z');
    expect(nextPeriod(month, at('2026-11-15T12:00:00Z'))).toBeUndefined();
  });

  test('in every zone and on every day begins at its time or at the skip, and is as long as it says', () => {
    const zone = fc.constantFrom(
      ...['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca'],
      ...['America/Sao_Paulo', 'Asia/Kolkata', 'Pacific/Apia', 'UTC'],
    );
    fc.assert(
      fc.property(
        zone,
        fc.integer({ min: 0, max: 47 }),
        fc.integer({ min: 60, max: 80_000 }),
        fc.integer({ min: 0, max: 2 * 365 * 24 }),
        (timeZone, half, lasts, hours) => {
          const time = `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
          const daily: Recurring = {
            ...{ timeZone, from: '2025-01-01T00:00', until: '2030-01-01T00:00' },
            repeat: { at: time, lasts },
          };
          const moment = fromEpochMs(Date.UTC(2026, 0, 1) + hours * 3_600_000);
          const period = nextPeriod(daily, moment);
          if (period === undefined) throw new Error('It repeats every day');
          expect(secondsBetween(period.from, period.until)).toBe(lasts);
          expect(secondsBetween(moment, period.until)).toBeGreaterThan(0);
          expect(secondsBetween(moment, period.from)).toBeLessThan(26 * 3600);
          const begins = (wall: number) => modulo(wall, minutesPerDay) === minutesOfDay(time);
          const before = wallAt(addSeconds(period.from, -60), timeZone);
          const shown = wallAt(period.from, timeZone);
          const isSkip = before % minutesPerDay < minutesOfDay(time) && shown - before > 1;
          expect(begins(shown) || isSkip || shown - before !== 1).toBe(true);
        },
      ),
    );
  });
});

test('maintenance that is once is from its beginning to its end', () => {
  const once: Recurring = {
    ...{ timeZone: 'America/New_York', from: '2026-12-05T22:00', until: '2026-12-06T02:00' },
  };
  expect(periodAt(once, at('2026-12-06T02:59:59Z'))).toBeUndefined();
  expect(periodAt(once, at('2026-12-06T03:00:00Z'))).toEqual({
    from: '2026-12-06T03:00:00.000Z',
    until: '2026-12-06T07:00:00.000Z',
  });
  expect(periodAt(once, at('2026-12-06T07:00:00Z'))).toBeUndefined();
});

test('how much of a week it takes is told, whatever its days are', () => {
  expect(shareOfWeek(weekly())).toBeCloseTo(2 / 168);
  expect(shareOfWeek(weekly({ repeat: { at: '00:00', lasts: 86_400 } }))).toBe(1);
  expect(shareOfWeek({})).toBe(0);
});

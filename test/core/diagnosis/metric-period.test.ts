import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alarmPeriod, periodAt, periodStart } from '#core/diagnosis/metric-period.ts';
import { addSeconds } from '#core/time/instant.ts';
import { start as now } from '../../support/samples.ts';

const hour = 3600;
const day = 24 * hour;
const ago = (seconds: number) => addSeconds(now, -seconds);

describe('the period in which CloudWatch is asked', () => {
  test.each([
    [1, hour, 1],
    [10, hour, 10],
    [60, hour, 60],
    [1, 4 * hour, 60],
    [90, 4 * hour, 120],
    [60, 14 * day, 60],
    [60, 16 * day, 300],
    [300, 62 * day, 300],
    [60, 64 * day, 3600],
    [300, 400 * day, 3600],
    [7200, 64 * day, 7200],
    // On the way to CloudWatch it becomes too old for what it was young enough for.
    [10, 3 * hour - 60, 60],
  ])('%i s is, for data of %i s ago, %i s', (asked, age, period) => {
    expect(periodAt(asked, ago(age), now)).toBe(period);
  });

  test('begins before the moment asked for, so that the first is whole', () => {
    expect(periodStart(addSeconds(now, 29), 60) <= now).toBe(true);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 * day }),
        fc.integer({ min: 1, max: 7200 }),
        (age, period) => {
          const from = periodStart(ago(age), period);
          expect(from <= ago(age)).toBe(true);
          expect(addSeconds(from, period) > ago(age)).toBe(true);
        },
      ),
    );
  });
});

describe('the period of an alarm', () => {
  test.each([
    [1, 'Shop', 10],
    [5, 'Shop', 10],
    [20, 'Shop', 20],
    [30, 'Shop', 30],
    [45, 'Shop', 60],
    [90, 'Shop', 120],
    [5, 'AWS/RDS', 60],
    [60, 'AWS/RDS', 60],
  ])('%i s of %s is %i s', (asked, namespace, period) => {
    expect(alarmPeriod(asked, namespace)).toBe(period);
  });

  test('is one that CloudWatch takes, and never shorter than the metric', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 86_400 }),
        fc.constantFrom('Shop', 'AWS/ECS'),
        (asked, namespace) => {
          const period = alarmPeriod(asked, namespace);
          expect([10, 20, 30].includes(period) || period % 60 === 0).toBe(true);
          expect(period).toBeGreaterThanOrEqual(asked);
        },
      ),
    );
  });
});

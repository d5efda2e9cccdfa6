import { describe, expect, test } from 'vitest';
import { firstBreach } from '#core/intake/sources/first-breach.ts';
import { instant } from '#core/time/instant.ts';

const crossed = (side: string) =>
  `Threshold Crossed: 2 out of the last 3 datapoints were ${side} the threshold (5.0).`;

describe('when it began, by the datapoints of an alarm', () => {
  test('is the oldest that is beyond the threshold, in whichever order they come', () => {
    const data = {
      threshold: 5,
      evaluatedDatapoints: [
        { timestamp: '2026-11-23T02:14:00.000+0000', value: 9 },
        { timestamp: '2026-11-23T02:13:00.000+0000', value: 4 },
        { timestamp: '2026-11-23T02:12:00.000+0000', value: 8 },
        { timestamp: '2026-11-23T02:11:00.000+0000' },
      ],
    };
    const reason = crossed('greater than');
    expect(firstBreach({ reason, data, threshold: undefined })).toBe('2026-11-23T02:12:00.000Z');
  });

  test('follows from the first and the period where they have no times of their own', () => {
    const data = {
      startDate: '2026-11-23T02:00:00.000+0000',
      period: 300,
      recentDatapoints: [4, 2, 1],
    };
    const reason = crossed('less than');
    expect(firstBreach({ reason, data, threshold: 3 })).toBe('2026-11-23T02:05:00.000Z');
    expect(firstBreach({ reason: undefined, data, threshold: 3 })).toBe('2026-11-23T02:05:00.000Z');
  });

  test('stands in the sentence alone in what comes through a topic, in either order of day and month', () => {
    const of = (dates: string[]) => {
      const points = dates.map((date, index) => `${9 - index}.0 (${date})`).join(', ');
      const reason = `Threshold Crossed: 3 out of the last 3 datapoints [${points}] were greater than the threshold (5.0).`;
      const at = '2026-11-23T02:15:30.000Z' as const;
      return firstBreach({ reason, data: undefined, threshold: 5, at: instant(at) });
    };
    expect(of(['23/11/26 02:14:00', '23/11/26 02:13:00', '23/11/26 02:12:00'])).toBe(
      '2026-11-23T02:12:00.000Z',
    );
    expect(of(['11/23/26 02:14:00', '11/23/26 02:13:00'])).toBe('2026-11-23T02:13:00.000Z');
  });

  test('is the older of what both lists say', () => {
    const data = {
      startDate: '2026-11-23T02:10:00.000+0000',
      period: 60,
      recentDatapoints: [9, 9, 9],
      evaluatedDatapoints: [{ timestamp: '2026-11-23T02:12:00.000+0000', value: 9 }],
    };
    expect(firstBreach({ reason: undefined, data, threshold: 5 })).toBe('2026-11-23T02:10:00.000Z');
  });

  test('is not known of a band, whose threshold moves', () => {
    const points = { startDate: '2026-11-23T02:00:00Z', period: 60, recentDatapoints: [1, 9] };
    const band = { ...points, recentUpperThresholds: [5, 5] };
    expect(firstBreach({ reason: undefined, data: band, threshold: 0 })).toBe(undefined);
    expect(firstBreach({ reason: undefined, data: points, threshold: null })).toBe(undefined);
  });

  test('counts the threshold itself where the alarm does', () => {
    const data = {
      startDate: '2026-11-23T02:00:00.000+0000',
      period: 60,
      recentDatapoints: [5, 6],
      threshold: 5,
    };
    const of = (side: string) => firstBreach({ reason: crossed(side), data, threshold: undefined });
    expect(of('greater than or equal to')).toBe('2026-11-23T02:00:00.000Z');
    expect(of('greater than')).toBe('2026-11-23T02:01:00.000Z');
  });

  test.each([
    ['none', undefined],
    ['no datapoints', { threshold: 5, recentDatapoints: [], period: 60 }],
    ['datapoints without a time', { threshold: 5, recentDatapoints: [6], period: 60 }],
    [
      'a metric that is missing',
      { threshold: 5, evaluatedDatapoints: [{ timestamp: '2026-11-23T02:12:00Z' }] },
    ],
    ['no threshold', { startDate: '2026-11-23T02:00:00Z', recentDatapoints: [6], period: 60 }],
  ])('is not known from %s', (_, data) => {
    expect(firstBreach({ reason: undefined, data, threshold: undefined })).toBe(undefined);
  });
});

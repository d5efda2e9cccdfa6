import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addSeconds, epochMs, fromEpochMs } from '#core/time/instant.ts';
import { firstInstantAt, wallAt, wallMinutes } from '#core/time/wall-minutes.ts';
import { tries } from '../../support/effort.ts';
import { wall } from '../oncall/naive.ts';

const zones = Intl.supportedValuesOf('timeZone');
const hourMs = 3_600_000;
const somewhere = fc.record({
  zone: fc.constantFrom(...zones),
  ms: fc.integer({ min: 0, max: 90 * 365 * 24 * hourMs }),
});

test('the wall shows what a clock there shows, in every zone', () => {
  fc.assert(
    fc.property(somewhere, ({ zone, ms }) => {
      expect(wallAt(fromEpochMs(ms), zone)).toBe(wallMinutes(wall(ms, zone)));
    }),
    tries(300),
  );
});

/* Lord Howe moves by half an hour, Samoa left out a day, Cairo changes at midnight, Kolkata never. */
const changing = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'];
const hour = fc.integer({ min: 0, max: 30 * 365 * 24 });

test('the first moment of a time is the first at which the wall shows it or later', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...changing, 'Africa/Cairo', 'Asia/Kolkata'),
      hour,
      fc.integer({ min: -180, max: 180 }),
      (zone, hours, minutes) => {
        const at = fromEpochMs(Date.UTC(2000, 0, 1) + hours * hourMs);
        const wanted = wallAt(at, zone) + minutes;
        const first = firstInstantAt(wanted, zone);
        expect(wallAt(first, zone)).toBeGreaterThanOrEqual(wanted);
        for (let before = 1; before < 3 * 60; before += 7) {
          const earlier = fromEpochMs(epochMs(addSeconds(first, -60 * before)) + 59_999);
          expect(wallAt(earlier, zone)).toBeLessThan(wanted);
        }
      },
    ),
    tries(200),
  );
});

test.each(['2026-13-01', '2026-11-02T25:00', 'tomorrow'])('%s is no time of a wall', text => {
  expect(() => wallMinutes(text)).toThrow(RangeError);
});

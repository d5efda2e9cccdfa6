import { describe, expect, test } from 'vitest';
import { onlyInstantAt } from '#core/time/wall-clock.ts';

const berlin = 'Europe/Berlin';

describe('the moment of a wall clock', () => {
  test.each([
    ['2026-11-23', '09:00', berlin, '2026-11-23T08:00:00.000Z'],
    ['2026-07-01', '09:00', berlin, '2026-07-01T07:00:00.000Z'],
    ['2026-11-23', '00:00', 'Asia/Kathmandu', '2026-11-22T18:15:00.000Z'],
  ])('%s %s in %s', (day, time, zone, expected) => {
    expect(onlyInstantAt({ day, time }, zone)).toBe(expected);
  });

  test.each([
    ['a time that is skipped', '2026-03-29', '02:30'],
    ['a time that comes twice', '2026-10-25', '02:30'],
    ['a day that is not', '2026-02-30', '09:00'],
    ['a time that is not', '2026-11-23', '25:00'],
  ])('%s has none', (_, day, time) => {
    expect(onlyInstantAt({ day, time }, berlin)).toBeUndefined();
  });
});

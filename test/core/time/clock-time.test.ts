import { expect, test } from 'vitest';
import { clockTime, duration, timeSeenFrom } from '#core/time/clock-time.ts';
import { addSeconds, instant } from '#core/time/instant.ts';

const afternoon = instant('2024-01-15T19:30:00Z');

test('a time of day has the form of the templates, with its zone', () => {
  expect(clockTime(afternoon)).toBe('19:30 UTC');
  expect(clockTime(afternoon, 'America/New_York')).toBe('14:30 EST');
  expect(clockTime(instant('2024-07-15T18:30:00Z'), 'America/New_York')).toBe('14:30 EDT');
});

test('each minute of each zone is told as it is, however often it was told', () => {
  const minutes = Array.from({ length: 1500 }, (_, minute) => addSeconds(afternoon, minute * 60));
  for (const at of [...minutes, ...minutes]) {
    expect(clockTime(addSeconds(at, 59))).toBe(`${at.slice(11, 16)} UTC`);
    expect(clockTime(at, 'Asia/Kolkata')).toBe(`${addSeconds(at, 19_800).slice(11, 16)} GMT+5:30`);
  }
});

test('midnight is hour 0', () => {
  expect(clockTime(instant('2024-01-15T00:05:00Z'))).toBe('00:05 UTC');
});

test('a moment that is half a day off or more has its day, which its time of day does not say', () => {
  const told = (seconds: number) =>
    timeSeenFrom(afternoon, addSeconds(afternoon, seconds), 'America/New_York');
  expect(told(11 * 3600)).toBe('01:30 EST');
  expect(told(12 * 3600)).toBe('2024-01-16 02:30 EST');
  expect(told(3 * 86_400)).toBe('2024-01-18 14:30 EST');
  expect(told(-86_400)).toBe('2024-01-14 14:30 EST');
});

test.each([
  [-5, '0 s'],
  [0, '0 s'],
  [0.4, '0 s'],
  [59, '59 s'],
  [59.6, '1 min'],
  [60, '1 min'],
  [89, '1 min'],
  [3599, '1 h'],
  [3600, '1 h'],
  [3900, '1 h 5 min'],
  [47 * 3600, '47 h'],
  [48 * 3600, '2 d'],
  [200_000, '2 d 8 h'],
  [71 * 3600 + 3599, '3 d'],
  [71 * 3600, '2 d 23 h'],
  [45 * 86_400, '45 d'],
])('%d seconds are said as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

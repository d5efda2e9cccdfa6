import { expect, test } from 'vitest';
import { durationText, parseDuration } from '#core/time/duration-text.ts';

test.each([
  ['90s', 90],
  ['5m', 300],
  ['2h', 7200],
  ['1d', 86_400],
  ['1h30m', 5400],
  ['1d12h', 129_600],
  ['0s', 0],
  ['366d', 31_622_400],
])('%s is read as %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each(['', '5', '5 m', '1.5h', '-5m', '5M', '5min', '30m1h', '5m5m', '367d', '9999999s'])(
  '%j is no time',
  text => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test.each([
  [0, '0s'],
  [90, '1m30s'],
  [900, '15m'],
  [5400, '1h30m'],
  [86_400, '1d'],
])('%d seconds are written as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

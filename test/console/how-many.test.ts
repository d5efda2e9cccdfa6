import { expect, test } from 'vitest';
import { howManyText } from '#console/incident/how-many.ts';

const rows = (...phases: ('open' | 'acknowledged' | 'watching')[]) =>
  phases.map(phase => ({ phase }));

test('what is resolved and watched still is not counted as open', () => {
  expect(howManyText(rows('open', 'open', 'acknowledged', 'watching'), false)).toBe(
    '3 open, 2 that nobody has, 1 resolved and watched',
  );
  expect(howManyText(rows('acknowledged'), false)).toBe('1 open');
  expect(howManyText(rows('watching'), false)).toBe('1 resolved and watched');
});

test('of more than is known no number is said to be all', () => {
  expect(howManyText(rows('open', 'watching'), true)).toBe(
    '1 and more open, at least 1 that nobody has, 1 resolved and watched',
  );
});

import { expect, test } from 'vitest';
import { askedSpan } from '#console/oncall/asked-span.ts';

const hour = 3_600_000;
const now = Date.parse('2026-11-28T17:20:00.000Z');
const at = (hours: number) => now + hours * hour;
const nextHour = Date.parse('2026-11-28T18:00:00.000Z');

test.each([
  ['that is to come, for all of it', { starts: at(3), ends: at(9) }, { from: at(3), until: at(9) }],
  [
    'that runs, from the next hour on',
    { starts: at(-5), ends: at(9) },
    { from: nextHour, until: at(9) },
  ],
  [
    'that ends before the next hour, for what is left of it',
    { starts: at(-5), ends: at(0.5) },
    { from: now, until: at(0.5) },
  ],
  ['that is over, for nothing', { starts: at(-9), ends: at(-1) }, undefined],
  ['that ends now, for nothing', { starts: at(-9), ends: now }, undefined],
])('somebody can stand in for a shift %s', (_, shift, asked) => {
  expect(askedSpan(shift, now)).toEqual(asked);
});

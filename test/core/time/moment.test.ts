import { expect, test } from 'vitest';
import { momentOf } from '#core/time/moment.ts';

test.each([
  ['Nov 23, 2026, 2:14:00 PM', '2026-11-23T14:14:00.000Z'],
  ['Nov 23, 2026, 12:14:00 AM', '2026-11-23T00:14:00.000Z'],
  ['Nov 23, 2026, 12:14:00 PM', '2026-11-23T12:14:00.000Z'],
  ['23 Nov 2026 2:14:00 PM', '2026-11-23T14:14:00.000Z'],
  ['2026-11-23 02:14:00 PM UTC', '2026-11-23T14:14:00.000Z'],
  ['2026-11-23 02:14:00', '2026-11-23T02:14:00.000Z'],
])('%s is %s', (text, moment) => {
  expect(momentOf(text)).toBe(moment);
});

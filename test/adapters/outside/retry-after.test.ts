import { expect, test } from 'vitest';
import { retryAfterSeconds } from '#adapters/outside/retry-after.ts';
import { instant } from '#core/time/instant.ts';

test.each([
  ['120', 120],
  ['0.35', 0.35],
  ['Wed, 21 Oct 2026 07:28:30 GMT', 30],
  ['Wed, 21 Oct 2026 07:27:00 GMT', undefined],
  ['0', undefined],
  ['-5', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('an answer with Retry-After %s asks for %s seconds', (said, seconds) => {
  const now = instant('2026-10-21T07:28:00.000Z');
  expect(retryAfterSeconds({ headers: { 'retry-after': said } }, now)).toBe(seconds);
});

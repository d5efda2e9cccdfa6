import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pushSeconds } from '#core/paging/page-push.ts';
import { epochMs, fromEpochMs } from '#core/time/instant.ts';
import { declared, start } from '../../support/samples.ts';

describe('how long a push service tries', () => {
  const { after } = declared();

  test('is whole seconds at any moment, and never less than a minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7_200_000 }), passed => {
        const now = fromEpochMs(epochMs(start) + passed);
        const seconds = pushSeconds({ purpose: 'acknowledge', decidedAt: start }, after, now);
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(60);
      }),
    );
  });
});

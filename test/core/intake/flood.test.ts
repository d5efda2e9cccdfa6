import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Budget, isRoomFor, spend } from '#core/intake/flood.ts';
import { severities } from '#core/severity.ts';
import { addSeconds, instant } from '#core/time/instant.ts';

test('how bad a problem is changes nothing while there is room for it', () => {
  const begun = instant('2026-03-02T10:00:00Z');
  const arrival = fc.record({
    severity: fc.constantFrom(...severities),
    after: fc.integer({ min: 0, max: 40 }),
    count: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 40 }), arrivals => {
      let at = begun;
      let budget: Budget | undefined;
      for (const { severity, after, count } of arrivals) {
        at = addSeconds(at, after);
        const judged = spend(budget, severity, at, count);
        if (isRoomFor(budget, at, count)) {
          expect(spend(budget, undefined, at, count)).toEqual(judged);
          expect(judged.isFlood).toBe(false);
        }
        budget = judged.budget;
      }
    }),
  );
});

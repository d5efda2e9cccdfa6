import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundedName, shortName } from '#core/text/bounded-name.ts';

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 300 }),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,120}$/),
);

describe('a bounded name', () => {
  test('is as it was where the rule allows it', () => {
    expect(boundedName('tocsin-inc-2026-001-payments', 63)).toBe('tocsin-inc-2026-001-payments');
  });

  test('has nothing but letters, digits and single hyphens, and is short enough', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 80 }), (given, longest) => {
        const name = boundedName(`tocsin-${given}`, longest);
        expect(name).toMatch(/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/);
        expect(name.length).toBeLessThanOrEqual(longest);
      }),
    );
  });

  test('differs where what it is made of differs', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        fc.pre(one !== other);
        expect(boundedName(`a${one}`, 40)).not.toBe(boundedName(`a${other}`, 40));
        expect(shortName(one, 40)).not.toBe(shortName(other, 40));
        expect(shortName(one, 40).length).toBeLessThanOrEqual(40);
      }),
    );
  });
});

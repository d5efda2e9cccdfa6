import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearPatternFlaw, linearReplace } from '#core/text/linear-pattern.ts';
import { redaction, redactionFlaw } from '#core/text/redaction.ts';
import { redactionNames } from '#core/text/redaction-names.ts';

const replaced = (pattern: string, text: string) =>
  linearReplace(pattern)(
    text,
    () => '#',
    () => '…',
  );

describe('an expression of a team', () => {
  /* Each takes an engine that goes back longer than a night lasts; here the test would not end. */
  const evil: [pattern: string, repeated: string, end: string][] = [
    ['(\\w+\\.?)+@corp', 'a', '!'],
    ['(a+)+$', 'a', '!'],
    ['(.*)*=(.*)*x', 'a', '!'],
    ['(x+x+)+y', 'x', ''],
    ['(a|a)*b', 'a', ''],
    ['((a?){30})?a{30}b', 'a', ''],
    ['([\\w-]+[._]?)+@', 'w-', ' '],
    ['\\beyJ[\\w-]{5,}\\.[\\w-]{5,}', 'eyJaaaa-', ''],
  ];
  test.each(evil)('%s reads a line of 100,000 letters once', (pattern, repeated, end) => {
    expect(linearPatternFlaw(pattern)).toBeUndefined();
    const text = repeated.repeat(100_000 / repeated.length) + end;
    expect(replaced(pattern, text)).toBe(text);
  });

  test('finds what the platform finds, where both know it', () => {
    const part = fc.constantFrom(
      ...[
        'a',
        'b',
        '[ab]',
        '\\d',
        '.',
        'a+',
        '(?:ab)+',
        'b?a',
        'a{1,3}',
        '\\w+',
        '(a|b)',
        'ab|1',
        '\\b',
      ],
    );
    const text = fc.string({ unit: fc.constantFrom(...'aab1 ,é\u{1f600}\n'), maxLength: 30 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), text, (parts, text) => {
        const pattern = parts.join('');
        if (linearPatternFlaw(pattern) !== undefined) return;
        const expected = text.replace(new RegExp(pattern, 'gu'), found =>
          found === '' ? '' : '#',
        );
        expect(replaced(pattern, text)).toBe(expected);
      }),
    );
  });

  test('that needs more than one reading is refused, with what to write instead', () => {
    for (const look of ['(?=a)b', '(?!a)b', '(?<=id=)\\d+', '(?<!x)y']) {
      expect(linearPatternFlaw(look)).toMatch(/looks around.*match the words beside it/);
    }
    for (const back of ['(a)\\1', '(?<n>a)\\k<n>']) {
      expect(linearPatternFlaw(back)).toMatch(/refers back.*write both parts out/);
    }
    expect(linearPatternFlaw('(a{100}){100}')).toMatch(/repeat count/);
  });
});

test('every rule that is built in runs on the same engine, over whatever a stranger writes', () => {
  const lures = ['eyJaaaa-', 'a@a', '1 ', '1.', 'Bearer ', '+1', 'AKIA', '4111-'];
  for (const name of redactionNames) {
    expect(redactionFlaw(name)).toBeUndefined();
    for (const lure of lures) {
      const text = lure.repeat(20_000);
      expect(redaction([name])(text).text.length, `${name} of ${lure}`).toBeGreaterThan(0);
    }
  }
});

test.each(['', 'x*', '\\b', 'a|', '^', '(secret)?'])(
  '%j is refused, which finds nothing in every line and would hide them all',
  pattern => {
    expect(linearPatternFlaw(pattern)).toBe('must not match nothing at all');
  },
);

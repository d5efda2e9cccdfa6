import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullTest, patternFlaw, readyFor } from '#core/text/full-pattern.ts';
import { wholeTest } from '#core/text/linear-pattern.ts';
import {
  allHold,
  type Looked,
  matchersOf,
  matcherText,
  parseMatchers,
} from '#core/text/matchers.ts';

/** What is known of something: texts by name, numbers by name. */
const about =
  (texts: Record<string, string | string[]>, numbers: Record<string, number> = {}): Looked =>
  name => ({
    texts: Object.hasOwn(texts, name) ? [texts[name] ?? ''].flat() : [],
    ...(Object.hasOwn(numbers, name) && { number: numbers[name] as number }),
  });
const hold = (text: string, look: Looked) => allHold(matchersOf(text), look);

describe('conditions in the syntax of Alertmanager', () => {
  const read: [text: string, ...matchers: [string, string, string][]][] = [
    ['service="checkout"', ['service', '=', 'checkout']],
    ['{service="checkout"}', ['service', '=', 'checkout']],
    ['service = checkout', ['service', '=', 'checkout']],
    ['foo=bar baz', ['foo', '=', 'bar baz']],
    [
      'a="1", b!="2",c=~"3|4" , d!~"5.*",',
      ['a', '=', '1'],
      ['b', '!=', '2'],
      ['c', '=~', '3|4'],
      ['d', '!~', '5.*'],
    ],
    ['foo="a,b",bar="}"', ['foo', '=', 'a,b'], ['bar', '=', '}']],
    ['foo="say \\"hi\\", \\\\ and \\n"', ['foo', '=', 'say "hi", \\ and \n']],
    ['foo=~"\\d+\\.example"', ['foo', '=~', '\\d+\\.example']],
    ['foo=', ['foo', '=', '']],
    ['foo=""', ['foo', '=', '']],
    ['"with space"="x"', ['with space', '=', 'x']],
    ['name-with-dashes = "bar"', ['name-with-dashes', '=', 'bar']],
    ['größe="x"', ['größe', '=', 'x']],
    ['value > 90', ['value', '>', '90']],
    ['value>=0.5,value<=1e3', ['value', '>=', '0.5'], ['value', '<=', '1e3']],
  ];
  test.each(read)('%s is read', (text, ...expected) => {
    expect(parseMatchers(text)).toEqual({
      matchers: expected.map(([name, is, value]) => ({ name, is, value })),
    });
  });

  const faults: [text: string, RegExp][] = [
    ['', /at least one condition, such as service="checkout"/],
    ['{}', /at least one condition/],
    ['{,}', /at least one condition/],
    ['service', /is no condition/],
    ['="x"', /is no condition/],
    ['a="1",,b="2"', /is no condition/],
    ['job="value', /double quote that is not closed/],
    ['job=value"', /double quote that is not closed/],
    ['foo=a"b', /needs a backslash/],
    ['foo=="x"', /has == where Alertmanager writes =/],
    ['value > high', /compare with a number, such as .* > 90/],
    ['value > ""', /compare with a number/],
    [`a="${'x'.repeat(1000)}"`, /longer than 1000/],
    [Array.from({ length: 21 }, (_, index) => `a${index}=b`).join(','), /more than 20/],
    [`a=~"${'x'.repeat(600)}"`, /more than 500/],
  ];
  test.each(faults)('%s is refused with what to write instead', (text, fault) => {
    const parsed = parseMatchers(text);
    expect('fault' in parsed && parsed.fault).toMatch(fault);
  });

  test('what is written of a condition is read as the same condition', () => {
    const matcher = fc.record({
      name: fc.string({ minLength: 1, maxLength: 10 }),
      is: fc.constantFrom('=', '!=', '=~', '!~'),
      value: fc.string({ unit: fc.constantFrom(...'ab"\\n\n,}{ '), maxLength: 12 }),
    });
    fc.assert(
      fc.property(fc.array(matcher, { minLength: 1, maxLength: 4 }), matchers => {
        const quoted = (text: string) =>
          `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
        const text = matchers.map(({ name, is, value }) => `${quoted(name)}${is}${quoted(value)}`);
        expect(parseMatchers(text.join(', '))).toEqual({ matchers });
      }),
    );
  });

  test('whatever is written, it is read or refused', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab="\\,!~{}<> 9'), maxLength: 40 }),
        text => {
          expect(Object.keys(parseMatchers(text))).toHaveLength(1);
        },
      ),
    );
  });
  test('a reason shows it as it would be written', () => {
    const parsed = parseMatchers('a="x",b>90,"c d"=~"y|z"');
    expect('matchers' in parsed && parsed.matchers.map(matcherText)).toEqual([
      'a="x"',
      'b > 90',
      '"c d"=~"y|z"',
    ]);
  });
});

describe('whether they hold', () => {
  const alert = about({ service: ['checkout', 'checkout-api'], env: 'live' }, { value: 93 });
  const cases: [text: string, is: boolean][] = [
    ['service="checkout"', true],
    ['service="checkout-api"', true],
    ['service="Checkout"', false],
    ['service!="checkout"', false],
    ['service!="search"', true],
    ['service=~"check"', false],
    ['service=~"check.*"', true],
    ['service!~"check.*"', false],
    ['env=~"live|staging",service="checkout"', true],
    ['env=~"staging",service="checkout"', false],
    ['team=""', true],
    ['team!="db"', true],
    ['team=~".*"', true],
    ['team=~".+"', false],
    ['value > 90', true],
    ['value > 93', false],
    ['value >= 93', true],
    ['value < 93.5', true],
    ['rate < 5', false],
  ];
  test.each(cases)('%s: %s', (text, is) => {
    expect(hold(text, alert)).toBe(is);
  });
});

describe('an expression that must hold of the whole text', () => {
  test('a letter with a mark is the same however it is put together, as in every other rule', async () => {
    const patterns = ['Gr\u00F6(ss|\u00DF)e.*', 'Gru\u0308n|Rot'];
    await readyFor(patterns.map(pattern => pattern.normalize('NFC')));
    for (const form of ['NFC', 'NFD'] as const) {
      const look = about({
        mount: 'Gr\u00F6\u00DFe \u00FC'.normalize(form),
        led: 'Gr\u00FCn'.normalize(form),
      });
      expect(hold('mount="Gr\u00F6\u00DFe u\u0308"', look)).toBe(true);
      expect(hold('mount!="Gro\u0308\u00DFe \u00FC"', look)).toBe(false);
      expect(hold(`mount=~"${patterns[0]}"`, look)).toBe(true);
      expect(hold(`led=~"${patterns[1]}"`, look)).toBe(true);
      expect(hold(`led!~"${patterns[1]}"`, look)).toBe(false);
    }
  });

  test('a plain one holds where the engine says that it does', () => {
    const part = fc.constantFrom('a', 'b', 'ab', '.*', '.+', '|', '\\.', 'é', '\u{1f600}');
    const text = fc.string({
      unit: fc.constantFrom(...['a', 'b', '.', 'é', '\u{1f600}', '\n']),
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), text, (parts, text) => {
        const pattern = parts.join('');
        expect(fullTest(pattern)(text)).toBe(wholeTest(pattern)(text));
      }),
    );
  });

  test('any other is answered once the engine was loaded', async () => {
    await readyFor(['node-\\d+']);
    expect(fullTest('node-\\d+')('node-12')).toBe(true);
    expect(fullTest('node-\\d+')('my node-12')).toBe(false);
  });

  test('what makes other engines go back for ever is read once', async () => {
    await readyFor(['(a+)+']);
    expect(fullTest('(a+)+')(`${'a'.repeat(100_000)}!`)).toBe(false);
  });

  test('a fault is named with what to write instead', async () => {
    expect(await patternFlaw('invalid[regexp')).toMatch(/is not a regular expression/);
    expect(await patternFlaw('a(?=b)')).toMatch(/looks around/);
    expect(await patternFlaw('a|b')).toBeUndefined();
    expect(await patternFlaw('a*')).toBeUndefined();
  });
});

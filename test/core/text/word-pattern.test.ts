import { describe, expect, test } from 'vitest';
import { clausesOf } from '#core/text/clauses.ts';
import { listsOf, matchesOf, patternFault, wordPattern } from '#core/text/word-pattern.ts';

/** What of the text matches, as it is written there. */
function found(pattern: string, text: string, lists = listsOf({})): string[] {
  return clausesOf(text).flatMap(clause =>
    matchesOf(wordPattern(pattern, lists), clause).map(({ start, end }) =>
      clause.quote(start, end),
    ),
  );
}

describe('a pattern of words', () => {
  const cases: [pattern: string, text: string, found: string[]][] = [
    ['payments down', 'All PAYMENTS are still down now', ['payments are still down']],
    ['payments down', 'Payments: down', ['payments down']],
    ['payments down', 'PaymentsDown', ['payments down']],
    ['payments down', 'payments are slow, the lift is down', []],
    ['the payments are down', 'payments down', ['payments down']],
    ['payment*', 'repayments of payments', ['payments']],
    ['*停止*', '支払い処理が停止しました', ['支払い処理が停止しました']],
    ['down', 'downtime', []],
    ['disk * full', 'disk sda1 of host 7 full', ['disk sda1 of host 7 full']],
    ['disk * full', 'disk full', ['disk full']],
    ['disk * full', 'disk of the host at the very end of the hall full', []],
    ['(checkout|cart) (down|not working|)', 'cart not working', ['cart', 'cart not working']],
    ['a1 | b2', 'b2 a1', ['b2', 'a1']],
    ['error rate %', 'error rate 63.5 percent', ['error rate 63.5%']],
    ['^ api down', 'search api down', []],
    ['^ api down', 'Alert: API down', ['api down']],
    ['down $', 'down again and down', ['down']],
    ["can't pay", 'customers cannot pay', ['cannot pay']],
    ['non-blocking', 'Non blocking', ['non blocking']],
  ];
  for (const [pattern, text, expected] of cases) {
    test(`${pattern} finds ${expected.length === 0 ? 'nothing' : expected} in: ${text}`, () => {
      expect(found(pattern, text)).toEqual(expected);
    });
  }

  test('may name lists, which may name those before them', () => {
    const lists = listsOf({ gone: 'down|not there', lost: '<gone>|lost' });
    expect(found('payments <lost>', 'payments not there, payments lost', lists)).toEqual([
      'payments not there',
      'payments lost',
    ]);
  });

  const faults: Record<string, RegExp> = {
    '(down': /"\(" without/,
    'down)': /"\)" without/,
    '<down>': /list that is not known: <down>/,
    '': /must have a word/,
    the: /must have a word/,
    '* (down|)': /must have a word/,
    '^ $': /must have a word/,
  };
  for (const [pattern, fault] of Object.entries(faults)) {
    test(`"${pattern}" is none`, () => {
      expect(patternFault(pattern)).toMatch(fault);
      expect(() => wordPattern(pattern)).toThrow(fault);
    });
  }

  test('is followed without going back', () => {
    // One that goes back over what it has read would not end before the sun does.
    const pattern = `${'(a1|a1 a1|*|) '.repeat(20)} b2`;
    expect(found(pattern, 'a1 '.repeat(600))).toEqual([]);
  });

  test('comes to each place once, however many ways lead there', () => {
    expect(patternFault('(^|$|^)'.repeat(40))).toMatch(/must have a word/);
    expect(found(`${'(^|^)'.repeat(40)} down`, 'down')).toEqual(['down']);
  });
});

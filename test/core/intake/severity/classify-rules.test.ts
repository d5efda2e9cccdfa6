import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { defaultRules } from '#core/intake/severity/rules.ts';
import { clausesOf } from '#core/intake/severity/words.ts';
import { classificationRule } from '#core/setup/document-rules.ts';
import { isWorse } from '#core/severity.ts';

describe('the default rules', () => {
  test('every list that a phrase names exists, and every list is named', () => {
    const named = defaultRules.definitions.flatMap(({ phrases }) =>
      phrases.flatMap(phrase => [...phrase.matchAll(/<(\w+)>/g)].map(match => match[1])),
    );
    expect(new Set(named)).toEqual(new Set(Object.keys(defaultRules.vocabulary)));
  });

  test('every word is written as the words of a title are read', () => {
    const entries = [
      ...Object.values(defaultRules.vocabulary).flat(),
      ...defaultRules.definitions.flatMap(({ phrases }) => phrases.filter(p => !/[<^]/.test(p))),
    ];
    for (const entry of entries) {
      const read = clausesOf(entry.replaceAll('_', ' ')).map(clause => clause.join(' '));
      expect(read).toEqual([entry]);
    }
  });

  test('amounts go from the worst level to the mildest, down to nothing', () => {
    for (const levels of Object.values(defaultRules.amounts)) {
      expect(levels.at(-1)?.from).toBe(0);
      for (const [index, level] of levels.slice(1).entries()) {
        const worse = levels[index];
        expect(worse !== undefined && worse.from > level.from).toBe(true);
        expect(worse !== undefined && isWorse(worse.severity, level.severity)).toBe(true);
      }
    }
  });

  test('no word of a sender means two severities', () => {
    const words = Object.values(defaultRules.vendorWords).flat();
    expect(new Set(words).size).toBe(words.length);
  });
});

describe('a rule in the configuration', () => {
  const rule = { name: 'mine', severity: 'SEV2', when: { title: '*x*' } };

  test('is taken with any of its conditions', () => {
    for (const when of [
      {},
      { source: 'grafana', service: 'pay*', name: 'A', vendorSeverity: 'crit*' },
      { labels: { team: 'shop' }, number: { name: 'value', above: 5 } },
      { number: { name: 'value', above: 5, below: 6 } },
    ]) {
      expect(z.safeParse(classificationRule, { ...rule, when }).success).toBe(true);
    }
  });

  const wrong: Record<string, object> = {
    'an unknown severity': { severity: 'SEV5' },
    'an unknown condition': { when: { titel: '*x*' } },
    'an unknown source': { when: { source: 'nagios' } },
    'a number without a limit': { when: { number: { name: 'value' } } },
    'an empty pattern': { when: { title: '' } },
    'no name': { name: '' },
    'an unknown member': { unless: {} },
  };
  for (const [name, change] of Object.entries(wrong)) {
    test(`is refused with ${name}`, () => {
      expect(z.safeParse(classificationRule, { ...rule, ...change }).success).toBe(false);
    });
  }
});

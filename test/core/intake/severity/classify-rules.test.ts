import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { levels, lists, senderWords } from '#core/intake/severity/definitions.ts';
import { classificationRule } from '#core/setup/document-rules.ts';
import { isWorse } from '#core/severity.ts';

describe('the built-in definitions', () => {
  test('every list is named by something', () => {
    const folder = 'shared/core/intake/severity/';
    const sources = ['definitions.ts', 'amounts.ts'].map(file =>
      readFileSync(folder + file, 'utf8'),
    );
    const unnamed = [...lists.keys()].filter(name => !sources.join('').includes(`<${name}>`));
    expect(unnamed).toEqual([]);
  });

  test('amounts go from the worst level to the mildest, down to nothing', () => {
    for (const steps of Object.values(levels)) {
      expect(steps.at(-1)?.from).toBe(0);
      for (const [index, level] of steps.slice(1).entries()) {
        const worse = steps[index];
        expect(worse !== undefined && worse.from > level.from).toBe(true);
        expect(worse !== undefined && isWorse(worse.severity, level.severity)).toBe(true);
      }
    }
  });

  test('no word of a sender means two severities', () => {
    const words = senderWords.flatMap(({ patterns }) =>
      patterns.split(';').map(word => word.trim()),
    );
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
      { text: 'payment* * (down|not working)' },
    ]) {
      expect(z.safeParse(classificationRule, { ...rule, when }).success).toBe(true);
    }
  });

  const wrong: Record<string, object> = {
    'an unknown severity': { severity: 'SEV5' },
    'an unknown condition': { when: { titel: '*x*' } },
    'an unknown source': { when: { source: 'nobody' } },
    'a number without a limit': { when: { number: { name: 'value' } } },
    'an empty pattern': { when: { title: '' } },
    'a pattern without its bracket': { when: { text: 'payment* (down' } },
    'a pattern that says nothing': { when: { text: '*' } },
    'a pattern that names a list': { when: { text: 'payment* <down>' } },
    'no name': { name: '' },
    'an unknown member': { unless: {} },
  };
  for (const [name, change] of Object.entries(wrong)) {
    test(`is refused with ${name}`, () => {
      expect(z.safeParse(classificationRule, { ...rule, ...change }).success).toBe(false);
    });
  }
});

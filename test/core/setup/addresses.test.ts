import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskedWithin, parseAddress } from '#core/oncall/addresses.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { changed } from './documents.ts';

const breaks = ['\n', '\r\n', '\t', '\u2028', '\u0000', '\u200b', ' '];

describe('an address that is more than one word is refused', () => {
  test.each([
    ['people.ana.email', 'ana@example.com'],
    ['people.ana.webhook', 'https://example.com/hook'],
    ['services.payments.runbook', 'https://example.com/runbook'],
    ['organisation.statusPage', 'https://example.com/status'],
  ])('in %s', (place, address) => {
    for (const sign of breaks) {
      for (const at of [5, address.length - 4, address.length]) {
        const broken = `${address.slice(0, at)}${sign}${address.slice(at)}`;
        const parsed = parseDirectory(changed({ [place]: broken }));
        expect(parsed, JSON.stringify(broken)).toHaveProperty('problems');
      }
    }
    expect(parseDirectory(changed({ [place]: address }))).toHaveProperty('directory');
  });

  test('where people enter their own, too', () => {
    fc.assert(
      fc.property(fc.constantFrom(...breaks), fc.integer({ min: 1, max: 12 }), (sign, at) => {
        const cut = (text: string) => `${text.slice(0, at)}${sign}${text.slice(at)}`;
        expect(parseAddress('email', cut('ana@example.com'))).toBeUndefined();
        expect(parseAddress('webhook', cut('https://example.com/hook'))).toBeUndefined();
      }),
    );
  });
});

test('an address of more letters than mail takes is none, however many they are', () => {
  const ofLength = (length: number) => `ana@${'a'.repeat(length - 8)}.com`;
  expect(parseAddress('email', ofLength(254))).toBe(ofLength(254));
  expect(parseAddress('email', ofLength(255))).toBeUndefined();
  expect(parseAddress('email', `a@${'.'.repeat(1_000_000)}@`)).toBeUndefined();
});

describe('the words of a vendor', () => {
  test.each([
    ['550 <ana@example.com>: unknown', '550 <a***@example.com>: unknown'],
    ['550 <ana@bücher.example>: unknown', '550 <a***@bücher.example>: unknown'],
    ['550 jörg.müller@example.com unknown', '550 j***@example.com unknown'],
    ["550 ana!o'neil#1@example.com unknown", '550 a***@example.com unknown'],
    ['no route to +15555550101.', 'no route to +1********01.'],
  ])('name nobody: %s', (words, told) => expect(maskedWithin(words)).toBe(told));

  test('keep nothing of an address that stands where they are cut', () => {
    const long = 'no '.repeat(329);
    expect(maskedWithin(`${long}to ana.petrova@example.com`)).toBe(`${long}to `);
    expect(maskedWithin(`${long}to +15555550101, ever`)).toBe(`${long}to `);
  });
});

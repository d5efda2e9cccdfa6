import { expect, test } from 'vitest';
import { moneyText, parseMoney } from '#core/text/money-text.ts';

test.each([
  ['$45000', 45000, 'USD'],
  ['$45,000.50', 45000.5, 'USD'],
  ['EUR 1742.5', 1742.5, 'EUR'],
  ['45000 €', 45000, 'EUR'],
  ['£0', 0, 'GBP'],
])('%s is a sum', (text, amount, currency) => {
  expect(parseMoney(text)).toEqual({ amount, currency });
});

test('a sum that no number holds is none: added up it would be no figure', () => {
  expect(parseMoney(`USD ${'9'.repeat(90)}`)).toBeUndefined();
});

test.each(['45000', 'about $45k', '$45.000,00', 'USD 5 USD', '', '$', '$-5'])(
  '%j is no sum',
  text => {
    expect(parseMoney(text)).toBeUndefined();
  },
);

test('a sum is written as the template writes it, with cents only where there are some', () => {
  expect(moneyText({ amount: 45000, currency: 'USD' })).toBe('$45000');
  expect(moneyText({ amount: 1742.5, currency: 'EUR' })).toBe('EUR 1742.50');
});

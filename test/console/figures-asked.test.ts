import { expect, test } from 'vitest';
import { figuresAsked, figuresQuery } from '#console/review/figures-asked.ts';

const read = (address: string) =>
  figuresAsked(Object.fromEntries(new URL(address, 'https://console.example.com').searchParams));

test.each([
  [{ by: 'severity', over: '90' }, ''],
  [{ by: 'team', over: '90' }, '?by=team'],
  [{ by: 'severity', over: '2026-10' }, '?over=2026-10'],
  [{ by: 'all', over: '365' }, '?by=all&over=365'],
] as const)('figures of %j have words of their own in the address: %s', (asked, address) => {
  expect(figuresQuery(asked)).toBe(address);
  expect(read(address)).toEqual(asked);
});

test.each(['?by=constructor', '?over=2026-13', '?over=toString', '?by=&over=', '?over=9999999'])(
  'an address that says %s shows what is usual',
  address => {
    expect(read(address)).toEqual({ by: 'severity', over: '90' });
  },
);

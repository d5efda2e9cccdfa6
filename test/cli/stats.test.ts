import { expect, test } from 'vitest';
import { asked } from './asked.ts';
import { run } from './run.ts';

test('stats compares medians, and says how many were in time', async () => {
  const { ran, last } = await asked(['stats', '--last=30d', '--by=severity']);
  expect(last?.query).toMatchObject({ by: 'severity', from: '2026-10-24T02:20:00.000Z' });
  expect(ran.out).toContain('SEV1\n  INCIDENTS 4  DETECT -  ACKNOWLEDGE 2 min / 5 min');
  expect(ran.out).toContain('3 of 4');
  expect(ran.out).toContain('Times are median / 95th percentile.');
});

test('stats writes a page to print, with its pictures inside', async () => {
  const { ran } = await asked(['stats', '--report=november.html']);
  const page = ran.files['/home/ana/november.html'] ?? '';
  expect(page).toMatch(/^<!doctype html>/);
  expect(page.match(/<svg /g)).toHaveLength(3);
  expect(page).toContain('<td>EUR 45000</td>');
  expect(page).not.toMatch(/<script|src=|href=/);
});

test.each(['--last=400d', '--last=soon', '--last=0d'])(
  'stats refuses %s instead of looking at another time',
  async words => {
    const ran = await run(['stats', words], { env: { TOCSIN_URL: 'http://127.0.0.1:1' } });
    expect(ran.exitCode).toBe(2);
    expect(ran.error).toContain('of a year at most');
  },
);

import { expect, test } from 'vitest';
import { cutNote, perDay, whatIsCounted } from '#cli/review/stats-report.ts';
import { asked } from '../asked.ts';
import { run } from '../run.ts';

test('stats compares medians, and says how many were in time', async () => {
  const { ran, last } = await asked(['stats', '--last=30d', '--by=severity']);
  expect(last?.query).toMatchObject({ by: 'severity', from: '2026-10-24T02:20:00.000Z' });
  expect(ran.out).toContain('SEV1\n  INCIDENTS 4  DETECT -  ACKNOWLEDGE 2 min / 5 min');
  expect(ran.out).toContain('3 of 4');
  expect(ran.out).toContain('Times are median / 95th percentile.');
});

test('stats of a month goes from its first day to the next, or as far as it has come', async () => {
  const past = await asked(['stats', '--month=2025-12']);
  expect(past.last?.query).toMatchObject({
    from: '2025-12-01T00:00:00.000Z',
    to: '2026-01-01T00:00:00.000Z',
  });
  const current = await asked(['stats', '--month=2026-11']);
  expect(current.last?.query).toMatchObject({
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-11-23T02:20:00.000Z',
  });
  expect(current.ran.out).toMatch(/Ana\s+9\s+4\s+2|Ana\n\s+WOKEN 9/);
  const wrong = await run(['stats', '--month=2026-13'], {
    env: { TOCSIN_URL: 'http://127.0.0.1:1' },
  });
  expect(wrong.exitCode).toBe(2);
  expect(wrong.error).toContain('not a month such as 2026-11');
});

test.each([
  // On the first of November 2026 the clocks of Havana go from one back to midnight.
  ['America/Havana', '2026-11', '2026-11-01T04:00:00.000Z'],
  // On the first of October 2023 those of Asunción went from midnight to one.
  ['America/Asuncion', '2023-10', '2023-10-01T04:00:00.000Z'],
])(
  'stats of a month in %s begin when its first day does, though the clocks change then',
  async (zone, month, from) => {
    const { last } = await asked(['stats', `--month=${month}`, `--zone=${zone}`]);
    expect(last?.query).toMatchObject({ from });
  },
);

test('stats of the last days counts them until the day that is named', async () => {
  const { last } = await asked(['stats', '--last=7d', '--to=2026-11-20']);
  expect(last?.query).toMatchObject({
    from: '2026-11-13T00:00:00.000Z',
    to: '2026-11-20T00:00:00.000Z',
  });
});

test.each([
  ['--month=2026-10', '--last=7d'],
  ['--month=2026-10', '--from=2026-10-15'],
  ['--month=2026-10', '--to=2026-10-15'],
  ['--last=7d', '--from=2026-10-15'],
])('stats asked for %s and %s is wrong usage: one would be left out', async (...words) => {
  const ran = await run(['stats', ...words], { env: { TOCSIN_URL: 'http://127.0.0.1:1' } });
  expect(ran.exitCode).toBe(2);
  expect(ran.error).toContain('cannot be used with');
});

test('stats writes a page to print, with its pictures inside', async () => {
  const { ran } = await asked(['stats', '--report=november.html']);
  const page = ran.files['/home/ana/november.html'] ?? '';
  expect(page).toMatch(/^<!doctype html>/);
  expect(page.match(/<svg /g)).toHaveLength(4);
  expect(page).toContain('Who was woken');
  // A day is a day, also where there is only one.
  expect(page).toMatch(
    /Incidents per day[\s\S]*>2026-11-\d\d<\/text>[\s\S]*Minutes to acknowledge/,
  );
  expect(page).toContain('<td>Ana</td><td>9</td><td>4</td><td>2</td>');
  expect(page).toContain('<td>EUR 45000</td>');
  expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  expect(page).toContain(whatIsCounted);
  // The whole quarter that was asked about, though there was one incident in it.
  expect(page.match(/>2026-08-25<\/text>/g)).toHaveLength(3);
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

test.each(['UTC', 'America/New_York', 'Pacific/Auckland', 'Europe/London'])(
  'each incident of a year is in the figure of its day in %s, and each day is there once',
  timeZone => {
    const from = '2026-01-01T23:30:00.000Z';
    const to = '2027-01-01T23:30:00.000Z';
    const hours = Array.from({ length: 24 * 365 }, (_, hour) => ({
      declaredAt: new Date(Date.parse(from) + hour * 3_600_000).toISOString(),
    }));
    const days = perDay({ from, to, incidents: hours } as never, timeZone);
    expect(days.reduce((sum, { value }) => sum + value, 0)).toBe(hours.length);
    const ends = days.slice(1, -1).map(({ value }) => value);
    expect(ends.every(value => value >= 23 && value <= 25)).toBe(true);
  },
);

test('of days whose incidents are not counted, because there were more, the picture says nothing', () => {
  const declared = ['2026-11-23T10:00:00.000Z', '2026-11-21T10:00:00.000Z'];
  const incidents = declared.map(declaredAt => ({ declaredAt }));
  const whole = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-24T00:00:00.000Z', incidents };
  const days = (isCut: boolean) => perDay({ ...whole, isCut } as never, 'UTC');
  expect(days(false)).toHaveLength(23);
  expect(days(true).map(({ value }) => value)).toEqual([1, 0, 1]);
  const told = cutNote({ ...whole, isCut: true } as never, at => at.slice(0, 10));
  expect(told).toEqual(['There were more: the newest are counted, from 2026-11-21 on.']);
});

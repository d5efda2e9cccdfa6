import { expect, test } from 'vitest';
import { exampleIncident } from '#contract/examples.ts';
import { type Answers, fakeApi } from './fake-api.ts';
import { succeeds } from './run.ts';

/** Nine hours after what the machine of the person shows, and on the next day. */
const theirs = '2026-11-23T11:20:00.000Z';

async function asked(words: readonly string[], answers: Answers = {}, time = theirs) {
  await using api = await fakeApi(answers, time);
  const ran = await succeeds(words, { env: { TOCSIN_URL: api.url, TOCSIN_TOKEN: 'local' } });
  expect(api.violations).toEqual([]);
  return { ...ran, requests: api.requests };
}

const list = { incidents: [{ ...exampleIncident, declaredAt: '2026-11-23T11:05:00Z' }] };

test('an age is told by the clock of who answered', async () => {
  const { out } = await asked(['list'], { listIncidents: () => list });
  expect(out).toContain('15 min');
});

test.each([
  ['2026-11-23T11:30:00Z', '11:30 UTC (in 10 min)'],
  ['2026-11-26T10:20:00Z', '2026-11-26 10:20 UTC (in 2 d 23 h)'],
])(
  'a deadline at %s is so far away as it is where it will be met, and has its day where it is another',
  async (at, text) => {
    const nextDeadline = { at, what: 'escalation', text: 'level 2 is paged' };
    const { out } = await asked(['escalate', 'INC-2026-001'], {
      escalateIncident: () => ({ ...exampleIncident, nextDeadline }) as never,
    });
    expect(out).toContain(text);
  },
);

test('what is of another year says so in tables', async () => {
  const { out } = await asked(['oncall', '--until=+2d'], {
    whoIsOnCall: () => ({
      ...{ at: '2027-11-20T00:00:00.000Z', until: '2027-11-22T00:00:00.000Z' },
      schedules: [{ schedule: 'night', name: 'Night', timeZone: 'UTC', shifts: [] }],
    }),
  });
  expect(out).toContain('2027-11-20 00:00');
});

test.each([
  ['now', '2026-11-23T11:20:00.000Z'],
  ['+2h', '2026-11-23T13:20:00.000Z'],
  // By the machine's clock it is yet to come.
  ['18:00', '2026-11-23T18:00:00.000Z'],
])('%s is a time by that clock, before anything else was asked', async (text, at) => {
  const { requests } = await asked(['oncall', `--at=${text}`]);
  expect(requests[0]?.query).toMatchObject({ at });
});

test('a short number is of the year that it is there', async () => {
  const { requests } = await asked(['show', '7'], {}, '2027-01-05T08:00:00.000Z');
  expect(requests[0]?.params).toEqual({ id: 'INC-2027-007' });
});

test('a sample alert fires at the time that it is there', async () => {
  const { requests } = await asked([
    'alert',
    '--source=alertmanager',
    '--title=Orders fail',
    '--key=local',
  ]);
  expect(requests[0]?.body).toMatchObject({ alerts: [{ startsAt: theirs }] });
});

test('words of the answer are asked for in the zone that the person reads', async () => {
  const zone = ['--person=ana', '--zone=Europe/Berlin'];
  expect((await asked(['why', ...zone])).requests[0]?.headers).toMatchObject({
    'tocsin-time-zone': 'Europe/Berlin',
  });
  expect((await asked(['show', 'INC-2026-001'])).requests[0]?.headers).toMatchObject({
    'tocsin-time-zone': 'UTC',
  });
});

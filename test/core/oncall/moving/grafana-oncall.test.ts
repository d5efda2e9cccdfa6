import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '#core/time/instant.ts';
import { expectSameDuty, imported, now, onTheWall, succeeded } from './quarters.ts';

interface Shift {
  id: string;
  name: string;
  type: 'single_event' | 'recurrent_event' | 'rolling_users' | 'override';
  time_zone?: string;
  level?: number;
  start: string;
  duration: number;
  frequency?: 'daily' | 'weekly' | 'monthly';
  interval?: number;
  week_start?: string;
  by_day?: string[];
  until?: string;
  users?: string[];
  rolling_users?: string[][];
  start_rotation_from_user_index?: number;
}

const hour = 3600;
const day = 24 * hour;
const names = ['Ana', 'Bo', 'Chidi', 'Dana'];
const users = names.map(name => ({
  id: name,
  username: name,
  email: `${name.toLowerCase()}@example.com`,
  timezone: 'Europe/Berlin',
}));
const weekly: Shift = {
  id: 'S1',
  name: 'Weekly',
  type: 'rolling_users',
  time_zone: 'Europe/Berlin',
  level: 0,
  start: '2026-03-02T09:00:00',
  duration: 7 * day,
  frequency: 'weekly',
  interval: 1,
  rolling_users: [['Ana'], ['Bo'], ['Chidi']],
  start_rotation_from_user_index: 1,
};

function exportOf(shifts: Shift[], more: Record<string, unknown> = {}, schedule: object = {}) {
  return {
    'users.json': { count: 4, next: null, results: users },
    'personal_notification_rules.json': {
      results: [
        { id: 'N1', user_id: 'Ana', position: 0, type: 'notify_by_email', important: true },
        { id: 'N2', user_id: 'Ana', position: 1, type: 'wait', duration: 120, important: true },
        { id: 'N3', user_id: 'Ana', position: 2, type: 'notify_by_mobile_app', important: true },
        { id: 'N4', user_id: 'Ana', position: 3, type: 'notify_by_slack', important: true },
      ],
    },
    'on_call_shifts.json': { results: shifts },
    'schedules.json': {
      results: [
        {
          id: 'SCH',
          name: 'Primary',
          type: 'web',
          time_zone: 'Europe/Berlin',
          shifts: shifts.map(({ id }) => id),
          ...schedule,
        },
      ],
    },
    'escalation_chains.json': { results: [{ id: 'C1', name: 'Shop', team_id: null }] },
    'escalation_policies.json': {
      results: [
        {
          id: 'P1',
          escalation_chain_id: 'C1',
          position: 0,
          type: 'notify_on_call_from_schedule',
          notify_on_call_from_schedule: 'SCH',
        },
        { id: 'P2', escalation_chain_id: 'C1', position: 1, type: 'wait', duration: 300 },
        {
          id: 'P3',
          escalation_chain_id: 'C1',
          position: 2,
          type: 'notify_persons',
          persons_to_notify: ['Dana'],
        },
        { id: 'P4', escalation_chain_id: 'C1', position: 3, type: 'trigger_webhook' },
        { id: 'P5', escalation_chain_id: 'C1', position: 4, type: 'repeat_escalation' },
      ],
    },
    'integrations.json': {
      results: [
        {
          id: 'I1',
          name: 'Payments',
          type: 'alertmanager',
          team_id: null,
          default_route: { id: 'R0', escalation_chain_id: 'C1' },
        },
      ],
    },
    ...more,
  };
}

/** Their rule, occurrence by occurrence on the wall: whoever is in the highest level that has somebody. */
function theirDuty(shifts: Shift[]) {
  const last = 60 * 24 * 120;
  const spans = shifts.flatMap(shift => {
    const zone = shift.time_zone ?? 'UTC';
    const begin = Date.parse(`${shift.start}Z`) / 60_000;
    const lasts = shift.duration / 60;
    const end =
      shift.until === undefined ? Number.POSITIVE_INFINITY : onTheWall(instant(shift.until), zone);
    const groups =
      shift.type === 'rolling_users' ? (shift.rolling_users ?? []) : [shift.users ?? []];
    const found: { from: number; to: number; zone: string; level: number; people: string[] }[] = [];
    const add = (from: number, turn: number) => {
      if (from < begin) return;
      const people =
        groups[(turn + (shift.start_rotation_from_user_index ?? 0)) % groups.length] ?? [];
      const level = shift.type === 'override' ? 99 : (shift.level ?? 0);
      found.push({ from, to: Math.min(from + lasts, end), zone, level, people });
    };
    const count = shift.interval ?? 1;
    const until = onTheWall(now, zone) + last;
    if (shift.frequency === undefined) add(begin, 0);
    else if (shift.by_day !== undefined) {
      const order = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
      const weekday = (((Math.floor(begin / 1440) + 3) % 7) + 7) % 7;
      const monday = begin - weekday * 1440;
      for (let week = 0; monday + week * 10_080 < until; week += count) {
        for (const each of shift.by_day)
          add(monday + week * 10_080 + order.indexOf(each) * 1440, week / count);
      }
    } else if (shift.frequency === 'monthly') {
      for (let turn = 0; turn < 24; turn++) {
        const date = new Date(begin * 60_000);
        date.setUTCMonth(date.getUTCMonth() + turn * count);
        add(date.getTime() / 60_000, turn);
      }
    } else {
      const step = { daily: 1440, weekly: 10_080 }[shift.frequency] * count;
      for (let turn = 0; begin + turn * step < until; turn++) add(begin + turn * step, turn);
    }
    return found;
  });
  const recent = new Map<string, typeof spans>();
  for (const zone of new Set(spans.map(each => each.zone))) {
    const from = onTheWall(now, zone) - 366 * 1440;
    recent.set(
      zone,
      spans.filter(each => each.zone === zone && each.to > from),
    );
  }
  return (at: Instant): string[] => {
    const here = [...recent].flatMap(([zone, some]) => {
      const shown = onTheWall(at, zone);
      return some.filter(each => each.from <= shown && shown < each.to);
    });
    const top = Math.max(...here.map(({ level }) => level));
    return here.filter(({ level }) => level === top).flatMap(({ people }) => people);
  };
}

const shapes: Record<string, Shift[]> = {
  'a weekly rotation that begins with the second group': [weekly],
  'groups of several at once': [
    { ...weekly, rolling_users: [['Ana', 'Dana'], ['Bo', 'Chidi'], ['Dana']] },
  ],
  'a level on top of two below': [
    weekly,
    {
      ...weekly,
      id: 'S2',
      name: 'Second',
      users: ['Bo'],
      type: 'recurrent_event',
      frequency: 'daily',
      duration: 4 * hour,
    },
    {
      ...weekly,
      id: 'S3',
      name: 'Nights',
      level: 1,
      frequency: 'daily',
      start: '2026-03-02T22:00:00',
      duration: 8 * hour,
      rolling_users: [['Dana'], ['Chidi']],
      start_rotation_from_user_index: 0,
    },
  ],
  'working days by weekly turns': [
    {
      ...weekly,
      duration: 9 * hour,
      start: '2026-03-04T09:00:00',
      by_day: ['MO', 'TU', 'WE', 'TH', 'FR'],
      week_start: 'MO',
    },
  ],
  'weekends every other week, and each third day': [
    { ...weekly, interval: 2, duration: 2 * day, start: '2026-03-07T09:00:00' },
    {
      ...weekly,
      id: 'S2',
      name: 'Third day',
      level: 1,
      frequency: 'daily',
      interval: 3,
      duration: day,
      rolling_users: [['Dana']],
      start_rotation_from_user_index: 0,
    },
  ],
  'in UTC, as its own pages write it, until it ends': [
    { ...weekly, time_zone: 'UTC', until: '2026-11-10T12:00:00Z' },
  ],
  'month by month': [
    { ...weekly, frequency: 'monthly', start: '2026-02-10T09:00:00', duration: 28 * day },
  ],
  once: [
    weekly,
    {
      ...weekly,
      id: 'S2',
      name: 'Fair',
      type: 'single_event',
      level: 2,
      start: '2026-10-23T09:00:00',
      duration: 4 * day,
      users: ['Dana', 'Ana'],
      frequency: undefined as never,
    },
  ],
  'with an override': [
    weekly,
    {
      ...weekly,
      id: 'S2',
      name: 'Override',
      type: 'override',
      start: '2026-10-23T09:00:00',
      duration: 3 * day,
      users: ['Dana'],
      frequency: undefined as never,
    },
  ],
};

describe('from Grafana OnCall, the same people are on duty at every quarter of an hour for 90 days:', () => {
  test.each(Object.entries(shapes))('%s', (_, shifts) => {
    expectSameDuty(succeeded('grafana-oncall', exportOf(shifts)), 'Primary', theirDuty(shifts));
  });
});

test('what comes of an export of Grafana OnCall has its people, chains, integrations and what is lost', () => {
  const spans = {
    results: [
      {
        user_pk: 'Dana',
        user_email: 'dana@example.com',
        user_username: 'Dana',
        shift_start: '2026-10-20T10:00:00Z',
        shift_end: '2026-10-20T11:00:00Z',
      },
    ],
  };
  const made = succeeded('grafana-oncall', exportOf([weekly], { 'final_shifts/SCH.json': spans }));
  expect(made.document).toMatchObject({
    people: {
      ana: {
        email: 'ana@example.com',
        notify: { high: ['email', { channel: 'slack', after: '2m' }] },
      },
    },
    escalationPolicies: {
      shop: {
        repeat: 6,
        levels: [{ schedules: ['primary'], acknowledgeWithin: '5m' }, { people: ['dana'] }],
      },
    },
    services: { payments: { name: 'Payments', escalationPolicy: 'shop' } },
  });
  expect(made.senders).toEqual([{ name: 'Payments', address: '/v1/alerts/alertmanager' }]);
  const lost = made.notes.filter(({ how }) => how === 'not').map(({ what }) => what);
  expect(lost).toEqual(
    expect.arrayContaining([
      'phone of Ana',
      'notify_by_mobile_app of Ana',
      'step trigger_webhook of Shop',
    ]),
  );
  const compared = made.notes.filter(({ what }) => what === 'timeline of Primary');
  expect(compared).toMatchObject([
    { how: 'approximately', why: expect.stringContaining('it has Dana, and this') },
  ]);
});

test.each([
  [
    'a shift that is not there',
    exportOf([weekly], {}, { shifts: ['S9'] }),
    'schedules.json/results/0',
  ],
  [
    'a next page that is missing',
    exportOf([weekly], { 'users.json': { next: 'https://x.example.com/?page=2', results: users } }),
    'users.json',
  ],
  [
    'a frequency that there is not',
    exportOf([{ ...weekly, frequency: 'yearly' as never }]),
    'on_call_shifts.json/results/0/frequency',
  ],
  [
    'a step of a chain that is not there',
    exportOf([weekly], { 'escalation_chains.json': { results: [] } }),
    'escalation_policies.json/results/0',
  ],
])('%s is told with its place', (_, files, where) => {
  const made = imported('grafana-oncall', files);
  expect('faults' in made ? made.faults.map(fault => fault.where) : []).toContain(where);
});

import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '#core/time/instant.ts';
import { expectSameDuty, imported, now, onTheWall, succeeded } from './quarters.ts';

type Kind = 'hourly' | 'daily' | 'weekly';
interface Rotation {
  id: string;
  name: string;
  timeZone: string;
  start: string;
  type: Kind | 'monthly';
  shiftLength: number;
  activeUserIndex: number;
  users: { id: string }[];
}
interface Target {
  target: { id: string; type: string; name?: string };
  rules: { start: string; end: string; weekdayFilter: boolean[] }[];
}

const names = ['Ana', 'Bo', 'Chidi', 'Dana'];
const users = names.map((name, index) => ({
  id: name,
  name,
  email: '',
  contactMethods: [
    { id: `${name}-sms`, type: 'SMS', value: `+1555555010${index}` },
    { id: `${name}-slack`, type: 'SLACK_DM', value: 'U1' },
  ],
  notificationRules: [
    { delayMinutes: 0, contactMethodID: `${name}-sms` },
    { delayMinutes: 2, contactMethodID: `${name}-slack` },
  ],
}));
const rotation: Rotation = {
  id: 'r1',
  name: 'Primary',
  timeZone: 'Europe/Berlin',
  start: '2026-03-02T08:00:00Z',
  type: 'weekly',
  shiftLength: 1,
  // Somebody took a turn out of order: it is kept, not counted.
  activeUserIndex: 2,
  users: ['Ana', 'Bo', 'Chidi'].map(id => ({ id })),
};
const always = [true, true, true, true, true, true, true];
const weekend = [true, false, false, false, false, true, true];
const whole = { start: '00:00', end: '00:00', weekdayFilter: always };
const targetOf = (id: string, rules = [whole], type = 'rotation'): Target => ({
  target: { id, type, name: id },
  rules,
});

function exportOf(
  rotations: Rotation[],
  targets: Target[],
  more: { timeZone?: string; overrides?: object[]; schedule?: object } = {},
) {
  const { timeZone = 'Europe/Berlin', overrides = [], schedule = {} } = more;
  return {
    'users.json': { data: { users: { nodes: users, pageInfo: { hasNextPage: false } } } },
    'rotations.json': { data: { rotations: { nodes: rotations } } },
    'schedules.json': {
      data: {
        schedules: { nodes: [{ id: 's1', name: 'Primary', timeZone, targets, ...schedule }] },
      },
    },
    'overrides.json': { data: { userOverrides: { nodes: overrides } } },
    'policies.json': {
      data: {
        escalationPolicies: {
          nodes: [
            {
              id: 'p1',
              name: 'Shop',
              repeat: 1,
              steps: [
                { delayMinutes: 5, targets: [{ id: 's1', type: 'schedule' }] },
                {
                  delayMinutes: 10,
                  targets: [
                    { id: 'Dana', type: 'user' },
                    { id: 'r1', type: 'rotation' },
                  ],
                },
              ],
            },
          ],
        },
        services: {
          nodes: [
            {
              id: 'v1',
              name: 'Payments',
              escalationPolicyID: 'p1',
              integrationKeys: [
                { id: 'k1', name: 'Prometheus', type: 'prometheusAlertmanager' },
                { id: 'k2', name: 'Scripts', type: 'generic' },
                { id: 'k3', name: 'Rules', type: 'universal' },
              ],
              heartbeatMonitors: [{ id: 'h1', name: 'nightly', timeoutMinutes: 90 }],
            },
          ],
        },
      },
    },
  };
}

/** Their rule: whoever is active goes on from hand-off to hand-off by the clocks of the rotation's zone. */
function theirDuty(rotations: Rotation[], targets: Target[], timeZone = 'Europe/Berlin') {
  const active = (wanted: Rotation) => {
    const long =
      { hourly: 60, daily: 1440, weekly: 10_080, monthly: Number.NaN }[wanted.type] *
      wanted.shiftLength;
    const begin = onTheWall(instant(wanted.start), wanted.timeZone);
    const turn = (at: Instant) => Math.floor((onTheWall(at, wanted.timeZone) - begin) / long);
    const first = turn(now);
    return (at: Instant) =>
      wanted.users[(wanted.activeUserIndex + turn(at) - first) % wanted.users.length]?.id ?? '';
  };
  const duties = new Map(rotations.map(each => [each.id, active(each)]));
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return (at: Instant): string[] => {
    const shown = onTheWall(at, timeZone);
    const minute = ((shown % 1440) + 1440) % 1440;
    // Theirs begin with Sunday; 1 January 1970 was a Thursday.
    const day = (((Math.floor(shown / 1440) + 4) % 7) + 7) % 7;
    return targets.flatMap(({ target, rules }) => {
      const isOn = rules.some(({ start, end, weekdayFilter }) => {
        const [from, to] = [minutes(start), minutes(end)];
        if (from < to) return weekdayFilter[day] && minute >= from && minute < to;
        return (
          (weekdayFilter[day] && minute >= from) || (weekdayFilter[(day + 6) % 7] && minute < to)
        );
      });
      if (!isOn) return [];
      return [target.type === 'user' ? target.id : (duties.get(target.id)?.(at) ?? '')];
    });
  };
}

const shapes: Record<string, [Rotation[], Target[], string?]> = {
  'one rotation, whoever is active': [[rotation], [targetOf('r1')]],
  'a rotation by day, another by night, and somebody at weekends': [
    [
      rotation,
      {
        ...rotation,
        id: 'r2',
        name: 'Nights',
        type: 'daily',
        users: [{ id: 'Dana' }, { id: 'Bo' }],
        activeUserIndex: 1,
      },
    ],
    [
      targetOf('r1', [{ start: '08:00', end: '20:00', weekdayFilter: always }]),
      targetOf('r2', [{ start: '20:00', end: '08:00', weekdayFilter: always }]),
      targetOf('Ana', [{ start: '09:00', end: '09:00', weekdayFilter: weekend }], 'user'),
    ],
  ],
  'a rotation of another zone than its schedule': [
    [
      {
        ...rotation,
        timeZone: 'America/New_York',
        start: '2026-03-02T14:00:00Z',
        type: 'daily',
        shiftLength: 2,
      },
    ],
    [targetOf('r1', [{ start: '06:00', end: '22:00', weekdayFilter: always }])],
  ],
  'turns of twelve hours': [
    [{ ...rotation, type: 'hourly', shiftLength: 12 }],
    [targetOf('r1')],
    'America/New_York',
  ],
};

describe('from GoAlert, the same people are on duty at every quarter of an hour for 90 days:', () => {
  test.each(Object.entries(shapes))('%s', (_, [rotations, targets, zone = 'Europe/Berlin']) => {
    const turns = rotations.map(each =>
      zone === 'Europe/Berlin' ? each : { ...each, timeZone: zone },
    );
    const made = succeeded('goalert', exportOf(turns, targets, { timeZone: zone }));
    expectSameDuty(made, 'Primary', theirDuty(turns, targets, zone));
  });

  test('with whoever stands in for somebody, where that one is on duty', () => {
    const [from, until] = ['2026-10-20T10:00:00Z', '2026-11-05T10:00:00Z'];
    const overrides = [
      {
        id: 'o1',
        start: from,
        end: until,
        addUserID: 'Dana',
        removeUserID: 'Bo',
        target: { id: 's1', type: 'schedule' },
      },
      {
        id: 'o2',
        start: from,
        end: until,
        addUserID: 'Dana',
        target: { id: 's1', type: 'schedule' },
      },
    ];
    const made = succeeded('goalert', exportOf([rotation], [targetOf('r1')], { overrides }));
    const rule = theirDuty([rotation], [targetOf('r1')]);
    expectSameDuty(made, 'Primary', at =>
      rule(at).map(name =>
        name === 'Bo' && at >= instant(from) && at < instant(until) ? 'Dana' : name,
      ),
    );
    expect(made.notes).toContainEqual(
      expect.objectContaining({ how: 'not', why: expect.stringContaining('adds somebody') }),
    );
  });

  test('month by month, written out', () => {
    const monthly = {
      ...rotation,
      type: 'monthly' as const,
      start: '2026-02-10T08:00:00Z',
      activeUserIndex: 0,
    };
    const made = succeeded('goalert', exportOf([monthly], [targetOf('r1')]));
    const order = [
      ['2026-10-10', 'Ana'],
      ['2026-11-10', 'Bo'],
      ['2026-12-10', 'Chidi'],
      ['9999', 'Ana'],
    ] as const;
    // Hand-off at nine in Berlin, before and after the clocks go back.
    expectSameDuty(made, 'Primary', at => {
      const zone = at < '2026-10-25' ? '07' : '08';
      const day = order.find(([until]) => at < `${until}T${zone}:00:00.000Z`);
      return [day?.[1] ?? ''];
    });
  });
});

test('what comes of an export of GoAlert has its people, levels, services, heartbeats and what is lost', () => {
  const made = succeeded(
    'goalert',
    exportOf([rotation, { ...rotation, id: 'r9', name: 'Idle' }], [targetOf('r1')]),
  );
  expect(made.document).toMatchObject({
    people: { ana: { phone: '+15555550100', notify: { high: ['sms'] } } },
    escalationPolicies: {
      shop: {
        repeat: 2,
        levels: [
          { schedules: ['primary'], acknowledgeWithin: '5m' },
          { people: ['dana'], schedules: ['primary-2'] },
        ],
      },
    },
    services: { payments: { escalationPolicy: 'shop' } },
    heartbeats: [{ name: 'nightly', every: '1h30m', service: 'payments' }],
  });
  expect(made.senders).toEqual([
    { name: 'Payments Prometheus', address: '/v1/alerts/alertmanager' },
    // What scripts say there, `generic` refuses.
    { name: 'Payments Scripts', address: '/v1/alerts/auto' },
    { name: 'Payments Rules', address: '/v1/alerts/auto' },
  ]);
  const lost = made.notes.filter(({ how }) => how === 'not').map(({ what }) => what);
  expect(lost).toEqual(
    expect.arrayContaining(['SLACK_DM of Ana', 'rotation Idle', 'timeline of Primary']),
  );
});

test.each([
  ['a rotation that is not there', exportOf([], [targetOf('r1')]), 'names rotation r1'],
  [
    'a page that is missing',
    {
      ...exportOf([rotation], [targetOf('r1')]),
      'users.json': { data: { users: { nodes: users, pageInfo: { hasNextPage: true } } } },
    },
    'next one is missing',
  ],
  [
    'a time of day that is none',
    exportOf([rotation], [targetOf('r1', [{ ...whole, start: 'noon' }])]),
    '',
  ],
])('%s is told with its place', (_, files, message) => {
  const made = imported('goalert', files);
  expect('faults' in made ? made.faults.map(fault => fault.message).join() : 'none').toContain(
    message,
  );
  expect(made).toHaveProperty('faults');
});

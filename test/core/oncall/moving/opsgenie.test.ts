import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '#core/time/instant.ts';
import { tries } from '../../../support/effort.ts';
import { expectSameDuty, imported, onTheWall, succeeded } from './quarters.ts';

interface Hours {
  startHour: number;
  startMin: number;
  endHour: number;
  endMin: number;
}
interface Rotation {
  id: string;
  name: string;
  startDate: string;
  endDate?: string;
  type: 'hourly' | 'daily' | 'weekly';
  length: number;
  participants: { type: string; id?: string; username?: string }[];
  timeRestriction?:
    | { type: 'time-of-day'; restriction: Hours }
    | {
        type: 'weekday-and-time-of-day';
        restrictions: (Hours & { startDay: string; endDay: string })[];
      };
}

const names = ['Ana', 'Bo', 'Chidi', 'Dana'];
const users = names.map((name, index) => ({
  id: `u-${name.toLowerCase()}`,
  username: `${name.toLowerCase()}@example.com`,
  fullName: name,
  timeZone: 'Europe/Berlin',
  userContacts: [
    { contactMethod: 'sms', to: `1-555555010${index}`, enabled: true },
    { contactMethod: 'mobile', to: 'a telephone', enabled: true },
  ],
  notificationRules: [
    {
      name: 'New Alert',
      actionType: 'create-alert',
      enabled: true,
      steps: [
        {
          contact: { method: 'sms', to: `1-555555010${index}` },
          sendAfter: { timeAmount: 0, timeUnit: 'minutes' },
          enabled: true,
        },
        {
          contact: { method: 'email', to: `${name.toLowerCase()}@example.com` },
          sendAfter: { timeAmount: 1, timeUnit: 'minutes' },
          enabled: true,
        },
        {
          contact: { method: 'voice', to: `1-555555010${index}` },
          sendAfter: { timeAmount: 40, timeUnit: 'minutes' },
          enabled: true,
        },
      ],
    },
  ],
}));
const taking = (...some: string[]) =>
  some.map(name =>
    name === 'none' ? { type: 'none' } : { type: 'user', id: `u-${name.toLowerCase()}` },
  );
const weekly: Rotation = {
  id: 'r1',
  name: 'Weekly',
  startDate: '2026-03-02T08:00:00Z',
  type: 'weekly',
  length: 1,
  participants: taking('Ana', 'Bo', 'Chidi'),
};
const scheduleOf = (rotations: Rotation[], more: object = {}, timezone = 'Europe/Berlin') => ({
  id: 's1',
  name: 'Primary',
  timezone,
  enabled: true,
  ownerTeam: { id: 't1', name: 'Shop' },
  rotations,
  ...more,
});
const minutes = (timeAmount: number) => ({ timeAmount, timeUnit: 'minutes' });
const exportOf = (schedule: object, more: Record<string, unknown> = {}) => ({
  'users.json': { data: users, totalCount: 4 },
  'teams.json': {
    data: [
      {
        id: 't1',
        name: 'Shop',
        members: users.map(({ id, username }, index) => ({
          user: { id, username },
          role: index === 1 ? 'admin' : 'user',
        })),
        routingRules: [
          {
            name: 'Default',
            isDefault: true,
            notify: { type: 'escalation', id: 'e1', name: 'Shop' },
          },
        ],
      },
    ],
  },
  'schedules.json': { data: [schedule] },
  'escalations.json': {
    data: [
      {
        id: 'e1',
        name: 'Shop escalation',
        ownerTeam: { id: 't1' },
        rules: [
          {
            condition: 'if-not-acked',
            notifyType: 'default',
            delay: minutes(0),
            recipient: { type: 'schedule', id: 's1' },
          },
          {
            condition: 'if-not-acked',
            notifyType: 'default',
            delay: minutes(5),
            recipient: { type: 'user', username: 'dana@example.com' },
          },
          {
            condition: 'if-not-closed',
            notifyType: 'all',
            delay: minutes(20),
            recipient: { type: 'team', id: 't1' },
          },
        ],
        repeat: { waitInterval: 30, count: 2 },
      },
    ],
  },
  'services.json': { data: [{ id: 'srv1', name: 'Payments', teamId: 't1' }] },
  'integrations.json': {
    data: [
      { id: 'i1', name: 'Prometheus', type: 'Prometheus', enabled: true, teamId: 't1' },
      { id: 'i2', name: 'CloudWatch', type: 'CloudWatch', enabled: true, teamId: 't1' },
      { id: 'i3', name: 'Old', type: 'API', enabled: false },
    ],
  },
  'heartbeats.json': {
    data: {
      heartbeats: [
        {
          name: 'Nightly backup',
          interval: 1,
          intervalUnit: 'days',
          enabled: true,
          alertPriority: 'P2',
          ownerTeam: { id: 't1' },
        },
      ],
    },
  },
  'maintenance.json': { data: [{ id: 'm1', description: 'Moving racks' }] },
  ...more,
});

/** Their rule: whoever is on duty in any of the rotations, each counted by the clock and cut by its restriction. */
function theirDuty(rotations: Rotation[], timeZone: string) {
  const known = rotations.map(each => ({
    ...each,
    begins: onTheWall(instant(each.startDate), timeZone),
  }));
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  return (at: Instant): string[] =>
    known.flatMap(rotation => {
      if (at < instant(rotation.startDate)) return [];
      if (rotation.endDate !== undefined && at >= instant(rotation.endDate)) return [];
      const shown = onTheWall(at, timeZone);
      const minute = ((shown % 1440) + 1440) % 1440;
      const weekday = (((Math.floor(shown / 1440) + 3) % 7) + 7) % 7;
      const { timeRestriction: only } = rotation;
      if (only?.type === 'time-of-day') {
        const { startHour, startMin, endHour, endMin } = only.restriction;
        const [from, to] = [startHour * 60 + startMin, endHour * 60 + endMin];
        const isIn = from < to ? minute >= from && minute < to : minute >= from || minute < to;
        if (!isIn) return [];
      } else if (only !== undefined) {
        const inWeek = weekday * 1440 + minute;
        const isIn = only.restrictions.some(each => {
          const from = days.indexOf(each.startDay) * 1440 + each.startHour * 60 + each.startMin;
          const to = days.indexOf(each.endDay) * 1440 + each.endHour * 60 + each.endMin;
          return from < to ? inWeek >= from && inWeek < to : inWeek >= from || inWeek < to;
        });
        if (!isIn) return [];
      }
      const unit = { hourly: 60, daily: 1440, weekly: 10_080 }[rotation.type];
      const turn = Math.floor((shown - rotation.begins) / (unit * rotation.length));
      const who = rotation.participants[turn % rotation.participants.length];
      return who?.type === 'user'
        ? [names.find(name => who.id === `u-${name.toLowerCase()}`) ?? '']
        : [];
    });
}

const hours = (startHour: number, endHour: number): Hours => ({
  startHour,
  startMin: 30,
  endHour,
  endMin: 30,
});
const between = (startDay: string, startHour: number, endDay: string, endHour: number) => ({
  ...hours(startHour, endHour),
  startDay,
  endDay,
});
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];

const shapes: Record<string, Rotation[]> = {
  'one rotation': [weekly],
  'two at once': [
    weekly,
    {
      ...weekly,
      id: 'r2',
      name: 'Second',
      type: 'daily',
      length: 3,
      participants: taking('Dana', 'Ana'),
    },
  ],
  'days and nights': [
    { ...weekly, timeRestriction: { type: 'time-of-day', restriction: hours(8, 20) } },
    {
      ...weekly,
      id: 'r2',
      name: 'Nights',
      participants: taking('Chidi', 'Dana'),
      timeRestriction: { type: 'time-of-day', restriction: hours(20, 8) },
    },
  ],
  'office hours in daily turns, which count the days off, and the weekend': [
    {
      ...weekly,
      type: 'daily',
      timeRestriction: {
        type: 'weekday-and-time-of-day',
        restrictions: weekdays.map(day => between(day, 8, day, 18)),
      },
    },
    {
      ...weekly,
      id: 'r2',
      name: 'Weekend',
      participants: taking('Dana', 'Bo'),
      timeRestriction: {
        type: 'weekday-and-time-of-day',
        restrictions: [between('friday', 18, 'monday', 8)],
      },
    },
  ],
  'turns of twelve hours that end': [
    { ...weekly, type: 'hourly', length: 12, endDate: '2026-11-20T11:00:00Z' },
  ],
  'a turn of nobody': [{ ...weekly, participants: taking('Ana', 'none', 'Bo') }],
};

describe('from Opsgenie, the same people are on duty at every quarter of an hour for 90 days:', () => {
  test.each(Object.entries(shapes))('%s', (_, rotations) => {
    for (const zone of ['Europe/Berlin', 'America/New_York']) {
      const made = succeeded('opsgenie', exportOf(scheduleOf(rotations, {}, zone)));
      expectSameDuty(made, 'Primary', theirDuty(rotations, zone));
    }
  });

  test('whatever the rotations are', () => {
    const hour = fc.integer({ min: 4, max: 23 });
    const day = fc.constantFrom(...weekdays, 'saturday', 'sunday');
    const restriction = fc.oneof(
      fc.constant(undefined),
      fc
        .tuple(hour, hour)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => ({ type: 'time-of-day' as const, restriction: hours(a, b) })),
      fc
        .array(
          fc.tuple(day, hour, day, hour).filter(([a, b, c, d]) => a !== c || b !== d),
          { minLength: 1, maxLength: 3 },
        )
        .map(all => ({
          type: 'weekday-and-time-of-day' as const,
          restrictions: all.map(([a, b, c, d]) => between(a, b, c, d)),
        })),
    );
    const rotation = fc.record({
      participants: fc
        .array(fc.constantFrom(...names, 'none'), { minLength: 1, maxLength: 4 })
        .map(all => taking(...all)),
      startDate: fc
        .tuple(fc.integer({ min: 10, max: 28 }), hour)
        .map(([d, h]) => `2026-02-${d}T${String(h).padStart(2, '0')}:00:00Z`),
      type: fc.constantFrom('daily' as const, 'weekly' as const),
      length: fc.integer({ min: 1, max: 3 }),
      timeRestriction: restriction,
    });
    fc.assert(
      fc.property(
        fc.array(rotation, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('UTC', 'Europe/London'),
        (some, zone) => {
          const rotations = some.map((each, index): Rotation => {
            const { timeRestriction, ...rest } = each;
            return {
              id: `r${index}`,
              name: `R${index}`,
              ...rest,
              ...(timeRestriction && { timeRestriction }),
            };
          });
          const made = succeeded('opsgenie', exportOf(scheduleOf(rotations, {}, zone)));
          expectSameDuty(made, 'Primary', theirDuty(rotations, zone));
        },
      ),
      tries(3),
    );
  });
});

describe('what comes of an export of Opsgenie', () => {
  test('has its people, their rules, its teams, levels, services, heartbeats and new addresses', () => {
    const made = succeeded('opsgenie', exportOf(scheduleOf([weekly])));
    expect(made.document).toMatchObject({
      people: {
        ana: {
          phone: '+15555550100',
          notify: { high: ['sms', { channel: 'email', after: '1m' }] },
        },
      },
      teams: { shop: { name: 'Shop', lead: 'bo' } },
      escalationPolicies: {
        'shop-escalation': {
          repeat: 3,
          levels: [
            { schedules: ['primary'], acknowledgeWithin: '5m' },
            { people: ['dana'], acknowledgeWithin: '15m' },
            { people: ['ana', 'bo', 'chidi', 'dana'], acknowledgeWithin: '30m' },
          ],
        },
      },
      services: { payments: { team: 'shop', escalationPolicy: 'shop-escalation' } },
      heartbeats: [{ name: 'nightly-backup', every: '1d', severity: 'SEV2', service: 'payments' }],
    });
    expect(made.senders).toEqual([
      { name: 'Prometheus', address: '/v2/alerts' },
      { name: 'CloudWatch', address: '/v1/alerts/cloudwatch' },
    ]);
    const lost = made.notes.filter(({ how }) => how === 'not').map(({ what }) => what);
    expect(lost).toEqual(
      expect.arrayContaining([
        'mobile a telephone of Ana',
        'voice after 40m for Ana',
        'integration Old',
        'maintenance Moving racks',
      ]),
    );
  });

  test('has the maintenance of its integrations, which mutes what such senders say of the service', () => {
    const time = {
      type: 'schedule',
      startDate: '2026-10-01T20:00:00Z',
      endDate: '2026-10-01T22:00:00Z',
    };
    const rule = (id: string, type = 'integration') => ({
      state: 'disabled',
      entity: { id, type },
    });
    const data = { id: 'm1', description: 'Moving racks', status: 'planned', time };
    const { document, notes } = succeeded(
      'opsgenie',
      exportOf(scheduleOf([weekly]), {
        'maintenance/m1.json': {
          data: { ...data, rules: [rule('i1'), rule('i2'), rule('p1', 'policy')] },
        },
      }),
    );
    const window = {
      from: '2026-10-01T20:00',
      until: '2026-10-01T22:00',
      timeZone: 'UTC',
      includeSev1: true,
    };
    expect(document).toMatchObject({
      maintenance: [
        { ...window, match: 'service="payments", source="opsgenie"' },
        { ...window, match: 'service="payments", source="cloudwatch"' },
      ],
    });
    const told = notes.filter(({ what }) => what.includes('maintenance'));
    expect(told.map(({ what, how }) => [what, how])).toEqual([
      ['rule of maintenance Moving racks', 'not'],
      [
        'maintenance Moving racks, from 2026-10-01T20:00:00.000Z until 2026-10-01T22:00:00.000Z',
        'approximately',
      ],
    ]);
  });

  test('puts whoever overrides on duty, in the rotations that it names', () => {
    const rotations = shapes['two at once'] ?? [];
    const [from, until] = ['2026-10-24T18:00:00Z', '2026-10-26T07:00:00Z'];
    const override = {
      user: { type: 'user', id: 'u-chidi' },
      startDate: from,
      endDate: until,
      rotations: [{ id: 'r2' }],
    };
    const made = succeeded('opsgenie', exportOf(scheduleOf(rotations, { overrides: [override] })));
    const [first, ...others] = rotations;
    const [only, both] = [
      theirDuty(first ? [first] : [], 'Europe/Berlin'),
      theirDuty([...(first ? [first] : []), ...others], 'Europe/Berlin'),
    ];
    expectSameDuty(made, 'Primary', at =>
      at >= instant(from) && at < instant(until) ? [...only(at), 'Chidi'] : both(at),
    );
  });

  test('pages the next of a rotation where a rule says so, not the same one again', () => {
    const whole = exportOf(scheduleOf([weekly]));
    const [escalation] = whole['escalations.json'].data;
    const ruleOf = (notifyType: string, later: number) => ({
      ...{ condition: 'if-not-acked', notifyType, delay: minutes(later) },
      recipient: { type: 'schedule', id: 's1' },
    });
    const rules = [ruleOf('default', 0), ruleOf('next', 5), ruleOf('previous', 10)];
    const made = succeeded('opsgenie', {
      ...whole,
      'escalations.json': { data: [{ ...escalation, rules }] },
    });
    expect(made.document).toMatchObject({
      escalationPolicies: {
        'shop-escalation': {
          levels: [
            { schedules: ['primary'] },
            { schedules: ['primary-next'] },
            { schedules: ['primary-previous'] },
          ],
        },
      },
    });
    const inTurns = (...some: string[]) => [{ ...weekly, participants: taking(...some) }];
    const next = theirDuty(inTurns('Bo', 'Chidi', 'Ana'), 'Europe/Berlin');
    expectSameDuty(made, 'Primary, next', next);
    const previous = theirDuty(inTurns('Chidi', 'Ana', 'Bo'), 'Europe/Berlin');
    expectSameDuty(made, 'Primary, previous', previous);
  });

  test('pages the admins of a team where a rule says so, and everybody where it has none', () => {
    const whole = exportOf(scheduleOf([weekly]));
    const [escalation] = whole['escalations.json'].data;
    const [team] = whole['teams.json'].data;
    const rules = ['admins', 'users', 'all'].map((notifyType, index) => ({
      ...{ condition: 'if-not-acked', notifyType, delay: minutes(index) },
      recipient: { type: 'team', id: 't1' },
    }));
    const levelsOf = (members = team?.members) =>
      succeeded('opsgenie', {
        ...whole,
        'teams.json': { data: [{ ...team, members }] },
        'escalations.json': { data: [{ ...escalation, rules }] },
      }).document;
    const all = ['ana', 'bo', 'chidi', 'dana'];
    expect(levelsOf()).toHaveProperty('escalationPolicies.shop-escalation.levels', [
      expect.objectContaining({ people: ['bo'] }),
      expect.objectContaining({ people: ['ana', 'chidi', 'dana'] }),
      expect.objectContaining({ people: all }),
    ]);
    const equals = team?.members.map(each => ({ ...each, role: 'user' }));
    expect(levelsOf(equals)).toHaveProperty(
      'escalationPolicies.shop-escalation.levels.0.people',
      all,
    );
  });

  test('puts whom somebody forwards to on duty in their place', () => {
    const [from, until] = ['2026-10-06T10:00:00Z', '2026-10-27T08:00:00Z'];
    const rule = {
      ...{ id: 'f1', fromUser: { id: 'u-bo' }, toUser: { username: 'dana@example.com' } },
      ...{ startDate: from, endDate: until },
    };
    const made = succeeded(
      'opsgenie',
      exportOf(scheduleOf([weekly]), { 'forwarding-rules.json': { data: [rule] } }),
    );
    const usual = theirDuty([weekly], 'Europe/Berlin');
    expectSameDuty(made, 'Primary', at =>
      usual(at).map(name =>
        name === 'Bo' && at >= instant(from) && at < instant(until) ? 'Dana' : name,
      ),
    );
    expect(made.notes).toContainEqual(
      expect.objectContaining({ how: 'approximately', what: 'forwarding of Bo to Dana' }),
    );
  });

  test('puts nobody on duty by a schedule that is disabled, be it by an override', () => {
    const override = {
      user: { type: 'user', id: 'u-chidi' },
      startDate: '2026-10-24T18:00:00Z',
      endDate: '2026-10-26T07:00:00Z',
    };
    const off = scheduleOf([weekly], { enabled: false, overrides: [override] });
    const made = succeeded('opsgenie', exportOf(off));
    expect(made.schedules).toEqual([{ name: 'Primary', ids: [] }]);
  });

  test('is compared with the timeline, where the export has it', () => {
    const period = (id: string, startDate: string, endDate: string) => ({
      startDate,
      endDate,
      type: 'default',
      recipient: { type: 'user', id },
    });
    const periods = [
      period('u-ana', '2026-10-19T07:00:00Z', '2026-10-26T08:00:00Z'),
      period('u-bo', '2026-10-26T08:00:00Z', '2026-11-02T08:00:00Z'),
      period('u-dana', '2026-11-02T08:00:00Z', '2026-11-02T09:00:00Z'),
    ];
    const timeline = { finalTimeline: { rotations: [{ id: 'r1', periods }] } };
    const { notes } = succeeded('opsgenie', exportOf(scheduleOf([weekly], { timeline })));
    expect(notes.filter(({ what }) => what === 'timeline of Primary')).toMatchObject([
      {
        how: 'approximately',
        why: 'from 2026-11-02 09:00 GMT+1 to 2026-11-02 10:00 GMT+1 it has Dana, and this Chidi',
      },
    ]);
  });

  test('without services has one for each team, and one for everything where there is no team', () => {
    const { 'services.json': _, ...files } = exportOf(scheduleOf([weekly]));
    expect(succeeded('opsgenie', files).document).toMatchObject({
      services: { shop: { name: 'Shop' } },
    });
    const { 'teams.json': __, 'escalations.json': ___, ...bare } = files;
    expect(succeeded('opsgenie', bare).document).toMatchObject({ services: { everything: {} } });
  });

  test('says where the alerts go that come by an integration of nobody', () => {
    const whole = exportOf(scheduleOf([weekly]));
    const [team] = whole['teams.json'].data;
    const { notes } = succeeded('opsgenie', {
      ...whole,
      'teams.json': { data: [team, { ...team, id: 't2', name: 'Search' }] },
      'integrations.json': { data: [{ id: 'i1', name: 'API', type: 'API', enabled: true }] },
    });
    expect(notes).toContainEqual(
      expect.objectContaining({
        what: 'integration API',
        why: expect.stringContaining('goes to payments'),
      }),
    );
  });

  test('takes for each urgency the first of their rules that is for it at every hour', () => {
    const [ana, bo, ...others] = users;
    const rule = (name: string, method: string, more: object) => ({
      ...{ name, actionType: 'create-alert', enabled: true, ...more },
      steps: [{ contact: { method, to: '1-5555550100' }, sendAfter: minutes(0), enabled: true }],
    });
    const priority = (operation: string, expectedValue: string, not = false) => ({
      type: 'match-all-conditions',
      conditions: [{ field: 'priority', operation, expectedValue, not }],
    });
    const quiet = rule('Quiet', 'email', { order: 0, criteria: priority('less-than', 'P3') });
    const day = rule('By day', 'email', {
      order: 1,
      timeRestriction: { type: 'time-of-day', restriction: hours(8, 20) },
    });
    const loud = rule('Loud', 'voice', { order: 2, criteria: priority('equals', 'P5', true) });
    const rest = rule('Rest', 'sms', { order: 3, criteria: { type: 'match-all' } });
    const { document, notes } = succeeded(
      'opsgenie',
      exportOf(scheduleOf([weekly]), {
        'users.json': {
          data: [
            {
              ...ana,
              notificationRules: [
                rest,
                loud,
                day,
                { ...quiet, criteria: priority('less-than', 'P2') },
              ],
            },
            { ...bo, notificationRules: [quiet, day] },
            ...others,
          ],
        },
      }),
    );
    const { people } = document as { people: Record<string, { notify?: object }> };
    expect(people.ana?.notify).toEqual({ high: ['voice'], low: ['email'] });
    expect(people.bo).not.toHaveProperty('notify');
    const told = notes.filter(({ what }) => /rules? .*of (Ana|Bo)/.test(what));
    expect(told.map(({ how, what }) => [how, what])).toEqual([
      ['not', 'notification rule Rest of Ana'],
      ['not', 'notification rule By day of Ana'],
      ['not', 'notification rule Quiet of Bo'],
      ['not', 'notification rule By day of Bo'],
      ['approximately', 'notification rules of Bo'],
    ]);
  });

  test('leads what is sent to a team without a service, or with several, to this team', () => {
    const whole = exportOf(scheduleOf([weekly]));
    const [team] = whole['teams.json'].data;
    const teamOf = (id: string, name: string) => ({ ...team, id, name });
    const integrationOf = (id: string, teamId: string) => ({
      ...{ id, teamId, name: `API of ${id}`, type: 'API', enabled: true },
    });
    const { document, notes } = succeeded('opsgenie', {
      ...whole,
      'teams.json': {
        data: [team, teamOf('t2', 'Search'), teamOf('t3', 'Payments')],
      },
      'services.json': {
        data: [
          { id: 'srv1', name: 'Payments', teamId: 't1' },
          { id: 'srv2', name: 'Refunds', teamId: 't3' },
          { id: 'srv3', name: 'Invoices', teamId: 't3' },
        ],
      },
      'integrations.json': {
        data: [integrationOf('i1', 't1'), integrationOf('i2', 't2'), integrationOf('i3', 't3')],
      },
    });
    expect(document).toMatchObject({
      services: {
        payments: { name: 'Payments', team: 'shop' },
        search: { name: 'Search', team: 'search', escalationPolicy: 'shop-escalation' },
        'payments-2': { name: 'Payments 2', team: 'payments' },
      },
      integrations: [{ service: 'payments' }, { service: 'search' }, { service: 'payments-2' }],
    });
    expect(notes).toContainEqual(
      expect.objectContaining({ how: 'approximately', what: 'name of service Payments' }),
    );
  });

  test('is read from folders and from one file as well', () => {
    const whole = exportOf(scheduleOf([weekly]));
    const one = Object.fromEntries(
      Object.entries(whole).map(([file, { data }]) => [file.replace('.json', ''), data]),
    );
    const folders = {
      ...whole,
      'users.json': undefined,
      ...Object.fromEntries(users.map(user => [`users/${user.username}.json`, user])),
    };
    const { 'users.json': _, ...rest } = folders;
    const expected = succeeded('opsgenie', whole).document;
    expect(succeeded('opsgenie', { 'all.json': one }).document).toEqual(expected);
    expect(succeeded('opsgenie', rest).document).toEqual(expected);
  });
});

test.each([
  [
    'a rotation of a kind that there is not',
    exportOf(scheduleOf([{ ...weekly, type: 'yearly' as never }])),
    'schedules.json/data/0/rotations/0/type',
  ],
  [
    'a day that there is not',
    exportOf(
      scheduleOf([
        {
          ...weekly,
          timeRestriction: {
            type: 'weekday-and-time-of-day',
            restrictions: [between('noday', 8, 'friday', 9)],
          },
        },
      ]),
    ),
    'schedules.json/data/0/rotations/0/timeRestriction/restrictions/0',
  ],
  [
    'a next page that is missing',
    exportOf(scheduleOf([weekly]), {
      'users.json': {
        data: users,
        paging: { next: 'https://api.opsgenie.com/v2/users?offset=100' },
      },
    }),
    'users.json',
  ],
  [
    'schedules without rotations',
    exportOf(scheduleOf([weekly], { rotations: null })),
    'schedules.json/data/0',
  ],
])('%s is told with its place', (_, files, where) => {
  const made = imported('opsgenie', files);
  expect('faults' in made ? made.faults.map(fault => fault.where) : []).toContain(where);
});

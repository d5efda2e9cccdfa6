import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import { tries } from '../../../support/effort.ts';
import { expectSameDuty, imported, now, onTheWall, succeeded } from './quarters.ts';

interface Layer {
  name: string;
  start: string;
  end?: string | null;
  rotation_virtual_start: string;
  rotation_turn_length_seconds: number;
  users: { user: { id: string } }[];
  restrictions: {
    type: 'daily_restriction' | 'weekly_restriction';
    start_time_of_day: string;
    duration_seconds: number;
    start_day_of_week?: number;
  }[];
}

const users = ['Ana', 'Bo', 'Chidi', 'Dana'].map((name, index) => ({
  id: `P${name.toUpperCase()}`,
  name,
  email: `${name.toLowerCase()}@example.com`,
  time_zone: 'Europe/Berlin',
  type: 'user',
  contact_methods: [
    {
      id: `C${index}`,
      type: 'sms_contact_method',
      country_code: 1,
      address: `555555010${index}`,
    },
  ],
  notification_rules: [
    { start_delay_in_minutes: 0, urgency: 'high', contact_method: { id: `C${index}` } },
    { start_delay_in_minutes: 2, urgency: 'high', contact_method: { id: `C${index}` } },
    { start_delay_in_minutes: 0, urgency: 'low', contact_method: { id: `C${index}` } },
  ],
}));

const week = 7 * 86_400;
const taking = (...names: string[]) =>
  names.map(name => ({ user: { id: `P${name.toUpperCase()}` } }));
const weekly: Layer = {
  name: 'Weekly',
  start: '2026-03-02T09:00:00+01:00',
  rotation_virtual_start: '2026-03-02T09:00:00+01:00',
  rotation_turn_length_seconds: week,
  users: taking('Ana', 'Bo', 'Chidi'),
  restrictions: [],
};

const scheduleOf = (layers: Layer[], more: object = {}, time_zone = 'Europe/Berlin') => ({
  id: 'PSCHED',
  name: 'Primary',
  time_zone,
  // As they answer: the one that wins first.
  schedule_layers: layers.toReversed(),
  ...more,
});
const exportOf = (schedule: object, more: Record<string, unknown> = {}) => ({
  'users.json': { users, limit: 100, offset: 0, more: false },
  'schedules/PSCHED.json': { schedule },
  'escalation_policies.json': {
    escalation_policies: [
      {
        id: 'PPOL',
        name: 'Everything',
        num_loops: 2,
        escalation_rules: [
          {
            escalation_delay_in_minutes: 10,
            targets: [{ id: 'PSCHED', type: 'schedule_reference' }],
          },
          { escalation_delay_in_minutes: 15, targets: [{ id: 'PDANA', type: 'user_reference' }] },
        ],
      },
    ],
  },
  'services.json': {
    services: [
      {
        id: 'PSRV',
        name: 'Payments',
        escalation_policy: { id: 'PPOL', type: 'escalation_policy_reference' },
        integrations: [
          { id: 'PI1', type: 'events_api_v2_inbound_integration', summary: 'Alertmanager' },
          {
            id: 'PI2',
            type: 'aws_cloudwatch_inbound_integration',
            summary: 'CloudWatch',
            vendor: { summary: 'Amazon CloudWatch' },
          },
        ],
        auto_resolve_timeout: 14_400,
      },
    ],
  },
  ...more,
});

/** Their rule, from their documentation: turns by the clock, restrictions cut them, of the layers the last one wins. */
function theirDuty(layers: Layer[], timeZone: string) {
  const known = layers.map(layer => ({
    ...layer,
    begins: onTheWall(instant(layer.rotation_virtual_start), timeZone),
  }));
  return (at: Instant): string[] => {
    const shown = onTheWall(at, timeZone);
    for (const layer of known.toReversed()) {
      if (at < instant(layer.start) || (layer.end && at >= instant(layer.end))) continue;
      const minuteOfDay = ((shown % 1440) + 1440) % 1440;
      // 1 January 1970 was a Thursday; 0 is Monday.
      const weekday = (((Math.floor(shown / 1440) + 3) % 7) + 7) % 7;
      const isIn = layer.restrictions.some(each => {
        const [hours = 0, minutes = 0] = each.start_time_of_day.split(':').map(Number);
        const from = hours * 60 + minutes;
        const long = each.duration_seconds / 60;
        if (each.type === 'daily_restriction') {
          return (minuteOfDay - from + 1440) % 1440 < long;
        }
        const begin = ((each.start_day_of_week ?? 1) - 1) * 1440 + from;
        const into = (weekday * 1440 + minuteOfDay - begin + 7 * 1440) % (7 * 1440);
        return into < long;
      });
      if (layer.restrictions.length > 0 && !isIn) continue;
      const turn = Math.floor((shown - layer.begins) / (layer.rotation_turn_length_seconds / 60));
      const count = layer.users.length;
      const id = layer.users[((turn % count) + count) % count]?.user.id ?? '';
      return [users.find(user => user.id === id)?.name ?? id];
    }
    return [];
  };
}

const daily = (from: string, hours: number) => ({
  type: 'daily_restriction' as const,
  start_time_of_day: `${from}:00`,
  duration_seconds: hours * 3600,
});
const fromDay = (day: number, from: string, hours: number) => ({
  ...daily(from, hours),
  type: 'weekly_restriction' as const,
  start_day_of_week: day,
});

const shapes: Record<string, Layer[]> = {
  'a weekly rotation': [weekly],
  'turns of twelve hours': [{ ...weekly, rotation_turn_length_seconds: 43_200 }],
  'a daily rotation on weekdays, which counts the days off': [
    {
      ...weekly,
      rotation_turn_length_seconds: 86_400,
      restrictions: [1, 2, 3, 4, 5].map(day => fromDay(day, '09:00', 8)),
    },
  ],
  'a weekend from Friday evening to Monday morning, over the week': [
    weekly,
    {
      ...weekly,
      name: 'Weekend',
      users: taking('Dana', 'Bo'),
      restrictions: [fromDay(5, '17:00', 64)],
    },
  ],
  'nights over midnight, on top of days': [
    weekly,
    {
      ...weekly,
      name: 'Nights',
      users: taking('Chidi', 'Dana'),
      restrictions: [daily('22:00', 8)],
    },
  ],
  'a layer that begins later than its turns are counted from, and ends': [
    weekly,
    {
      ...weekly,
      name: 'Later',
      users: taking('Dana', 'Ana'),
      rotation_turn_length_seconds: 86_400,
      start: '2026-10-07T13:00:00+02:00',
      end: '2026-11-11T13:00:00+01:00',
    },
  ],
  'turns of two weeks, and of ten hours and a half that no rule here says': [
    { ...weekly, rotation_turn_length_seconds: 2 * week },
    {
      ...weekly,
      name: 'Odd',
      users: taking('Dana', 'Ana'),
      rotation_virtual_start: '2026-09-20T09:00:00+02:00',
      start: '2026-09-21T09:00:00+02:00',
      end: '2026-10-23T09:00:00+02:00',
      rotation_turn_length_seconds: 37_800,
    },
  ],
};

describe('from PagerDuty, the same person is on duty at every quarter of an hour for 90 days:', () => {
  test.each(Object.entries(shapes))('%s', (_, layers) => {
    for (const zone of ['Europe/Berlin', 'America/New_York']) {
      const made = succeeded('pagerduty', exportOf(scheduleOf(layers, {}, zone)));
      expectSameDuty(made, 'Primary', theirDuty(layers, zone));
    }
  });

  test('whatever the layers are', () => {
    const name = fc.constantFrom('Ana', 'Bo', 'Chidi', 'Dana');
    // Away from the hour that a clock shows twice, of which their documentation says nothing.
    const clock = fc
      .tuple(fc.integer({ min: 4, max: 23 }), fc.constantFrom('00', '15', '30'))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
    const layer = fc
      .record({
        users: fc.array(name, { minLength: 1, maxLength: 5 }),
        day: fc.integer({ min: 1, max: 28 }),
        at: clock,
        turn: fc.constantFrom(86_400, 2 * 86_400, week, 2 * week),
        restrictions: fc.array(
          fc.oneof(
            fc
              .record({ from: clock, hours: fc.constantFrom(4.5, 8, 23.75) })
              .filter(isClear)
              .map(({ from, hours }) => daily(from, hours)),
            fc
              .record({
                day: fc.integer({ min: 1, max: 7 }),
                from: clock,
                hours: fc.constantFrom(8, 24, 64, 120),
              })
              .filter(isClear)
              .map(({ day, from, hours }) => fromDay(day, from, hours)),
          ),
          { maxLength: 3 },
        ),
        begins: fc.option(fc.constant('2026-10-09T16:00:00Z'), { nil: undefined }),
        ends: fc.option(fc.constant('2026-11-20T12:00:00Z'), { nil: undefined }),
      })
      .map(({ users: some, day, at, turn, restrictions, begins, ends }): Layer => {
        const virtual = `2026-02-${String(day).padStart(2, '0')}T${at}:00Z`;
        return {
          name: 'Layer',
          users: taking(...some),
          rotation_virtual_start: virtual,
          start: begins ?? virtual,
          end: ends ?? null,
          rotation_turn_length_seconds: turn,
          restrictions,
        };
      });
    fc.assert(
      fc.property(
        fc.array(layer, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('UTC', 'Europe/London', 'Asia/Kathmandu'),
        (layers, zone) => {
          const made = succeeded('pagerduty', exportOf(scheduleOf(layers, {}, zone)));
          expectSameDuty(made, 'Primary', theirDuty(layers, zone));
        },
      ),
      tries(3),
    );
  });
});

/** Whether it ends away from the night as well. */
function isClear({ from, hours }: { from: string; hours: number }): boolean {
  const [hour = 0, minute = 0] = from.split(':').map(Number);
  const end = (hour * 60 + minute + hours * 60) % 1440;
  return end >= 240 || end === 0;
}

describe('what comes of an export of PagerDuty', () => {
  const entry = (user: string, start: string, end: string) => ({
    start,
    end,
    user: { id: user, type: 'user_reference' },
  });

  test('has its people, their rules, its policies, its services and new addresses', () => {
    const { document, notes } = succeeded('pagerduty', exportOf(scheduleOf([weekly])));
    expect(document).toMatchObject({
      people: {
        ana: {
          name: 'Ana',
          phone: '+15555550100',
          email: 'ana@example.com',
          timeZone: 'Europe/Berlin',
          notify: { high: ['sms', { channel: 'sms', after: '2m' }], low: ['sms'] },
        },
      },
      schedules: {
        primary: {
          layers: [
            {
              name: 'Weekly',
              people: ['ana', 'bo', 'chidi'],
              start: '2026-03-02T09:00',
              turn: 'weekly',
            },
          ],
        },
      },
      escalationPolicies: {
        everything: {
          repeat: 3,
          levels: [
            { schedules: ['primary'], acknowledgeWithin: '10m' },
            { people: ['dana'], acknowledgeWithin: '15m' },
          ],
        },
      },
      services: { payments: { name: 'Payments', escalationPolicy: 'everything' } },
      integrations: [
        { source: 'pagerduty-events', service: 'payments' },
        { source: 'cloudwatch', service: 'payments' },
      ],
    });
    expect(notes).toContainEqual({
      what: 'field auto_resolve_timeout of 1 service',
      how: 'not',
      why: expect.any(String),
      where: 'services.json/services/0/auto_resolve_timeout',
    });
  });

  test('says of no field that it reads that nothing became of it', () => {
    const teams = [{ id: 'PTEAM', name: 'Core' }];
    const { document, notes } = succeeded(
      'pagerduty',
      exportOf(scheduleOf([weekly]), { 'teams.json': { teams } }),
    );
    expect(document.teams).toMatchObject({ core: { name: 'Core' } });
    expect(notes.map(({ what }) => what)).not.toContain('field name of 1 team');
  });

  test('makes no number of one with an extension behind it', () => {
    const [ana, ...others] = users;
    const methodOf = (id: string, type: string, address: string) => ({
      ...{ id, type, country_code: 1, address },
    });
    const contact_methods = [
      methodOf('CDESK', 'phone_contact_method', '5555550199,,123'),
      methodOf('C0', 'sms_contact_method', '5555550100'),
    ];
    const { document, notes } = succeeded(
      'pagerduty',
      exportOf(scheduleOf([weekly]), {
        'users.json': { users: [{ ...ana, contact_methods }, ...others] },
      }),
    );
    expect(document).toMatchObject({ people: { ana: { phone: '+15555550100' } } });
    expect(notes).toContainEqual(
      expect.objectContaining({ how: 'not', what: 'phone_contact_method of Ana' }),
    );
  });

  test('calls people by their names without losing a letter of them', () => {
    const [ana, ...others] = users;
    const whole = exportOf(scheduleOf([weekly]));
    const idOf = (name: string) => {
      const made = succeeded('pagerduty', {
        ...whole,
        'users.json': { users: [{ ...ana, name }, ...others] },
      });
      return Object.keys(made.document.people)[0];
    };
    expect(['Łukasz Żak', 'Søren Ærø', 'Jörg Groß'].map(idOf)).toEqual([
      ...['lukasz-zak', 'soren-aero', 'jorg-gross'],
    ]);
  });

  test('tells whoever an app told first by their next way just as early', () => {
    const ruleOf = (id: string, start_delay_in_minutes: number) => ({
      urgency: 'high',
      start_delay_in_minutes,
      contact_method: { id },
    });
    const [ana, ...others] = users;
    const contact_methods = [
      ...(ana?.contact_methods ?? []),
      { id: 'CAPP', type: 'push_notification_contact_method', address: 'a telephone' },
      { id: 'CCALL', type: 'phone_contact_method', country_code: 1, address: '5555550100' },
    ];
    const notification_rules = [ruleOf('CAPP', 0), ruleOf('C0', 5), ruleOf('CCALL', 8)];
    const { document, notes } = succeeded(
      'pagerduty',
      exportOf(scheduleOf([weekly]), {
        'users.json': { users: [{ ...ana, contact_methods, notification_rules }, ...others] },
      }),
    );
    expect(document).toMatchObject({
      people: {
        ana: {
          notify: {
            high: ['sms', { channel: 'sms', after: '5m' }, { channel: 'voice', after: '8m' }],
          },
        },
      },
    });
    expect(notes).toContainEqual(
      expect.objectContaining({ how: 'approximately', what: 'first attempt for Ana' }),
    );
  });

  test('tells apart services and integrations whose names are the same here', () => {
    const whole = exportOf(scheduleOf([weekly]));
    const [service] = whole['services.json'].services;
    const long =
      'A service whose name says all that there is to say about it, and then some more of it';
    const names = ['Web API', 'web-api', long, `${long} (EU)`, `${long} (US)`];
    const integrations = [1, 2].map(number => ({
      id: `PI${number}`,
      type: 'events_api_v2_inbound_integration',
      summary: `Events API V2 ${number}`,
    }));
    const { document, senders } = succeeded('pagerduty', {
      ...whole,
      'services.json': {
        services: names.map((name, index) => ({
          ...service,
          id: `PS${index}`,
          name,
          integrations,
        })),
      },
    });
    const services = Object.entries(document.services as Record<string, { name: string }>);
    expect(services.slice(0, 2)).toMatchObject([
      ['web-api', { name: 'Web API' }],
      ['web-api-2', { name: 'web-api 2' }],
    ]);
    expect(new Set(services.map(([, { name }]) => name)).size).toBe(5);
    expect(new Set(senders.map(({ name }) => name)).size).toBe(10);
  });

  test('says where one of several was paged in turn, and which service was disabled', () => {
    const whole = exportOf(scheduleOf([weekly]));
    const [policy] = whole['escalation_policies.json'].escalation_policies;
    const [service] = whole['services.json'].services;
    const round = {
      escalation_delay_in_minutes: 10,
      escalation_rule_assignment_strategy: { type: 'round_robin' },
      targets: ['PANA', 'PBO'].map(id => ({ id, type: 'user_reference' })),
    };
    const everyone = { ...round, escalation_rule_assignment_strategy: 'assign_to_everyone' };
    const { notes } = succeeded('pagerduty', {
      ...whole,
      'escalation_policies.json': {
        escalation_policies: [{ ...policy, escalation_rules: [round, everyone] }],
      },
      'services.json': { services: [{ ...service, status: 'disabled' }] },
    });
    const at = (where: string) => notes.filter(note => note.where === where);
    expect(at('escalation_policies.json/escalation_policies/0/escalation_rules/0')).toMatchObject([
      { how: 'approximately', what: 'level 1 of Everything' },
    ]);
    expect(at('escalation_policies.json/escalation_policies/0/escalation_rules/1')).toEqual([]);
    expect(at('services.json/services/0/status')).toMatchObject([
      { how: 'approximately', what: 'service Payments' },
    ]);
  });

  test('has the maintenance that is yet to come, answered for by whoever planned it', () => {
    const window = (start_time: string, end_time: string, more = {}) => ({
      ...{ start_time, end_time, description: 'Moving\nthe racks', type: 'maintenance_window' },
      ...{ services: [{ id: 'PSRV' }], created_by: { id: 'PBO' }, ...more },
    });
    const maintenance_windows = [
      window('2026-09-20T23:30:30+02:00', '2026-09-21T06:00:10Z'),
      window('2026-09-19T00:00:00Z', '2026-09-20T09:59:00Z'),
      window('2026-09-20T00:00:00Z', '2026-10-30T00:00:00Z'),
      window('2026-10-02T00:00:00Z', '2026-10-01T00:00:00Z'),
      window('2026-10-01T00:00:00Z', '2026-10-01T01:00:00Z', { services: [] }),
      window('2026-10-03T00:00:00Z', '2026-10-03T01:00:00Z', { created_by: { id: 'PGONE' } }),
    ].map((each, index) => ({ id: `PM${index}`, ...each }));
    const { document, notes } = succeeded(
      'pagerduty',
      exportOf(scheduleOf([weekly]), { 'maintenance_windows.json': { maintenance_windows } }),
    );
    const muted = {
      match: 'service="payments"',
      reason: 'Moving the racks',
      timeZone: 'UTC',
      includeSev1: true,
    };
    expect(document).toMatchObject({
      maintenance: [
        { ...muted, owner: 'bo', from: '2026-09-20T21:30', until: '2026-09-21T06:01' },
        { ...muted, owner: 'ana', from: '2026-10-03T00:00', until: '2026-10-03T01:00' },
      ],
    });
    const told = notes.filter(({ what }) => what.startsWith('maintenance'));
    expect(told.map(({ how, why }) => [how, why])).toEqual([
      ['not', 'it is over'],
      ['not', 'it is longer than 31 days'],
      ['not', 'it ends before it begins'],
      ['not', expect.stringContaining('it names no service')],
      ['exactly', undefined],
      ['approximately', expect.stringContaining('here ana does')],
    ]);
  });

  test('is not refused for people and services that are gone, where it is about what is over', () => {
    const gone = {
      id: 'PMOLD',
      start_time: '2026-08-01T20:00:00Z',
      end_time: '2026-08-01T22:00:00Z',
      services: [{ id: 'PGONE' }],
    };
    const past = entry('PGONE', '2026-09-01T18:00:00+02:00', '2026-09-02T06:00:00+02:00');
    const ended = {
      ...weekly,
      name: 'Before',
      end: '2026-08-01T00:00:00+02:00',
      users: taking('Gone'),
    };
    const { notes } = succeeded(
      'pagerduty',
      exportOf(
        scheduleOf([ended, weekly], {
          overrides_subschedule: { rendered_schedule_entries: [past] },
        }),
        { 'maintenance_windows.json': { maintenance_windows: [gone] } },
      ),
    );
    expect(notes.filter(({ why }) => why === 'it is over')).toHaveLength(2);
  });

  test('is refused where a maintenance is of a service that the export has not, or has no time', () => {
    for (const wrong of [{ services: [{ id: 'PGONE' }] }, { start_time: 'soon' }]) {
      const window = {
        id: 'PM1',
        start_time: '2026-10-01T00:00:00Z',
        end_time: '2026-10-01T01:00:00Z',
        ...wrong,
      };
      const files = exportOf(scheduleOf([weekly]), {
        'maintenance_windows.json': { maintenance_windows: [window] },
      });
      const made = imported('pagerduty', files);
      expect('faults' in made && made.faults).toMatchObject([
        { where: expect.stringContaining('maintenance_windows.json') },
      ]);
    }
  });

  test('puts whoever overrides on duty, and is compared with the timeline that it has', () => {
    const overrides = {
      rendered_schedule_entries: [
        entry('PDANA', '2026-10-24T20:00:00+02:00', '2026-10-26T08:00:00+01:00'),
      ],
    };
    const final_schedule = {
      rendered_schedule_entries: [
        entry('PANA', '2026-10-19T09:00:00+02:00', '2026-10-24T20:00:00+02:00'),
        entry('PDANA', '2026-10-24T20:00:00+02:00', '2026-10-26T08:00:00+01:00'),
      ],
    };
    const schedule = scheduleOf([weekly], { overrides_subschedule: overrides, final_schedule });
    const made = succeeded('pagerduty', exportOf(schedule));
    const rule = theirDuty([weekly], 'Europe/Berlin');
    const [begin, end] = [instant('2026-10-24T18:00:00Z'), instant('2026-10-26T07:00:00Z')];
    expectSameDuty(made, 'Primary', at => (at >= begin && at < end ? ['Dana'] : rule(at)));
    const compared = made.notes.filter(({ what }) => what === 'timeline of Primary');
    expect(compared).toEqual([
      {
        what: 'timeline of Primary',
        how: 'exactly',
        why: 'the same people at each of 672 quarters of an hour',
        where: 'schedules/PSCHED.json/schedule',
      },
    ]);
  });

  test('lists every span in which the timeline has somebody else', () => {
    const final_schedule = {
      rendered_schedule_entries: [
        entry('PDANA', '2026-09-21T09:00:00+02:00', '2026-09-21T10:00:00+02:00'),
      ],
    };
    const { notes } = succeeded('pagerduty', exportOf(scheduleOf([weekly], { final_schedule })));
    expect(notes.filter(({ what }) => what === 'timeline of Primary')).toEqual([
      {
        what: 'timeline of Primary',
        how: 'approximately',
        why: expect.stringMatching(
          /^from 2026-09-21 09:00 GMT\+2 to 2026-09-21 10:00 GMT\+2 it has Dana, and this \w+$/,
        ),
        where: 'schedules/PSCHED.json/schedule',
      },
    ]);
  });

  test('says until when it wrote out what no rule says', () => {
    const odd = { ...weekly, rotation_turn_length_seconds: 37_800, users: taking('Ana', 'Bo') };
    const { notes } = succeeded('pagerduty', exportOf(scheduleOf([odd])));
    expect(notes).toContainEqual(
      expect.objectContaining({
        what: 'rotation Weekly of Primary',
        how: 'approximately',
        why: expect.stringContaining('written out until 2027-03-19'),
      }),
    );
  });
});

describe('an export of PagerDuty that is not whole', () => {
  const whole = exportOf(scheduleOf([weekly]));
  test.each([
    [
      'is cut off',
      { ...whole, 'services.json': '{"services":[{"id":"P' },
      'services.json',
      'cut off',
    ],
    [
      'is one page of two',
      { ...whole, 'users.json': { users, limit: 4, offset: 0, more: true } },
      'users.json',
      'offset 4',
    ],
    [
      'names somebody whom it does not have',
      { ...whole, 'users.json': { users: users.slice(1) } },
      'schedules/PSCHED.json/schedule/schedule_layers/0',
      'names person PANA',
    ],
    [
      'has a list of schedules without their layers',
      {
        ...whole,
        'schedules/PSCHED.json': {
          schedules: [{ id: 'PSCHED', name: 'Primary', time_zone: 'UTC' }],
        },
      },
      'schedules/PSCHED.json/schedules/0',
      'fetch it by itself',
    ],
    [
      'has a time without a zone',
      exportOf(scheduleOf([{ ...weekly, start: '2026-03-02 09:00' }])),
      'schedules/PSCHED.json/schedule/schedule_layers/0/start',
      'is not a time',
    ],
    [
      'has a field of another kind',
      exportOf(scheduleOf([{ ...weekly, rotation_turn_length_seconds: 'week' as never }])),
      'schedules/PSCHED.json/schedule/schedule_layers/0/rotation_turn_length_seconds',
      'must be a number',
    ],
    ['is empty', {}, '', 'expected are'],
  ])('%s is told with its place', (_, files, where, message) => {
    const made = imported('pagerduty', files as Record<string, unknown>);
    expect(made).toHaveProperty('faults');
    const faults = 'faults' in made ? made.faults : [];
    expect(faults).toContainEqual({ where, message: expect.stringContaining(message) });
  });
});

test('the quarter looked at has both changes of the clocks', () => {
  const offset = (zone: string, days: number) => {
    const at = addSeconds(now, days * 86_400);
    return onTheWall(at, zone) - onTheWall(at, 'UTC');
  };
  for (const zone of ['Europe/Berlin', 'America/New_York']) {
    expect(offset(zone, 0)).not.toBe(offset(zone, 89));
  }
});

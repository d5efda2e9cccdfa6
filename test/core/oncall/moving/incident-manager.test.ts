import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '#core/time/instant.ts';
import { expectSameDuty, imported, onTheWall, succeeded } from './quarters.ts';

interface Rotation {
  RotationArn: string;
  Name: string;
  ContactIds: string[];
  StartTime: string;
  TimeZoneId: string;
  Recurrence: {
    NumberOfOnCalls: number;
    RecurrenceMultiplier: number;
    DailySettings?: object[];
    WeeklySettings?: object[];
    MonthlySettings?: object[];
    ShiftCoverages?: Record<string, object[]>;
  };
  Overrides?: object[];
}

const arn = (what: string) => `arn:aws:ssm-contacts:eu-central-1:111122223333:${what}`;
const names = ['Ana', 'Bo', 'Chidi', 'Dana'];
const at = (HourOfDay: number, MinuteOfHour = 0) => ({ HourOfDay, MinuteOfHour });
const people = names.map(name => ({
  ContactArn: arn(`contact/${name}`),
  Alias: name.toLowerCase(),
  DisplayName: name,
  Type: 'PERSONAL',
  Plan: {
    Stages: [
      {
        DurationInMinutes: 2,
        Targets: [{ ChannelTargetInfo: { ContactChannelId: arn(`channel/${name}/sms`) } }],
      },
      {
        DurationInMinutes: 0,
        Targets: [{ ChannelTargetInfo: { ContactChannelId: arn(`channel/${name}/voice`) } }],
      },
    ],
  },
}));
const channels = names.flatMap((name, index) =>
  (['SMS', 'VOICE'] as const).map(Type => ({
    ContactChannelArn: arn(`channel/${name}/${Type.toLowerCase()}`),
    ContactArn: arn(`contact/${name}`),
    Name: Type,
    Type,
    DeliveryAddress: { SimpleAddress: `+1555555010${index}` },
  })),
);
const weekly: Rotation = {
  RotationArn: arn('rotation/weekly'),
  Name: 'Weekly',
  ContactIds: ['Ana', 'Bo', 'Chidi'].map(name => arn(`contact/${name}`)),
  StartTime: '2026-03-02T09:00:00+01:00',
  TimeZoneId: 'Europe/Berlin',
  Recurrence: {
    NumberOfOnCalls: 1,
    RecurrenceMultiplier: 1,
    WeeklySettings: [{ DayOfWeek: 'MON', HandOffTime: at(9) }],
  },
};

const exportOf = (rotations: Rotation[]) => ({
  'contacts.json': {
    Contacts: [
      ...people,
      {
        ContactArn: arn('contact/primary'),
        Alias: 'primary',
        DisplayName: 'Primary',
        Type: 'ONCALL_SCHEDULE',
        Plan: { RotationIds: rotations.map(each => each.RotationArn) },
      },
      {
        ContactArn: arn('contact/shop'),
        Alias: 'shop',
        Type: 'ESCALATION',
        Plan: {
          Stages: [
            {
              DurationInMinutes: 10,
              Targets: [
                { ContactTargetInfo: { ContactId: arn('contact/primary'), IsEssential: false } },
              ],
            },
            {
              DurationInMinutes: 0,
              Targets: [{ ContactTargetInfo: { ContactId: arn('contact/Dana') } }],
            },
          ],
        },
      },
    ],
  },
  'contact-channels.json': { ContactChannels: channels },
  'rotations.json': { Rotations: rotations },
  'response-plans.json': {
    ResponsePlans: [
      {
        Arn: arn('plan/pay'),
        Name: 'pay',
        DisplayName: 'Payments',
        Engagements: [arn('contact/shop')],
      },
    ],
  },
});

/** Their rule, by hand-offs listed one by one on the wall from the first of them. */
function theirDuty(rotations: Rotation[], handOffs: (rotation: Rotation) => number[]) {
  const known = rotations.map(rotation => ({ rotation, moments: handOffs(rotation) }));
  return (moment: Instant): string[] =>
    known.flatMap(({ rotation, moments }) => {
      if (moment < instant(rotation.StartTime)) return [];
      const shown = onTheWall(moment, rotation.TimeZoneId);
      const turn = moments.filter(each => each <= shown).length - 1;
      const id = rotation.ContactIds[turn % rotation.ContactIds.length];
      return names.filter(name => id === arn(`contact/${name}`));
    });
}
const minutes = (text: string) => Date.parse(`${text}:00Z`) / 60_000;
const every = (first: string, days: number) =>
  Array.from({ length: 800 }, (_, index) => minutes(first) + index * days * 1440);

const shapes: Record<string, [Rotation, number[]]> = {
  'week by week': [weekly, every('2026-03-02T09:00', 7)],
  'every other day, from the middle of one on': [
    {
      ...weekly,
      StartTime: '2026-03-04T15:30:00+01:00',
      Recurrence: { NumberOfOnCalls: 1, RecurrenceMultiplier: 2, DailySettings: [at(8)] },
    },
    every('2026-03-04T08:00', 2),
  ],
  'twice a day': [
    {
      ...weekly,
      Recurrence: { NumberOfOnCalls: 1, RecurrenceMultiplier: 1, DailySettings: [at(9), at(21)] },
    },
    every('2026-03-02T09:00', 0.5),
  ],
  'on Mondays and Fridays': [
    {
      ...weekly,
      Recurrence: {
        NumberOfOnCalls: 1,
        RecurrenceMultiplier: 1,
        WeeklySettings: [
          { DayOfWeek: 'FRI', HandOffTime: at(17) },
          { DayOfWeek: 'MON', HandOffTime: at(9) },
        ],
      },
    },
    [...every('2026-03-02T09:00', 7), ...every('2026-03-06T17:00', 7)].toSorted((a, b) => a - b),
  ],
  'month by month': [
    {
      ...weekly,
      StartTime: '2026-03-05T09:00:00+01:00',
      Recurrence: {
        NumberOfOnCalls: 1,
        RecurrenceMultiplier: 1,
        MonthlySettings: [{ DayOfMonth: 15, HandOffTime: at(9) }],
      },
    },
    Array.from({ length: 24 }, (_, index) => Date.UTC(2026, 1 + index, 15, 9) / 60_000),
  ],
};

describe('from Incident Manager, the same people are on duty at every quarter of an hour for 90 days:', () => {
  test.each(Object.entries(shapes))('%s', (_, [rotation, moments]) => {
    expectSameDuty(
      succeeded('incident-manager', exportOf([rotation])),
      'Primary',
      theirDuty([rotation], () => moments),
    );
  });

  test('in several rotations at once, and in the hours that are covered', () => {
    const covered = { SAT: [{ Start: at(8), End: at(20) }], SUN: [{ Start: at(8), End: at(20) }] };
    const second: Rotation = {
      ...weekly,
      RotationArn: arn('rotation/second'),
      Name: 'Weekend',
      ContactIds: [arn('contact/Dana')],
      Recurrence: { ...weekly.Recurrence, ShiftCoverages: covered },
    };
    const made = succeeded('incident-manager', exportOf([weekly, second]));
    const rule = theirDuty([weekly], () => every('2026-03-02T09:00', 7));
    expectSameDuty(made, 'Primary', moment => {
      const shown = onTheWall(moment, 'Europe/Berlin');
      const weekday = (((Math.floor(shown / 1440) + 3) % 7) + 7) % 7;
      const minute = shown % 1440;
      return weekday >= 5 && minute >= 480 && minute < 1200
        ? [...rule(moment), 'Dana']
        : rule(moment);
    });
  });

  test('with whoever overrides', () => {
    const [from, until] = ['2026-10-24T18:00:00Z', '2026-10-26T07:00:00Z'];
    const rotation = {
      ...weekly,
      Overrides: [{ NewContactIds: [arn('contact/Dana')], StartTime: from, EndTime: until }],
    };
    const rule = theirDuty([weekly], () => every('2026-03-02T09:00', 7));
    expectSameDuty(succeeded('incident-manager', exportOf([rotation])), 'Primary', moment =>
      moment >= instant(from) && moment < instant(until) ? ['Dana'] : rule(moment),
    );
  });
});

test('what comes of an export of Incident Manager has its people, its escalations and its plans', () => {
  const { document } = succeeded('incident-manager', exportOf([weekly]));
  expect(document).toMatchObject({
    organisation: { voice: true },
    people: {
      ana: { phone: '+15555550100', notify: { high: ['sms', { channel: 'voice', after: '2m' }] } },
    },
    escalationPolicies: {
      shop: {
        levels: [{ schedules: ['primary'], acknowledgeWithin: '10m' }, { people: ['dana'] }],
      },
    },
    services: { payments: { name: 'Payments', escalationPolicy: 'shop' } },
  });
});

test('a stage that tries again does so here, as often as a person is tried', () => {
  const [ana, ...others] = people;
  const stage = (name: string, minutes: number, every: number) => ({
    DurationInMinutes: minutes,
    Targets: [
      {
        ChannelTargetInfo: {
          ...{ ContactChannelId: arn(`channel/Ana/${name}`), RetryIntervalInMinutes: every },
        },
      },
    ],
  });
  const files = exportOf([weekly]);
  const again = { ...ana, Plan: { Stages: [stage('sms', 4, 2), stage('voice', 9, 3)] } };
  const rest = files['contacts.json'].Contacts.slice(others.length + 1);
  const made = succeeded('incident-manager', {
    ...files,
    'contacts.json': { Contacts: [again, ...others, ...rest] },
  });
  expect(made.document.people).toHaveProperty('ana.notify.high', [
    'sms',
    ...[
      { channel: 'sms', after: '2m' },
      { channel: 'voice', after: '4m' },
      { channel: 'voice', after: '7m' },
    ],
  ]);
  // Of the same for what is urgent and what can wait it is said once.
  const late = made.notes.filter(({ what }) => what === 'voice after 10m for Ana');
  expect(late).toMatchObject([{ how: 'not' }]);
});

test('a response plan says that its runbook is not carried', () => {
  const files = exportOf([weekly]);
  const [plan] = files['response-plans.json'].ResponsePlans;
  const ResponsePlans = [{ ...plan, Actions: [{ ssmAutomation: { documentName: 'Restart' } }] }];
  const { notes } = succeeded('incident-manager', {
    ...files,
    'response-plans.json': { ResponsePlans },
  });
  expect(notes).toContainEqual(
    expect.objectContaining({ how: 'not', what: 'field Actions of 1 response plan' }),
  );
});

test('says what is not carried as it was: several at once, several days of a month', () => {
  const two = { ...weekly, Recurrence: { ...weekly.Recurrence, NumberOfOnCalls: 2 } };
  const notes = succeeded('incident-manager', exportOf([two])).notes;
  expect(notes).toContainEqual(
    expect.objectContaining({ how: 'approximately', what: 'rotation Weekly' }),
  );
  const monthly = {
    ...weekly,
    Recurrence: {
      NumberOfOnCalls: 1,
      RecurrenceMultiplier: 1,
      MonthlySettings: [1, 15].map(DayOfMonth => ({ DayOfMonth, HandOffTime: at(9) })),
    },
  };
  const others = succeeded('incident-manager', exportOf([monthly])).notes;
  expect(others).toContainEqual(expect.objectContaining({ how: 'not', what: 'rotation Weekly' }));
});

test.each([
  [
    'a rotation that is not there',
    { ...exportOf([weekly]), 'rotations.json': { Rotations: [] } },
    'names rotation',
  ],
  [
    'a contact that is not there',
    exportOf([{ ...weekly, ContactIds: [arn('contact/Zed')] }]),
    'names contact',
  ],
  [
    'an hour that there is not',
    exportOf([
      {
        ...weekly,
        Recurrence: { NumberOfOnCalls: 1, RecurrenceMultiplier: 1, DailySettings: [at(25)] },
      },
    ]),
    '',
  ],
])('%s is told', (_, files, message) => {
  const made = imported('incident-manager', files);
  expect('faults' in made ? made.faults.map(fault => fault.message).join() : 'none').toContain(
    message,
  );
  expect(made).toHaveProperty('faults');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directoryDocument } from '#core/setup/document.ts';
import { lateContacts } from '#core/setup/late-contacts.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { severities } from '#core/severity.ts';
import { tries } from '../../support/effort.ts';
import { changed, directoryOf, pathsOf, problemsIn } from './documents.ts';

const weekly = {
  name: 'Weekly',
  people: ['ana', 'bo'],
  start: '2026-11-02T09:00',
  turn: 'weekly',
};
const primary = { name: 'Primary', timeZone: 'America/New_York', layers: [weekly] };
const office = { timeZone: 'Europe/London', from: '09:00', to: '17:30' };

/** The small team with this schedule on its first level. */
function onCall(schedule: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return changed({
    schedules: { primary: schedule },
    'escalationPolicies.default.levels.0': { name: 'On call', schedules: ['primary'] },
    ...more,
  });
}

function withLayer(layer: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return onCall({ ...primary, layers: [{ ...weekly, ...layer }] }, more);
}

function warningsIn(document: unknown): string[] {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.warnings.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('what a document says of on-call', () => {
  test.each<[unknown, object]>([
    ['daily', { days: 1 }],
    ['weekly', { days: 7 }],
    [{ days: 14 }, { days: 14 }],
    [{ hours: 12 }, { hours: 12 }],
  ])('has turns of %j', (turn, expected) => {
    const { schedules } = directoryOf(withLayer({ turn }));
    expect(schedules.primary?.layers[0]?.turn).toEqual(expected);
  });

  test('has windows, of every day or of the whole day where it says nothing else', () => {
    const restrictions = [{ days: ['sat', 'sun'] }, { from: '18:00', to: '08:00' }];
    const { schedules } = directoryOf(withLayer({ restrictions, start: '2026-11-02 09:00' }));
    expect(schedules.primary).toEqual({
      name: 'Primary',
      timeZone: 'America/New_York',
      layers: [
        {
          ...weekly,
          turn: { days: 7 },
          restrictions: [
            { days: ['sat', 'sun'], from: '00:00', to: '24:00' },
            {
              days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
              from: '18:00',
              to: '08:00',
            },
          ],
        },
      ],
    });
  });

  test('has calendars of working days, and the one named default is meant for holidays and SEV4', () => {
    const { calendars, schedules, severities } = directoryOf(
      withLayer({ on: 'other-days' }, { calendars: { default: office } }),
    );
    expect(calendars.default).toEqual({
      ...office,
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      holidays: [],
    });
    expect(schedules.primary?.calendar).toBe('default');
    expect(severities.SEV4.respondInBusinessHours).toBe('default');
    expect(severities.SEV3).not.toHaveProperty('respondInBusinessHours');
  });

  test.each(['2026-12-25T00:00:00Z', '2026-12-25T00:00:00.000Z'])(
    'takes %s for a day, which many readers of YAML make of one without quotes',
    day => {
      const { calendars } = directoryOf(
        changed({ 'calendars.default': { ...office, holidays: [day, '2027-01-01'] } }),
      );
      expect(calendars.default?.holidays).toEqual(['2026-12-25', '2027-01-01']);
    },
  );

  test.each(['respondInBusinessHours', 'respondWithin'])(
    'lets a SEV4 wait for ever by %s: never, whatever calendars there are',
    field => {
      const { severities } = directoryOf(
        changed({ calendars: { default: office }, [`severities.SEV4.${field}`]: 'never' }),
      );
      expect(severities.SEV4).not.toHaveProperty('respondInBusinessHours');
    },
  );
});

describe('the rules of contact', () => {
  test('are built in', () => {
    const { notify } = directoryOf(changed({}));
    expect(notify).toEqual({
      high: [
        { channel: 'sms', afterSeconds: 0 },
        { channel: 'email', afterSeconds: 0 },
        { channel: 'sms', afterSeconds: 120 },
      ],
      low: [
        { channel: 'email', afterSeconds: 0 },
        { channel: 'sms', afterSeconds: 0 },
      ],
    });
  });

  test('call as well where calls can be made', () => {
    const { notify } = directoryOf(changed({ 'organisation.voice': true }));
    expect(notify.high.slice(2)).toEqual([
      { channel: 'voice', afterSeconds: 120 },
      { channel: 'sms', afterSeconds: 240 },
    ]);
  });

  test('are the same for all, or those of one person, the earliest first', () => {
    const directory = directoryOf(
      changed({
        notify: { low: ['email'] },
        'people.ana.notify': { high: [{ channel: 'email', after: '1m' }, 'sms'] },
      }),
    );
    expect(directory.notify.low).toEqual([{ channel: 'email', afterSeconds: 0 }]);
    expect(directory.people.ana?.notify).toEqual({
      high: [
        { channel: 'sms', afterSeconds: 0 },
        { channel: 'email', afterSeconds: 60 },
      ],
    });
  });
});

const layer = 'schedules.primary.layers.0';
const mistakes: [name: string, document: Record<string, unknown>, problems: string[]][] = [
  [
    'a schedule without a zone',
    onCall({ ...primary, timeZone: undefined }),
    ['schedules.primary.timeZone: is missing'],
  ],
  [
    'a schedule without layers',
    onCall({ ...primary, layers: [] }),
    ['schedules.primary.layers: must have at least one layer'],
  ],
  [
    'a layer without people',
    withLayer({ people: [] }),
    [`${layer}.people: must name at least one person`],
  ],
  [
    'a layer with a stranger',
    withLayer({ people: ['ana', 'boo'] }),
    [`${layer}.people.1: there is no person boo; did you mean bo?`],
  ],
  [
    'a start with a zone (3.3 no. 21: restriction times captured in the browser’s zone)',
    withLayer({ start: '2026-11-02T09:00+01:00' }),
    [
      `${layer}.start: must not have a zone of its own: it is told in the time zone of its schedule, such as 2026-11-02T09:00`,
    ],
  ],
  [
    'a start without a time',
    withLayer({ start: '2026-11-02' }),
    [`${layer}.start: must be a day and a time without a zone, such as 2026-11-02T09:00`],
  ],
  [
    'a start on a day that does not exist',
    withLayer({ start: '2026-02-30T09:00' }),
    [`${layer}.start: is a day that does not exist`],
  ],
  [
    'a layer that ends before it starts',
    withLayer({ end: '2026-11-02T09:00' }),
    [`${layer}.end: must be after start`],
  ],
  [
    'a turn that nobody knows',
    withLayer({ turn: 'monthly' }),
    [`${layer}.turn: must be daily, weekly, or a length such as { days: 14 } or { hours: 12 }`],
  ],
  [
    'a turn of no length',
    withLayer({ turn: { days: 0 } }),
    [`${layer}.turn.days: must be at least 1`],
  ],
  [
    'windows of no length (3.3 no. 21: a zero-length window pages nobody)',
    withLayer({ restrictions: [{ from: '09:00', to: '09:00' }, { to: '00:00' }] }),
    [
      `${layer}.restrictions.0: is a window of no length: the whole day is from "00:00" to "24:00"`,
      `${layer}.restrictions.1: is a window of no length: the whole day is from "00:00" to "24:00"`,
    ],
  ],
  [
    'a window that says nothing',
    withLayer({ restrictions: [{}] }),
    [`${layer}.restrictions.0: says nothing: it needs days, or from and to`],
  ],
  [
    'a window with a zone',
    withLayer({ restrictions: [{ from: '09:00Z', to: '17:00' }] }),
    [
      `${layer}.restrictions.0.from: must not have a zone of its own: it is told in the time zone of what it belongs to, such as 09:00`,
    ],
  ],
  [
    'a day in full',
    withLayer({ restrictions: [{ days: ['monday'] }] }),
    [`${layer}.restrictions.0.days.0: must be one of mon, tue, wed, thu, fri, sat, sun`],
  ],
  [
    'holidays without a calendar',
    withLayer({ on: 'holidays' }),
    [
      `${layer}.on: needs holidays: name a calendar at the schedule, or have one that is named default`,
    ],
  ],
  [
    'a calendar that is not there',
    onCall({ ...primary, calendar: 'ofice' }, { calendars: { office } }),
    ['schedules.primary.calendar: there is no calendar ofice; did you mean office?'],
  ],
  [
    'a working day of no length, and a holiday that does not exist',
    changed({
      'calendars.office': { ...office, to: '09:00', holidays: ['2026-12-25', '2026-12-32'] },
    }),
    [
      'calendars.office.holidays.1: is a day that does not exist',
      'calendars.office.to: must differ from `from`: that day has no length',
    ],
  ],
  [
    'a level with a schedule that is not there',
    onCall(primary, {
      'escalationPolicies.default.levels.1': { name: 'X', schedules: ['secondary'] },
    }),
    [
      'escalationPolicies.default.levels.1.schedules.0: there is no schedule secondary; known are primary',
    ],
  ],
  [
    'a schedule where there are none',
    changed({ 'escalationPolicies.default.levels.1.schedules': ['primary'] }),
    [
      'escalationPolicies.default.levels.1.schedules.0: there is no schedule primary; there are no schedules yet',
    ],
  ],
  [
    'a level of neither people nor schedules',
    changed({ 'escalationPolicies.default.levels.1': { name: 'Nobody' } }),
    ['escalationPolicies.default.levels.1: needs people or schedules: it would page nobody'],
  ],
  [
    'too many repeats',
    changed({ 'escalationPolicies.default.repeat': 11 }),
    ['escalationPolicies.default.repeat: must be at most 10'],
  ],
  [
    'a policy for one severity that is not there',
    changed({ 'services.payments.escalationPolicies': { SEV1: 'urgent', SEV7: 'default' } }),
    [
      'services.payments.escalationPolicies.SEV7: is not a known field; did you mean SEV1?',
      'services.payments.escalationPolicies.SEV1: there is no escalation policy urgent; known are default',
    ],
  ],
  [
    'business hours of no calendar',
    changed({ 'severities.SEV4.respondInBusinessHours': 'default' }),
    [
      'severities.SEV4.respondInBusinessHours: there is no calendar default; there are no calendars yet',
    ],
  ],
  [
    'rules with a channel that nobody knows',
    changed({ notify: { high: ['sms', 'pager'] } }),
    [
      'notify.high.1: must be sms, email, voice, webhook, slack or push, or one of them later such as { channel: voice, after: 2m }',
    ],
  ],
  [
    'an attempt later than a queue can wait',
    changed({ 'people.ana.notify.high': ['sms', { channel: 'sms', after: '16m' }] }),
    ["people.ana.notify.high.1.after: must be at most 15m: later attempts are the next level's"],
  ],
  [
    'rules that name one attempt twice, or none',
    changed({ notify: { high: ['sms', { channel: 'sms', after: '0s' }], low: [] } }),
    [
      'notify.high: names the same channel at the same time twice',
      'notify.low: must name at least one channel',
    ],
  ],
  [
    'a webhook in the clear',
    changed({ 'people.ana.webhook': 'http://hooks.example.com/ana' }),
    ['people.ana.webhook: must be an https address such as https://example.com/hook'],
  ],
];

describe('a document that is wrong about on-call', () => {
  test.each(mistakes)('has %s', (_name, document, problems) => {
    expect(problemsIn(document)).toEqual(problems);
  });

  test('is told all of it at once, whatever else is wrong', () => {
    const restrictions = [{ from: '09:00', to: '09:00' }];
    const document = withLayer(
      { turn: 'x', end: '2026-11-01T09:00', restrictions },
      { 'services.payments.team': 'comerce', 'people.bo.phone': '+15555550101', version: 2 },
    );
    expect(problemsIn(document)).toEqual([
      'version: must be 1',
      `${layer}.turn: must be daily, weekly, or a length such as { days: 14 } or { hours: 12 }`,
      'services.payments.team: there is no team comerce; did you mean commerce?',
      'people.bo.phone: is also the phone of ana',
      `${layer}.restrictions.0: is a window of no length: the whole day is from "00:00" to "24:00"`,
      `${layer}.end: must be after start`,
    ]);
  });
});

test('no field of on-call that is anything at all makes it throw', () => {
  const whole = () =>
    withLayer(
      { restrictions: [{ from: '09:00', to: '17:00' }], on: 'holidays', end: '2027-01-01T00:00' },
      { 'calendars.default': { ...office }, 'people.ana.notify.high': ['sms'] },
    );
  const places = pathsOf(whole());
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.anything(), (path, value) => {
      const document = structuredClone(whole());
      const last = path.at(-1) ?? '';
      const holder = path
        .slice(0, -1)
        .reduce<Record<string, unknown>>(
          (group, step) => group[step] as Record<string, unknown>,
          document,
        );
      holder[last] = value;
      parseDirectory(document);
    }),
    tries(100),
  );
});

describe('attempts later than their level lasts (3.1 no. 2: personal steps cut short)', () => {
  const late = ['sms', { channel: 'sms', after: '6m' }];

  test('are refused where the next level always comes first', () => {
    expect(
      problemsIn(
        changed({
          'people.ana.notify.high': late,
          'services.payments.escalationPolicies': { SEV2: 'slow' },
          'escalationPolicies.slow': { levels: [{ name: 'Slow', people: ['bo'] }] },
        }),
      ),
    ).toEqual([
      'people.ana.notify.high.1: is never made: 6m is not before the next level, which comes after 5m at most',
    ]);
    expect(
      problemsIn(changed({ notify: { high: [{ channel: 'sms', after: '15m' }] } })),
    ).toHaveLength(1);
  });

  test('are warned of where it is so for some severities only', () => {
    expect(warningsIn(changed({ 'people.ana.notify.high': late }))).toEqual([
      'people.ana.notify.high.1: is not made for SEV1 on On-call Engineer (default): the next level comes before 6m have passed',
    ]);
  });

  test('count for whoever takes turns, too', () => {
    const document = withLayer(
      { people: ['ana'] },
      {
        'people.ana.notify.high': late,
        'escalationPolicies.default.levels.0.acknowledgeWithin': '3m',
      },
    );
    expect(problemsIn(document)).toHaveLength(1);
  });

  test('are no fault of somebody whom nobody pages, nor of the built-in rules', () => {
    expect(
      warningsIn(
        changed({
          'people.chidi': { name: 'Chidi', phone: '+15555550103', notify: { high: late } },
          'severities.SEV1.acknowledgeWithin': '1m',
        }),
      ),
    ).toEqual([]);
  });

  test('are looked for at each place once, however many there are: big teams have both by the thousand', () => {
    const high = [...Array(12).keys()].map(at => ({ channel: 'sms', after: `${at}s` }));
    const document = directoryDocument.parse(changed({ notify: { high } }));
    const directory = directoryOf(changed({ notify: { high } }));
    let looks = 0;
    const people = new Proxy(directory.people, {
      get(all, person) {
        looks += 1;
        return all[String(person)];
      },
    });
    expect(lateContacts(document, { ...directory, people })).toEqual({
      problems: [],
      warnings: [],
    });
    const places = 2 * severities.length;
    expect(looks).toBe(places);
  });
});

describe('a document that is right is warned of', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    [
      'a queue whose filter SNS does not take',
      {
        stakeholders: [
          {
            queue: 'arn:aws:sqs:eu-central-1:111122223333:crm',
            severities: ['SEV1', 'SEV2', 'SEV3'],
            services: Array(51).fill('payments'),
          },
        ],
      },
      [
        'stakeholders.0: is told nothing: the queue’s filter in SNS holds 150 combinations of severities, services and kinds; leave out a list that names nearly all',
      ],
    ],
    [
      'rules that name what a person does not have',
      { 'people.ana.email': undefined, 'people.ana.notify.low': ['sms', 'email'] },
      ['people.ana.notify.low.1: leads nowhere: ana has no email'],
    ],
    [
      'people whom their rules do not reach',
      { 'people.bo.phone': undefined, 'notify.high': ['sms'] },
      ['people.bo: is paged, but no channel of the high rules reaches this person'],
    ],
    [
      'calls that nobody can make',
      { 'people.ana.notify.high': ['sms', 'voice'] },
      [
        'people.ana.notify.high.1: calls nobody unless calls can be made: say so with organisation.voice: true',
      ],
    ],
    [
      'members of a workspace that is not connected',
      { 'people.ana.notify.high': ['slack'], notify: { low: ['email', 'slack'] } },
      ['notify.low.1', 'people.ana.notify.high.0'].map(
        rule =>
          `${rule}: reaches nobody unless Slack is connected: say so with chat.slack, whose secret tocsin doctor then tries`,
      ),
    ],
    [
      'business hours of what pages at once, and instead of another time',
      {
        calendars: { office },
        'severities.SEV1.respondInBusinessHours': 'office',
        'severities.SEV3': { respondInBusinessHours: 'office', respondWithin: '2h' },
      },
      [
        'severities.SEV1.respondInBusinessHours: has no effect: a SEV1 pages at once',
        'severities.SEV3.respondWithin: has no effect: respondInBusinessHours stands instead',
      ],
    ],
    [
      'forgotten acknowledgements where no update is owed',
      { 'severities.SEV3.unacknowledgeForgotten': true },
      ['severities.SEV3.unacknowledgeForgotten: has no effect: no update is owed, see updateEvery'],
    ],
    [
      'repeats that nothing follows',
      { 'escalationPolicies.default.repeat': 3 },
      [
        'escalationPolicies.default.repeat: has no effect: there is no fallback that would come after it',
      ],
    ],
    [
      'a layer for holidays that are none',
      {
        calendars: { default: office },
        schedules: { primary: { ...primary, layers: [{ ...weekly, on: 'holidays' }] } },
      },
      ['schedules.primary.layers.0.on: is never on duty: the calendar default has no holidays'],
    ],
  ])('%s', (_name, changes, warnings) => {
    expect(warningsIn(changed(changes))).toEqual(warnings);
  });
});

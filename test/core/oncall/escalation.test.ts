import { describe, expect, test } from 'vitest';
import { planAtSeverity, planFor } from '#core/oncall/escalation.ts';
import { responsePlan } from '#core/oncall/plan.ts';
import { serviceFor } from '#core/setup/service-for.ts';
import { type Severity, severities } from '#core/severity.ts';
import { instant } from '#core/time/instant.ts';
import { hours, minutes } from '../../support/incidents.ts';
import { emptyRoster } from '../../support/samples.ts';
import { aDocument, changed, directoryOf } from '../setup/documents.ts';

const at = instant('2026-11-23T02:14:00Z');

describe('the plan of a response', () => {
  const byHighRules = {
    contacts: [
      { channel: 'sms', afterSeconds: 0 },
      { channel: 'email', afterSeconds: 0 },
      { channel: 'sms', afterSeconds: 120 },
    ],
    remarks: [
      { channel: 'sms', text: 'not verified yet' },
      { channel: 'email', text: 'not verified yet' },
    ],
  };
  const ana = {
    person: 'ana',
    name: 'Ana Keller',
    phone: '+15555550101',
    email: 'ana@example.com',
    ...byHighRules,
  };
  const bo = {
    person: 'bo',
    name: 'Bo Lindqvist',
    phone: '+15555550102',
    email: 'bo@example.com',
    ...byHighRules,
  };

  test.each([
    ['its own policy while that is there', 'night', 'night'],
    ['the one of all once that is gone', 'gone', 'default'],
  ])('of a service that is gone keeps its name, its team and %s', (_what, policy, expected) => {
    const document = changed({
      'escalationPolicies.night': { levels: [{ name: 'Night', people: ['bo'] }] },
    });
    const wanted = { at, service: 'payments', severity: 'SEV2' } as const;
    const before = planFor(directoryOf(document), emptyRoster, wanted);
    const service = { id: 'cart', name: 'Cart' };
    const of = { ...before, service, team: 'Carts', policy };
    const raised = { at, severity: 'SEV1' } as const;
    expect(planAtSeverity(of, directoryOf(document), emptyRoster, raised)).toMatchObject({
      plan: { service, team: 'Carts', policy: expected },
    });
  });

  test('says everything that time may do to a SEV1', () => {
    const directory = directoryOf(
      changed({
        'organisation.statusPage': 'https://status.example.com',
        'services.payments.runbook': 'https://wiki.example.com/payments',
      }),
    );
    expect(planFor(directory, emptyRoster, { at, service: 'payments', severity: 'SEV1' })).toEqual({
      service: { id: 'payments', name: 'Payments', runbook: 'https://wiki.example.com/payments' },
      team: 'Commerce',
      timeZone: 'Europe/London',
      statusPage: 'https://status.example.com',
      policy: 'default',
      levels: [
        { name: 'On-call Engineer', people: [ana], acknowledgeWithinSeconds: minutes(5) },
        { name: 'Team Lead', people: [bo], acknowledgeWithinSeconds: minutes(5) },
      ],
      opening: 'page',
      respondWithinSeconds: minutes(5),
      urgency: 'high',
      repeats: 1,
      unacknowledgeForgotten: true,
      fillRolesWithinSeconds: minutes(10),
      updateEverySeconds: minutes(15),
      remindBeforeUpdateSeconds: minutes(5),
      holdSeconds: minutes(5),
      watchSeconds: minutes(30),
      postmortemWithinSeconds: 172_800,
    });
  });

  test.each<[Severity, object]>([
    ['SEV1', { opening: 'page', respond: minutes(5), level: minutes(5), update: minutes(15) }],
    ['SEV2', { opening: 'page', respond: minutes(15), level: minutes(15), update: minutes(30) }],
    ['SEV3', { opening: 'ticket', respond: hours(1), level: hours(1), update: undefined }],
    ['SEV4', { opening: 'ticket', respond: undefined, level: hours(24), update: undefined }],
  ])("has the runbook's times for a %s (R2, R3, R4, R9, R17)", (severity, times) => {
    const plan = planFor(directoryOf(aDocument()), emptyRoster, {
      at,
      service: 'payments',
      severity,
    });
    expect({
      opening: plan.opening,
      respond: plan.respondWithinSeconds,
      level: plan.levels[0]?.acknowledgeWithinSeconds,
      update: plan.updateEverySeconds,
    }).toEqual(times);
    expect(plan).toMatchObject({
      remindBeforeUpdateSeconds: minutes(5),
      holdSeconds: minutes(5),
      watchSeconds: minutes(30),
    });
  });

  test.each(severities)('of a %s can be kept in an event', severity => {
    const plan = planFor(directoryOf(aDocument()), emptyRoster, {
      at,
      service: 'payments',
      severity,
    });
    expect(responsePlan.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });

  test('takes the times of the team where it has its own', () => {
    const directory = directoryOf(
      changed({
        'severities.SEV1': {
          opening: 'ticket',
          respondWithin: 'never',
          acknowledgeWithin: '4m',
          updateEvery: '10m',
          remindBefore: '2m',
          hold: '0s',
          watch: '1h',
        },
        'escalationPolicies.default.levels.1.acknowledgeWithin': '9m',
      }),
    );
    const plan = planFor(directory, emptyRoster, { at, service: 'payments', severity: 'SEV1' });
    expect(plan).toMatchObject({
      opening: 'ticket',
      updateEverySeconds: minutes(10),
      remindBeforeUpdateSeconds: minutes(2),
      holdSeconds: 0,
      watchSeconds: hours(1),
    });
    expect(plan).not.toHaveProperty('respondWithinSeconds');
    expect(plan.levels.map(level => level.acknowledgeWithinSeconds)).toEqual([240, 540]);
  });

  test("takes a level's time for the severity, and the severity's where the level is silent", () => {
    const directory = directoryOf(
      changed({ 'escalationPolicies.default.levels.1.acknowledgeWithin': { SEV1: '3m' } }),
    );
    const secondOf = (severity: Severity) =>
      planFor(directory, emptyRoster, { at, service: 'payments', severity }).levels[1]
        ?.acknowledgeWithinSeconds;
    expect(severities.map(secondOf)).toEqual([minutes(3), minutes(15), hours(1), hours(24)]);
  });

  test("follows the service's own policy", () => {
    const directory = directoryOf(
      changed({
        'escalationPolicies.nights': { levels: [{ name: 'Nights', people: ['bo'] }] },
        'services.payments.escalationPolicy': 'nights',
      }),
    );
    const plan = planFor(directory, emptyRoster, { at, service: 'payments', severity: 'SEV2' });
    expect(plan.policy).toBe('nights');
    expect(plan.levels).toEqual([
      { name: 'Nights', people: [bo], acknowledgeWithinSeconds: minutes(15) },
    ]);
  });

  test('pages nobody twice in one level', () => {
    const directory = directoryOf(
      changed({ 'escalationPolicies.default.levels.0.people': ['ana', 'bo', 'ana'] }),
    );
    const plan = planFor(directory, emptyRoster, { at, service: 'payments', severity: 'SEV1' });
    expect(plan.levels[0]?.people).toEqual([ana, bo]);
  });

  test.each(['of-yesterday', 'constructor', ''])('takes the default service for %j', service => {
    const plan = planFor(directoryOf(aDocument()), emptyRoster, { at, service, severity: 'SEV1' });
    expect(plan.service.id).toBe('payments');
  });

  test('knows of a person what a page needs, and no more', () => {
    const directory = directoryOf(changed({ 'people.ana.timeZone': 'Asia/Tokyo' }));
    const { levels } = planFor(directory, emptyRoster, {
      at,
      service: 'payments',
      severity: 'SEV1',
    });
    expect(levels[0]?.people).toEqual([ana]);
  });

  test('keeps whom nobody can reach, with the reason: the ladder skips them and says so', () => {
    const directory = directoryOf(changed({ 'people.ana.notify.high': ['webhook'] }));
    const { levels } = planFor(directory, emptyRoster, {
      at,
      service: 'payments',
      severity: 'SEV1',
    });
    expect(levels[0]?.people).toMatchObject([
      {
        person: 'ana',
        contacts: [],
        remarks: [{ channel: 'webhook', text: 'no webhook is known' }],
      },
    ]);
  });

  test('ends with the fallback contact, after the rounds of the policy', () => {
    const directory = directoryOf(
      changed({ fallback: 'bo', 'escalationPolicies.default.repeat': 3 }),
    );
    const plan = planFor(directory, emptyRoster, { at, service: 'payments', severity: 'SEV1' });
    expect(plan.repeats).toBe(3);
    expect(plan.levels.map(({ name, isFallback = false }) => [name, isFallback])).toEqual([
      ['On-call Engineer', false],
      ['Team Lead', false],
      ['Fallback contact', true],
    ]);
  });

  test('reaches the fallback contact when a policy reaches nobody', () => {
    const directory = directoryOf(changed({ fallback: 'bo' }));
    directory.escalationPolicies.default = { levels: [{ name: 'Gone', people: ['zoe'] }] };
    const plan = planFor(directory, emptyRoster, { at, service: 'payments', severity: 'SEV1' });
    expect(plan.levels).toEqual([
      {
        name: 'Fallback contact',
        people: [bo],
        acknowledgeWithinSeconds: minutes(5),
        isFallback: true,
      },
    ]);
  });

  test('lets a SEV4 wait for the beginning of a business day, and knows the next ten (R2)', () => {
    const calendar = {
      timeZone: 'Europe/London',
      from: '09:00',
      to: '17:00',
      holidays: ['2026-11-24'],
    };
    const directory = directoryOf(changed({ 'calendars.default': calendar }));
    const plan = planFor(directory, emptyRoster, { at, service: 'payments', severity: 'SEV4' });
    expect(plan).not.toHaveProperty('respondWithinSeconds');
    expect(plan.respondAt).toHaveLength(10);
    expect(plan.respondAt?.slice(0, 2)).toEqual([
      '2026-11-23T09:00:00.000Z',
      '2026-11-25T09:00:00.000Z',
    ]);
  });

  test("follows the service's policy for the severity, where it has one", () => {
    const directory = directoryOf(
      changed({
        'escalationPolicies.urgent': { levels: [{ name: 'Everybody', people: ['bo', 'ana'] }] },
        'services.payments.escalationPolicies': { SEV1: 'urgent' },
      }),
    );
    const policyOf = (severity: Severity) =>
      planFor(directory, emptyRoster, { at, service: 'payments', severity }).policy;
    expect(severities.map(policyOf)).toEqual(['urgent', 'default', 'default', 'default']);
  });

  test('is urgent for SEV1 and SEV2, and follows the other rules for the rest', () => {
    const directory = directoryOf(changed({ notify: { low: ['email'] } }));
    const of = (severity: Severity) => {
      const plan = planFor(directory, emptyRoster, { at, service: 'payments', severity });
      return [plan.urgency, plan.levels[0]?.people[0]?.contacts?.map(({ channel }) => channel)];
    };
    expect(severities.map(of)).toEqual([
      ['high', ['sms', 'email', 'sms']],
      ['high', ['sms', 'email', 'sms']],
      ['low', ['email']],
      ['low', ['email']],
    ]);
  });
});

describe('the service of an alert', () => {
  const team = 'commerce';
  const directory = directoryOf(
    changed({
      services: {
        payments: { name: 'Payments', team, match: ['payment*', { namespace: 'pay-*' }] },
        'payments-eu': { name: 'Payments Europe', team, match: ['payment*-eu', '*.eu.pay.*'] },
        refunds: { name: 'Refunds', team, match: [{ namespace: 'pay-*', app: 'refunds' }] },
        website: { name: 'Website', team },
      },
      defaultService: 'website',
    }),
  );

  test.each([
    ['its id', { service: 'payments' }, 'payments', 'the alert names service payments'],
    [
      'its id in capitals',
      { service: ' PAYMENTS ' },
      'payments',
      'the alert names service payments',
    ],
    [
      'its name',
      { service: 'payments europe' },
      'payments-eu',
      'the alert names service payments-eu',
    ],
    [
      'a pattern',
      { service: 'Payment-API' },
      'payments',
      'the alert names Payment-API, which fits payment*',
    ],
    [
      'the pattern that says most',
      { service: 'payment-api-eu' },
      'payments-eu',
      'the alert names payment-api-eu, which fits payment*-eu',
    ],
    [
      'a pattern with text between stars',
      { service: 'db.eu.pay.internal' },
      'payments-eu',
      'the alert names db.eu.pay.internal, which fits *.eu.pay.*',
    ],
    [
      'a label',
      { labels: { namespace: 'pay-production' } },
      'payments',
      'the alert has namespace=pay-*',
    ],
    [
      'the most labels',
      { labels: { namespace: 'pay-production', app: 'Refunds' } },
      'refunds',
      'the alert has namespace=pay-*, app=refunds',
    ],
    [
      'its labels when the name says nothing',
      { service: 'unheard-of', labels: { namespace: 'pay-1' } },
      'payments',
      'the alert has namespace=pay-*',
    ],
    [
      'the default when nothing fits',
      { service: 'unheard-of' },
      'website',
      'no service fits unheard-of; the default one takes it',
    ],
    [
      'the default when nothing is said',
      {},
      'website',
      'the alert names no service; the default one takes it',
    ],
    [
      'the default for a word that objects know',
      { service: 'constructor' },
      'website',
      'no service fits constructor; the default one takes it',
    ],
  ])('is found by %s', (_name, alert, service, reason) => {
    expect(serviceFor(directory, { labels: {}, ...alert })).toEqual({ service, reason });
  });

  test.each(['name', 'match'])('is found by its %s, however its marks are put together', of => {
    const [whole, apart] = ['B\u00fccher', 'Bu\u0308cher'];
    const its = of === 'name' ? { name: whole } : { name: 'Books', match: [`${whole}*`] };
    const shop = directoryOf(
      changed({ 'services.books': { ...its, team }, defaultService: 'payments' }),
    );
    expect(serviceFor(shop, { service: apart, labels: {} }).service).toBe('books');
  });

  test('is not found by a pattern whose parts overlap in the name', () => {
    const overlapping = directoryOf(
      changed({
        'services.payments.match': ['ab*ba'],
        'services.web': { name: 'Web', team },
        defaultService: 'web',
      }),
    );
    expect(serviceFor(overlapping, { service: 'aba', labels: {} }).service).toBe('web');
    expect(serviceFor(overlapping, { service: 'abba', labels: {} }).service).toBe('payments');
  });

  test('is found at once even by a pattern of stars only', () => {
    const stars = directoryOf(changed({ 'services.payments.match': [`${'*a'.repeat(39)}*`] }));
    const { reason } = serviceFor(stars, { service: 'a'.repeat(100_000), labels: {} });
    expect(reason).toContain('fits *a*a');
  });
});

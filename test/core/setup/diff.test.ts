import { describe, expect, test } from 'vitest';
import { diffDirectories } from '#core/setup/diff.ts';
import { changed, directoryOf } from './documents.ts';

const team = 'commerce';

function difference(changes: Record<string, unknown>, before: Record<string, unknown> = {}) {
  return diffDirectories(directoryOf(changed(before)), directoryOf(changed(changes)));
}

test('the same configuration has no differences', () => {
  expect(difference({})).toEqual([]);
});

test('the order in which fields are written is no difference', () => {
  expect(
    difference(
      { 'services.payments.match': [{ app: 'pay', env: 'production' }] },
      { 'services.payments.match': [{ env: 'production', app: 'pay' }] },
    ),
  ).toEqual([]);
});

test('writing out what holds anyway is no difference', () => {
  expect(difference({ 'severities.SEV1.updateEvery': '15m', defaultService: 'payments' })).toEqual(
    [],
  );
});

describe('a difference', () => {
  test('is named where it is', () => {
    expect(
      difference({
        'people.bo.phone': '+15555550109',
        'services.payments.runbook': 'https://wiki.example.com/payments',
      }),
    ).toEqual([
      {
        path: 'people.bo.phone',
        kind: 'changed',
        before: '+15555550102',
        after: '+15555550109',
      },
      {
        path: 'services.payments.runbook',
        kind: 'added',
        after: 'https://wiki.example.com/payments',
      },
    ]);
  });

  test('is a whole thing when the thing is new or gone', () => {
    const web = { name: 'Web', team };
    expect(difference({ 'services.web': web, defaultService: 'payments' })).toEqual([
      { path: 'services.web', kind: 'added', after: web },
    ]);
    expect(difference({}, { 'services.web': web, defaultService: 'payments' })).toEqual([
      { path: 'services.web', kind: 'removed', before: web },
    ]);
  });

  test('is seen in what is called as a field of ours would be, beside what is called without its unit', () => {
    const api = { name: 'Api', team };
    const others = { 'services.api': api, 'services.repeats': { name: 'Jobs', team } };
    const before = { ...others, 'services.apiSeconds': { name: 'Clock', team } };
    const after = { ...before, 'services.api': { ...api, name: 'Gateway' } };
    const isDefault = { defaultService: 'payments' };
    expect(difference({ ...after, ...isDefault }, { ...before, ...isDefault })).toEqual([
      { path: 'services.api.name', kind: 'changed', before: 'Api', after: 'Gateway' },
    ]);
    const withoutJobs = { ...before, ...isDefault } as Record<string, unknown>;
    delete withoutJobs['services.repeats'];
    expect(difference(withoutJobs, { ...before, ...isDefault })).toMatchObject([
      { path: 'services.repeats', kind: 'removed' },
    ]);
  });

  test('names whoever has a name that every object has', () => {
    const it = { name: 'Con Structor', email: 'con@example.com' };
    expect(difference({ 'people.constructor': it })).toEqual([
      { path: 'people.constructor', kind: 'added', after: it },
    ]);
  });

  test('shows times as they are written', () => {
    expect(
      difference({
        'severities.SEV1': { updateEvery: '10m', respondWithin: 'never' },
        'services.payments.evidence': {
          metrics: [{ namespace: 'AWS/Lambda', name: 'Errors', statistic: 'Sum', period: '5m' }],
        },
      }),
    ).toEqual([
      {
        path: 'services.payments.evidence',
        kind: 'added',
        after: {
          metrics: [{ namespace: 'AWS/Lambda', name: 'Errors', statistic: 'Sum', period: '5m' }],
        },
      },
      { path: 'severities.SEV1.respondWithin', kind: 'removed', before: '5m' },
      { path: 'severities.SEV1.updateEvery', kind: 'changed', before: '15m', after: '10m' },
    ]);
  });

  test('shows the times of a level as they are written, one for each severity', () => {
    const place = 'escalationPolicies.default.levels.1.acknowledgeWithin';
    expect(
      difference({ [place]: { SEV1: '3m', SEV2: '1h30m' } }, { [place]: { SEV1: '4m' } }),
    ).toEqual([
      {
        path: 'escalationPolicies.default.levels[Team Lead].acknowledgeWithin.SEV1',
        kind: 'changed',
        before: '4m',
        after: '3m',
      },
      {
        path: 'escalationPolicies.default.levels[Team Lead].acknowledgeWithin.SEV2',
        kind: 'added',
        after: '1h30m',
      },
    ]);
    expect(difference({ [place]: { SEV1: '3m' } }, { [place]: '4m' })).toMatchObject([
      { kind: 'changed', before: '4m', after: { SEV1: '3m' } },
    ]);
  });

  test('shows on-call and rules of contact as they are written', () => {
    const office = { timeZone: 'Europe/London', from: '09:00', to: '17:00' };
    const layer = { name: 'Weekly', people: ['ana'], start: '2026-11-02T09:00', turn: 'weekly' };
    const primary = { name: 'Primary', timeZone: 'Europe/London', layers: [layer] };
    const before = {
      'calendars.default': office,
      'schedules.primary': primary,
      'escalationPolicies.default.repeat': 2,
    };
    const changes = {
      'calendars.default': { ...office, holidays: ['2026-12-25'] },
      'schedules.primary.layers': [{ ...layer, turn: { hours: 12 } }],
      'schedules.primary.name': 'Primary',
      'schedules.primary.timeZone': 'Europe/London',
      'escalationPolicies.default.repeat': 3,
      'escalationPolicies.default.levels.1': { name: 'Team Lead', schedules: ['primary'] },
      'people.ana.notify.high': ['sms', { channel: 'sms', after: '1m30s' }],
      'severities.SEV2.fillRolesWithin': 'never',
    };
    expect(difference(changes, before)).toEqual([
      {
        path: 'people.ana.notify',
        kind: 'added',
        after: { high: ['sms', { channel: 'sms', after: '1m30s' }] },
      },
      {
        path: 'calendars.default.holidays',
        kind: 'changed',
        before: [],
        after: ['2026-12-25'],
      },
      {
        path: 'schedules.primary.layers[Weekly].turn',
        kind: 'changed',
        before: 'weekly',
        after: { hours: 12 },
      },
      {
        path: 'escalationPolicies.default.levels[Team Lead].people',
        kind: 'removed',
        before: ['bo'],
      },
      {
        path: 'escalationPolicies.default.levels[Team Lead].schedules',
        kind: 'added',
        after: ['primary'],
      },
      { path: 'escalationPolicies.default.repeat', kind: 'changed', before: 2, after: 3 },
      { path: 'severities.SEV2.fillRolesWithin', kind: 'removed', before: '20m' },
    ]);
  });

  test('is what calls change in the built-in rules', () => {
    expect(difference({ 'organisation.voice': true })).toEqual([
      { path: 'organisation.voice', kind: 'added', after: true },
      {
        path: 'notify.high',
        kind: 'changed',
        before: ['sms', 'email', { channel: 'sms', after: '2m' }],
        after: ['sms', 'email', { channel: 'voice', after: '2m' }, { channel: 'sms', after: '4m' }],
      },
    ]);
  });

  test('follows rules by their names, and sees when they change places', () => {
    const staging = { name: 'staging', severity: 'SEV4', when: { title: '*staging*' } };
    const cards = { name: 'cards', severity: 'SEV1', when: { service: 'payment*' } };
    const rules = [staging, cards];
    expect(difference({ rules: [{ ...cards, severity: 'SEV2' }, staging] }, { rules })).toEqual([
      { path: 'rules[cards].severity', kind: 'changed', before: 'SEV1', after: 'SEV2' },
      { path: 'rules', kind: 'changed', before: ['staging', 'cards'], after: ['cards', 'staging'] },
    ]);
  });

  test('follows entries of a list by their names', () => {
    expect(
      difference({
        'escalationPolicies.default.levels': [
          { name: 'On-call Engineer', people: ['ana', 'bo'] },
          { name: 'CTO', people: ['ana'], acknowledgeWithin: '10m' },
          { name: 'Team Lead', people: ['bo'] },
        ],
      }),
    ).toEqual([
      {
        path: 'escalationPolicies.default.levels[On-call Engineer].people',
        kind: 'changed',
        before: ['ana'],
        after: ['ana', 'bo'],
      },
      {
        path: 'escalationPolicies.default.levels[CTO]',
        kind: 'added',
        after: { name: 'CTO', people: ['ana'], acknowledgeWithin: '10m' },
      },
    ]);
  });

  test('is also another order of levels', () => {
    expect(
      difference({
        'escalationPolicies.default.levels': [
          { name: 'Team Lead', people: ['bo'] },
          { name: 'On-call Engineer', people: ['ana'] },
        ],
      }),
    ).toEqual([
      {
        path: 'escalationPolicies.default.levels',
        kind: 'changed',
        before: ['On-call Engineer', 'Team Lead'],
        after: ['Team Lead', 'On-call Engineer'],
      },
    ]);
  });

  test('never shows a whole hash', () => {
    const token = { name: 'laptop', sha256: 'ab'.repeat(32), scope: 'read' };
    const tokens = [token];
    expect(difference({ tokens })).toEqual([
      {
        path: 'tokens[laptop]',
        kind: 'added',
        after: { name: 'laptop', sha256: 'abababab…', scope: 'read' },
      },
    ]);
    expect(
      difference({ tokens: [{ ...token, sha256: 'cd'.repeat(32), scope: 'admin' }] }, { tokens }),
    ).toEqual([
      { path: 'tokens[laptop].sha256', kind: 'changed', before: 'abababab…', after: 'cdcdcdcd…' },
      { path: 'tokens[laptop].scope', kind: 'changed', before: 'read', after: 'admin' },
    ]);
  });
});

test('the first configuration is all new, thing by thing, without what is built in', () => {
  const changes = diffDirectories(
    undefined,
    directoryOf(changed({ 'severities.SEV2.hold': '1m' })),
  );
  expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'added organisation.name',
    'added organisation.timeZone',
    'added people.ana',
    'added people.bo',
    'added teams.commerce',
    'added escalationPolicies.default',
    'added services.payments',
    'changed severities.SEV2.hold',
    'added version',
    'added defaultService',
  ]);
});

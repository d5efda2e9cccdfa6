import { describe, expect, test } from 'vitest';
import { type AccountFacts, coverage, type Finding } from '#core/oncall/coverage.ts';
import type { ContactMethod, Override, Roster } from '#core/oncall/roster.ts';
import { accountFacts, smsForecastUsd } from '#core/oncall/sms-account.ts';
import { addSeconds, instant } from '#core/time/instant.ts';
import { changed, directoryOf } from '../setup/documents.ts';

/** A Monday. */
const from = instant('2026-11-23T00:00:00.000Z');
const until = addSeconds(from, 14 * 86_400);
const day = (count: number) => addSeconds(from, count * 86_400);

const [ana, bo] = ['+15555550101', '+15555550102'];
const verified = (person: string, channel: ContactMethod['channel'], address: string) =>
  ({
    ...{ person, channel, address },
    ...{ state: 'verified', enteredBy: 'configuration', at: from },
  }) as ContactMethod;
const everybody = [
  verified('ana', 'sms', ana),
  verified('ana', 'email', 'ana@example.com'),
  verified('bo', 'sms', bo),
  verified('bo', 'email', 'bo@example.com'),
];
/** What is known of Ana's number instead. */
const anaIs = (state: ContactMethod['state'], reason?: string): ContactMethod[] => [
  { ...verified('ana', 'sms', ana), state, ...(reason !== undefined && { reason }) },
  ...everybody.slice(1),
];
const plenty: AccountFacts = {
  sandbox: false,
  monthlySpendLimitUsd: 1000,
  smsForecastUsd: 1,
  optedOut: [],
};

function looked(
  changes: Record<string, unknown>,
  { contacts = everybody, overrides = [] }: Partial<Roster> = {},
  facts: AccountFacts = plenty,
): Finding[] {
  const directory = directoryOf(changed(changes));
  return coverage({ directory, roster: { contacts, overrides }, from, until, facts });
}
const of = (kind: Finding['kind'], findings: readonly Finding[]) =>
  findings.filter(finding => finding.kind === kind);

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'];
const layer = (change: object = {}) => ({
  ...{ name: 'Turns', people: ['ana', 'bo'], start: '2026-11-02T00:00', turn: 'weekly' },
  ...change,
});
const schedule = (...layers: object[]) => ({ name: 'Primary', timeZone: 'UTC', layers });
const onSchedule = (...layers: object[]) => ({
  'schedules.primary': schedule(...layers),
  'escalationPolicies.default.levels': [{ name: 'On call', schedules: ['primary'] }],
  fallback: 'bo',
});
const override = (change: Partial<Override> = {}): Override => ({
  ...{ id: 'o-1', schedule: 'primary', person: 'ana', from: day(1), until: day(3) },
  ...{ by: 'bo', createdAt: from },
  ...change,
});

test('a team that is reached on two proven ways each, by an account that may text, has no finding', () => {
  expect(looked({})).toEqual([]);
  expect(looked(onSchedule(layer()))).toEqual([]);
});

test('how people are reached is looked up for each of them, however many levels lead to them', () => {
  const looksAt = (policies: number) => {
    let looks = 0;
    const roster: Roster = {
      overrides: [],
      get contacts() {
        looks += 1;
        return everybody;
      },
    };
    const levels = [{ name: 'First', people: ['ana', 'bo'] }];
    const same = [...Array(policies).keys()].map(at => [`p${at}`, { levels }]);
    const escalationPolicies = { default: { levels }, ...Object.fromEntries(same) };
    const directory = directoryOf(changed({ escalationPolicies }));
    expect(coverage({ directory, roster, from, until, facts: plenty })).toEqual([]);
    return looks;
  };
  expect(looksAt(50)).toBe(looksAt(1));
});

describe('who is on duty', () => {
  test('gap: a level that a schedule alone leads to has nobody at weekends', () => {
    const windows = [{ days: weekdays, from: '00:00', to: '24:00' }];
    const [gap, ...others] = of('gap', looked(onSchedule(layer({ restrictions: windows }))));
    expect(others).toEqual([]);
    expect(gap).toMatchObject({
      severity: 'problem',
      ...{ schedule: 'primary', policy: 'default', from: day(5), until: day(7) },
      text: expect.stringMatching(
        /^nobody is on duty for Primary from .* and once more in the time ahead: level 1 of default leads to nobody then$/,
      ),
    });
  });

  test('gap: with a person beside the schedule it is good to know, and no more', () => {
    const windows = [{ days: weekdays, from: '00:00', to: '24:00' }];
    const levels = [{ name: 'On call', people: ['bo'], schedules: ['primary'] }];
    const found = looked({
      ...onSchedule(layer({ restrictions: windows })),
      'escalationPolicies.default.levels': levels,
    });
    expect(of('gap', found)).toMatchObject([
      { severity: 'note', text: expect.stringContaining('no level depends on it alone') },
    ]);
  });

  test('gap: a schedule that begins later is said to be empty until then', () => {
    const [gap] = of('gap', looked(onSchedule(layer({ start: '2026-11-30T00:00' }))));
    expect(gap).toMatchObject({ from, until: day(7) });
    const [never] = of('gap', looked(onSchedule(layer({ start: '2027-11-30T00:00' }))));
    expect(never?.text).toMatch(/^nobody is ever on duty for Primary/);
  });

  test('gap: somebody else standing in closes it, and somebody unknown does not', () => {
    const layers = onSchedule(layer({ start: '2026-11-25T00:00' }));
    const closes = override({ from, until: day(2) });
    expect(of('gap', looked(layers, { overrides: [closes] }))).toEqual([]);
    const stranger = { ...closes, person: 'zed' };
    expect(of('gap', looked(layers, { overrides: [stranger] }))).toHaveLength(1);
  });

  test('overlap: two stand in at the same time, and the newer one counts', () => {
    const newer = { id: 'o-2', person: 'bo', from: day(2), until: day(4) };
    const overrides = [override(), override({ ...newer, createdAt: addSeconds(from, 60) })];
    expect(of('overlap', looked(onSchedule(layer()), { overrides }))).toMatchObject([
      {
        ...{ severity: 'warning', schedule: 'primary', from: day(2), until: day(3) },
        text: expect.stringContaining('for Ana Keller and for Bo Lindqvist: the newer one counts'),
      },
    ]);
  });

  test('overlap: not when they are one after the other, the same person, or for different people', () => {
    const none = (change: Partial<Override>) => {
      const overrides = [override(), override({ id: 'o-2', person: 'bo', ...change })];
      expect(of('overlap', looked(onSchedule(layer()), { overrides }))).toEqual([]);
    };
    none({ from: day(3), until: day(4) });
    none({ person: 'ana' });
    const overrides = [
      override({ instead: 'bo' }),
      override({ id: 'o-2', person: 'bo', instead: 'ana' }),
    ];
    expect(of('overlap', looked(onSchedule(layer()), { overrides }))).toEqual([]);
  });

  test('unknown-person: an override outlives the person whom it names', () => {
    const overrides = [override({ person: 'zed' })];
    expect(of('unknown-person', looked(onSchedule(layer()), { overrides }))).toMatchObject([
      { severity: 'problem', person: 'zed', text: expect.stringContaining('it counts as none') },
    ]);
    const over = [override({ person: 'zed', from: day(-3), until: day(-1) })];
    expect(of('unknown-person', looked(onSchedule(layer()), { overrides: over }))).toEqual([]);
  });

  test('unknown-schedule: an override outlives its schedule', () => {
    const overrides = [override({ schedule: 'gone' })];
    expect(of('unknown-schedule', looked({}, { overrides }))).toMatchObject([
      { severity: 'warning', text: expect.stringContaining('gone, which is no schedule') },
    ]);
  });

  test('never-on-duty: a layer ends before any of its windows opens', () => {
    const weekend = [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }];
    const idle = { name: 'Weekend', restrictions: weekend, start: '2026-11-23T00:00' };
    const layers = onSchedule(layer(), layer({ ...idle, end: '2026-11-27T00:00' }));
    expect(of('never-on-duty', looked(layers))).toMatchObject([
      { severity: 'warning', schedule: 'primary', text: expect.stringContaining('layer Weekend') },
    ]);
    const longer = onSchedule(layer(), layer({ ...idle, end: '2026-12-03T00:00' }));
    expect(of('never-on-duty', looked(longer))).toEqual([]);
  });
});

describe('whether they can be reached', () => {
  test('unreachable: every address is dead, for one urgency or for both', () => {
    const found = looked(
      { 'notify.high': ['sms'], 'notify.low': ['email'] },
      {
        contacts: anaIs('opted-out'),
      },
    );
    expect(of('unreachable', found)).toMatchObject([
      {
        ...{ severity: 'problem', person: 'ana' },
        text: 'Ana Keller is paged and cannot be reached on any channel when it is urgent',
      },
    ]);
    const both = looked(
      { notify: { high: ['sms'], low: ['sms'] } },
      {
        contacts: anaIs('opted-out'),
      },
    );
    expect(of('unreachable', both)[0]?.text).toMatch(/when it is urgent and when it can wait$/);
  });

  test('opted-out: known of the address, or by the account alone', () => {
    const known = of('opted-out', looked({}, { contacts: anaIs('opted-out') }));
    expect(known).toMatchObject([{ severity: 'problem', person: 'ana' }]);
    expect(known[0]?.text).not.toContain(ana);
    const byAccount = looked({}, {}, { ...plenty, optedOut: [bo] });
    expect(of('opted-out', byAccount)).toMatchObject([
      { person: 'bo', text: expect.stringContaining("has opted out of the account's texts") },
    ]);
  });

  test('undeliverable: with the reason of whoever found out', () => {
    const found = looked({}, { contacts: anaIs('undeliverable', 'no such number') });
    expect(of('undeliverable', found)).toMatchObject([
      { severity: 'problem', person: 'ana', text: expect.stringContaining('(no such number)') },
    ]);
  });

  test('undeliverable: of an address that was replaced nothing matters', () => {
    const old = { ...verified('ana', 'sms', '+15555550199'), state: 'undeliverable' } as const;
    expect(of('undeliverable', looked({}, { contacts: [...everybody, old] }))).toEqual([]);
  });

  test('unverified: nobody has ever tried any address of them', () => {
    expect(of('unverified', looked({}, { contacts: everybody.slice(2) }))).toMatchObject([
      { severity: 'problem', person: 'ana' },
    ]);
  });

  test('one-channel: a text and a call to one number fail together', () => {
    const contacts = [everybody[0] as ContactMethod, ...everybody.slice(2)];
    const [found] = of('one-channel', looked({}, { contacts }));
    expect(found).toMatchObject({ severity: 'warning', person: 'ana' });
    const voice = { 'organisation.voice': true, notify: { high: ['sms', 'voice'], low: ['sms'] } };
    const called = [...everybody, verified('ana', 'voice', ana), verified('bo', 'voice', bo)];
    expect(of('one-channel', looked(voice, { contacts: called }))).toHaveLength(2);
  });

  test('of somebody who is never paged nothing is said', () => {
    const found = looked({
      'people.chidi': { name: 'Chidi Obi', phone: '+15555550103' },
    });
    expect(found.filter(({ person }) => person === 'chidi')).toEqual([]);
  });
});

describe('what the account may send', () => {
  test('sandbox and sandboxed: texts reach the numbers that it has verified, and no others', () => {
    const found = looked({}, {}, { ...plenty, sandbox: true, sandboxVerified: [ana] });
    expect(of('sandbox', found)).toMatchObject([{ severity: 'warning' }]);
    expect(of('sandboxed', found)).toMatchObject([{ severity: 'problem', person: 'bo' }]);
    const all = looked({}, {}, { ...plenty, sandbox: true, sandboxVerified: [ana, bo] });
    expect(of('sandboxed', all)).toEqual([]);
  });

  test('no-texts: nobody is reached by text, and nothing else is said of texts', () => {
    const facts = { ...plenty, noTexts: true, monthlySpendLimitUsd: 1, smsForecastUsd: 12.5 };
    const found = looked({}, {}, facts);
    expect(of('no-texts', found)).toMatchObject([{ severity: 'problem' }]);
    expect(of('sms-quota', found)).toEqual([]);
    const unused = looked({}, {}, { ...facts, smsForecastUsd: 0 });
    expect(of('no-texts', unused)).toMatchObject([{ severity: 'note' }]);
  });

  test('sms-quota: less may be spent than a bad month costs', () => {
    const facts = { ...plenty, monthlySpendLimitUsd: 1, smsForecastUsd: 12.5 };
    expect(of('sms-quota', looked({}, {}, facts))).toMatchObject([
      { severity: 'problem', text: expect.stringMatching(/\$1\.00 are spent, and \$12\.50/) },
    ]);
    const enough = { ...facts, monthlySpendLimitUsd: 12.5 };
    expect(of('sms-quota', looked({}, {}, enough))).toEqual([]);
  });

  test('unknown: each fact that nobody could read is named once', () => {
    const [note, ...others] = of('unknown', looked({}, {}, {}));
    expect(others).toEqual([]);
    expect(note?.severity).toBe('note');
    for (const fact of ['SMS sandbox', 'opted out', 'spend quota', 'month of texts']) {
      expect(note?.text).toContain(fact);
    }
    const sandboxed = of('unknown', looked({}, {}, { ...plenty, sandbox: true }));
    expect(sandboxed[0]?.text).toContain('which numbers its sandbox has verified');
  });

  test('the forecast counts the texts of the longest ladder, and the quota is a dollar unless raised', () => {
    const directory = directoryOf(changed({ 'notify.high': ['sms', 'email'] }));
    const forecast = smsForecastUsd(directory);
    expect(forecast).toBeGreaterThan(0);
    const longer = directoryOf(
      changed({
        'notify.high': ['sms', 'email'],
        'escalationPolicies.default.repeat': 3,
      }),
    );
    expect(smsForecastUsd(longer)).toBeCloseTo(forecast * 3);
    const account = { sandbox: false, sandboxVerified: [], optedOut: [] };
    expect(accountFacts(directory, account).monthlySpendLimitUsd).toBe(1);
  });
});

describe('steps that can never be taken', () => {
  test('never-tried: the first attempt comes after the level is over', () => {
    const found = looked({
      'people.ana.notify': { high: [{ channel: 'sms', after: '10m' }] },
    });
    const [never] = of('never-tried', found);
    expect(never).toMatchObject({ severity: 'problem', person: 'ana' });
    expect(never?.text).toContain('SEV1 on On-call Engineer (default)');
  });

  test('never-made: one attempt of several comes too late, by the rules of all or by their own', () => {
    const late = [{ channel: 'sms', after: '6m' }];
    const own = of('never-made', looked({ 'people.ana.notify': { high: ['sms', ...late] } }));
    expect(own).toMatchObject([{ severity: 'warning', person: 'ana' }]);
    const all = of('never-made', looked({ 'notify.high': ['sms', 'email', ...late] }));
    expect(all).toHaveLength(1);
    expect(all[0]).not.toHaveProperty('person');
    expect(all[0]?.text).toContain('the rules of all');
  });

  test('ends-in-nobody: the last level is a schedule, and there is no fallback contact', () => {
    const { fallback: _, ...without } = onSchedule(layer());
    expect(of('ends-in-nobody', looked(without))).toMatchObject([
      { severity: 'problem', policy: 'default' },
    ]);
    expect(of('ends-in-nobody', looked({ ...without, fallback: 'bo' }))).toEqual([]);
  });
});

test('the worst comes first', () => {
  const found = looked(
    { 'notify.high': ['sms', 'email', { channel: 'sms', after: '6m' }] },
    { contacts: [] },
    {},
  );
  const order = found.map(({ severity }) => severity);
  expect(order).toEqual([...order].toSorted((a, b) => rank(a) - rank(b)));
  expect(new Set(order)).toEqual(new Set(['problem', 'warning', 'note']));
});

function rank(severity: Finding['severity']): number {
  return ['problem', 'warning', 'note'].indexOf(severity);
}

describe('mail that waits for its reader to confirm it', () => {
  const levels = { 'escalationPolicies.default.levels': [{ name: 'First', people: ['ana'] }] };

  test('is a problem, and one way less', () => {
    const found = looked(levels, {}, { ...plenty, unconfirmedMail: ['ana@example.com'] });
    expect(of('unconfirmed', found)).toMatchObject([{ severity: 'problem', person: 'ana' }]);
    expect(of('one-channel', found).map(({ person }) => person)).toContain('ana');
  });

  test('concerns nobody whose address it is not', () => {
    const found = looked(levels, {}, { ...plenty, unconfirmedMail: ['zed@example.com'] });
    expect(of('unconfirmed', found)).toEqual([]);
  });
});

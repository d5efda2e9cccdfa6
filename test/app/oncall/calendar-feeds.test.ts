import { describe, expect, test } from 'vitest';
import { type Invalid, invalid, unknownPerson } from '#app/api/refusal.ts';
import { calendarFeeds } from '#app/oncall/calendar-feeds.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { CalendarShift } from '#ports/oncall.ts';
import { memoryCalendarFeeds } from '../../support/memory/memory-calendar-feeds.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const day = 86_400;
const weekly = (name: string, people: string[]) => ({
  name,
  timeZone: 'America/New_York',
  layers: [{ name: 'Weekly', people, start: '2025-01-06T09:00', turn: 'weekly' }],
});
const document = {
  ...team,
  schedules: {
    primary: weekly('Primary', ['ana', 'bo']),
    always: weekly('Always', ['chidi']),
  },
  escalationPolicies: {
    default: { levels: [{ name: 'On call', schedules: ['primary', 'always'], people: ['dana'] }] },
  },
};

function office() {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const configuration = memory.memoryConfiguration(memory.memoryTable());
  configuration.put(parsed.directory);
  const roster = memoryRoster();
  let tokens = 0;
  let clock = start;
  const feeds = calendarFeeds({
    feeds: memoryCalendarFeeds(),
    configuration,
    roster,
    newToken: () => `t${tokens++}`,
    now: () => clock,
  });
  const create = async (body: { person?: string; schedule?: string }) => {
    const created = await feeds.createCalendarFeed(callOf({ body }));
    if (!('answer' in created)) throw new Error(JSON.stringify(created));
    const { id, url } = created.answer;
    return { id, token: url.slice('https://tocsin.example.com/v1/calendar/'.length, -4) };
  };
  const passes = (seconds: number) => {
    clock = addSeconds(clock, seconds);
  };
  return { ...feeds, create, roster, passes, configuration, directory: parsed.directory };
}

describe('a calendar feed', () => {
  test('of a schedule shows 30 days behind and 90 ahead, whole shifts without a gap', async () => {
    const { create, feed } = office();
    const { token } = await create({ schedule: 'primary' });
    const shown = await feed(token);
    expect(shown?.name).toBe('On call: Primary');
    const shifts = shown?.shifts ?? [];
    for (const [index, shift] of shifts.entries()) {
      if (index > 0) expect(shift.from).toBe(shifts[index - 1]?.until);
    }
    expect(shifts[0]?.from).toBe('2026-10-19T13:00:00.000Z');
    expect(shifts.at(-1)?.until).toBe('2027-02-22T14:00:00.000Z');
    expect(new Set(shifts.map(({ person }) => person.name))).toEqual(new Set(['Ana', 'Bo']));
  });

  test('of a person shows their shifts of every schedule, stand-ins too, in order', async () => {
    const { create, feed, roster } = office();
    const { token } = await create({ person: 'dana' });
    expect(await feed(token)).toEqual({ name: 'On call: Dana', shifts: [] });
    for (const [id, schedule, from] of [
      ['a', 'primary', later(2 * day)],
      ['b', 'always', later(day)],
    ] as const) {
      const until = addSeconds(from, 3600);
      const override = { id, schedule, person: 'dana', from, until, by: 'Ana', createdAt: start };
      await roster.addOverrides([override]);
    }
    expect((await feed(token))?.shifts).toMatchObject([
      { schedule: { id: 'always' }, from: later(day), until: later(day + 3600) },
      { schedule: { id: 'primary' }, from: later(2 * day), reason: 'Ana put them there' },
    ]);
  });

  test('names an event the same every day, also of somebody who is always on duty', async () => {
    const { create, feed, passes } = office();
    const tokens = [await create({ schedule: 'primary' }), await create({ schedule: 'always' })];
    const uids = async () =>
      Promise.all(tokens.map(async ({ token }) => (await feed(token))?.shifts.map(s => s.uid)));
    const before = (await uids()).flat();
    expect(before).toContain('always-chidi-always');
    passes(day);
    const after = (await uids()).flat();
    expect(after.filter(uid => !before.includes(uid))).toEqual([]);
    expect(new Set(after).size).toBe(after.length);
  });

  test('says of the shifts that an override cuts, and of no others, that they changed, and again when it is taken back', async () => {
    const { create, feed, roster, passes } = office();
    const { token } = await create({ schedule: 'primary' });
    const shown = async () =>
      new Map((await feed(token))?.shifts.map(shift => [shift.uid, shift] as const));
    const changedSince = (before: Map<string, CalendarShift>, after: Map<string, CalendarShift>) =>
      [...after.values()].filter(({ uid, changedAt }) => {
        const known = before.get(uid);
        return known !== undefined && changedAt > known.changedAt;
      });
    const before = await shown();
    const [from, until] = [later(8 * day), later(9 * day)];
    const override = { id: 'a', schedule: 'primary', person: 'dana', from, until, by: 'Ana' };
    const added = { ...override, createdAt: later(60) };
    await roster.addOverrides([added]);
    const cut = await shown();
    expect(changedSince(before, cut)).toMatchObject([{ until: from, changedAt: later(60) }]);

    passes(3600);
    const by = { kind: 'person' as const, id: 'ana', name: 'Ana', via: 'api' as const };
    const progress = { schedules: ['primary'], by, reason: 'x', looked: 0, changed: 0 };
    const removed = { id: 'chg', ...progress, at: later(3600), removed: added };
    await roster.removeOverride('a', removed);
    const whole = await shown();
    expect(changedSince(cut, whole)).toMatchObject([{ changedAt: later(3600) }]);
    passes(3600);
    expect(await shown()).toEqual(whole);
  });

  test('says that all may have changed when a configuration was applied', async () => {
    const { create, feed, configuration, directory } = office();
    const { token } = await create({ schedule: 'primary' });
    const at = later(60);
    await configuration.save({ version: 2, document: {}, directory, by: 'Ana', at });
    const changed = (await feed(token))?.shifts.map(({ changedAt }) => changedAt) ?? [];
    expect(new Set(changed)).toEqual(new Set([at]));
  });

  test('is behind an address that is shown once and is no longer good once it is revoked', async () => {
    const { create, feed, revokeCalendarFeed } = office();
    const { id, token } = await create({ person: 'ana' });
    expect(await feed(id)).toBeUndefined();
    expect(await feed(token)).toBeDefined();
    expect(await revokeCalendarFeed(callOf({ params: { id } }))).toMatchObject({
      answer: { id, person: 'ana', createdBy: 'Ana' },
    });
    expect(await feed(token)).toBeUndefined();
    expect(await revokeCalendarFeed(callOf({ params: { id } }))).toEqual({
      notFound: `calendar feed ${id}`,
    });
  });

  test('is found later by whom it is of, to be revoked, and its address is not told again', async () => {
    const { create, passes, listCalendarFeeds, revokeCalendarFeed } = office();
    const first = await create({ person: 'ana' });
    passes(60);
    const second = await create({ person: 'ana' });
    await create({ schedule: 'primary' });
    const query = { person: 'ana' };
    const listed = await listCalendarFeeds(callOf({ query }));
    expect(listed).toMatchObject({ answer: { feeds: [{ id: second.id }, { id: first.id }] } });
    expect(JSON.stringify(listed)).not.toContain(first.token);
    await revokeCalendarFeed(callOf({ params: { id: second.id } }));
    expect(await listCalendarFeeds(callOf({ query }))).toMatchObject({
      answer: { feeds: [{ id: first.id, person: 'ana', createdBy: 'Ana' }] },
    });
    expect(await listCalendarFeeds(callOf({ query: { schedule: 'primary' } }))).toMatchObject({
      answer: { feeds: [{ schedule: 'primary' }] },
    });
  });

  test('of somebody who is no longer configured shows nothing', async () => {
    const { create, feed, configuration, directory } = office();
    const { token } = await create({ person: 'dana' });
    const { dana: _, ...people } = directory.people;
    configuration.put({ ...directory, people });
    expect(await feed(token)).toBeUndefined();
  });

  test.each<[object, Invalid]>([
    [{ person: 'zoe' }, unknownPerson('/person', 'zoe')],
    [{ schedule: 'nights' }, invalid('/schedule', 'no schedule nights is configured')],
    [{}, invalid('', 'needs a person or a schedule, and not both')],
    [
      { person: 'ana', schedule: 'primary' },
      invalid('', 'needs a person or a schedule, and not both'),
    ],
  ])('of %j is refused in words', async (body, refusal) => {
    const { createCalendarFeed } = office();
    expect(await createCalendarFeed(callOf({ body }))).toEqual(refusal);
  });
});

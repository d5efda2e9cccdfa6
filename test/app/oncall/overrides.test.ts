import { describe, expect, test } from 'vitest';
import { type Invalid, invalid, unknownPerson } from '#app/api/refusal.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { overrideOperations } from '#app/oncall/override-operations.ts';
import { replan } from '#app/oncall/replan.ts';
import { numberedIncidentId } from '#core/ids.ts';
import { planFor } from '#core/oncall/escalation.ts';
import type { OnCallChange } from '#core/oncall/roster.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { memoryOnCallChanges, memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { declaration, firstId, later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const document = {
  ...team,
  schedules: {
    primary: {
      name: 'Primary',
      timeZone: 'UTC',
      layers: [
        { name: 'Weekly', people: ['ana', 'bo'], start: '2026-11-16T09:00', turn: 'weekly' },
      ],
    },
  },
  escalationPolicies: {
    default: {
      levels: [
        { name: 'Team Lead', people: ['bo'] },
        { name: 'On call', schedules: ['primary'] },
      ],
    },
  },
};

async function office() {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  configuration.put(parsed.directory);
  const changes = new Map<string, OnCallChange>();
  const roster = memoryRoster(changes);
  const queued: string[] = [];
  const handle = handleCommand({ incidents, pause: async () => {} });
  const now = () => later(60);
  let tokens = 0;
  const replanning = replan({
    ...{ incidents, configuration, roster, handle, now },
    changes: memoryOnCallChanges(changes),
    queueReplan: async id => {
      queued.push(id);
    },
  });
  const operations = overrideOperations({
    configuration,
    roster,
    changes: memoryOnCallChanges(changes),
    replan: replanning,
    newToken: () => `token-${tokens++}`,
    now,
  });
  const plan = planFor(parsed.directory, await roster.newest(), {
    service: 'payments',
    severity: 'SEV1',
    at: start,
  });
  await handle(firstId, { ...declaration(firstId, start), plan });
  const secondLevel = async () => {
    const { incident } = await incidents.load(firstId);
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    return incident.plan.levels[1]?.people.map(({ person }) => person);
  };
  /** More incidents that run, as they would have been declared. */
  const alsoRuns = async (count: number) => {
    for (let number = 2; number <= count + 1; number++) {
      const id = numberedIncidentId(2026, number);
      await handle(id, { ...declaration(id, later(number)), plan });
    }
  };
  const onSecondLevel = (person: string) =>
    [...table.states.values()].filter(
      ({ incident }) =>
        incident.phase !== 'undeclared' && incident.plan.levels[1]?.people[0]?.person === person,
    ).length;
  return {
    ...operations,
    ...{ incidents, secondLevel, alsoRuns, onSecondLevel },
    queued,
    replanning,
    roster,
  };
}

const standIn = (change: object = {}) => ({
  schedule: 'primary',
  person: 'chidi',
  from: start,
  until: later(8 * 3600),
  reason: 'dentist',
  ...change,
});

describe('an override', () => {
  test('is listed, and reaches the incidents that run (OneUptime: the roster ignored it)', async () => {
    const { addOverride, listOverrides, secondLevel, incidents } = await office();
    expect(await secondLevel()).toEqual(['ana']);
    const added = await addOverride(callOf({ body: standIn() }));
    expect(added).toMatchObject({
      answer: { person: 'chidi', name: 'Chidi', schedule: 'primary', by: 'Ana', reason: 'dentist' },
    });
    expect(await secondLevel()).toEqual(['chidi']);
    const history = await incidents.history(firstId);
    expect(history.at(-1)?.events).toMatchObject([
      { type: 'OnCallChanged', reason: 'Chidi stands in on primary' },
    ]);
    expect(await listOverrides(callOf({ query: {} }))).toMatchObject({
      answer: { overrides: [{ person: 'chidi' }] },
    });
  });

  test('is one of as many as are read with every page, whatever a script repeats', async () => {
    const { addOverride, removeOverride, roster } = await office();
    const over = Array.from({ length: 4999 }, (_, index) => ({
      ...{ id: `ovr_${index}`, schedule: 'primary', person: 'bo', by: 'Ana' },
      ...{ from: start, until: later(1), createdAt: start },
    }));
    await roster.addOverrides(over, undefined);
    const body = standIn();
    const last = await addOverride(callOf({ body, idempotencyKey: 'a' }));
    if (!('answer' in last)) throw new Error('Not added');
    // An answer that was lost is asked for again.
    expect(await addOverride(callOf({ body, idempotencyKey: 'a' }))).toEqual(last);
    // What was taken back is kept, too.
    await removeOverride(callOf({ params: { id: last.answer.id } }));
    expect(await addOverride(callOf({ body: standIn() }))).toMatchObject({
      refused: { rule: 'too-many-overrides' },
    });
  });

  test('is taken back, in running incidents too', async () => {
    const { addOverride, removeOverride, secondLevel } = await office();
    const added = await addOverride(callOf({ body: standIn() }));
    if (!('answer' in added)) throw new Error(JSON.stringify(added));
    const removed = await removeOverride(callOf({ params: { id: added.answer.id } }));
    const { change: _later, ...override } = added.answer;
    expect(removed).toMatchObject({ answer: { ...override, change: { state: 'done' } } });
    expect(await secondLevel()).toEqual(['ana']);
    expect(await removeOverride(callOf({ params: { id: 'ovr_none' } }))).toEqual({
      notFound: 'override ovr_none',
    });
  });

  test.each<[object, Invalid]>([
    [{ schedule: 'secondary' }, invalid('/schedule', 'no schedule secondary is configured')],
    [{ person: 'zoe' }, unknownPerson('/person', 'zoe')],
    [{ instead: 'zoe' }, unknownPerson('/instead', 'zoe')],
    [{ until: start }, invalid('/until', 'must be later than from')],
    [
      { from: later(-600), until: later(30) },
      invalid('/until', 'lies in the past: give a time that is yet to come'),
    ],
    [
      { until: later(91 * 86_400) },
      invalid('/until', 'must be within 90 days of from: change the rota instead'),
    ],
  ])('with %j is refused in words', async (change, refusal) => {
    const { addOverride } = await office();
    expect(await addOverride(callOf({ body: standIn(change) }))).toEqual(refusal);
  });

  test('asked for twice under one key is made once; the key for another is refused', async () => {
    const { addOverride, listOverrides } = await office();
    const idempotencyKey = 'k1';
    const first = await addOverride(callOf({ body: standIn(), idempotencyKey }));
    expect(await addOverride(callOf({ body: standIn(), idempotencyKey }))).toEqual(first);
    expect(
      await addOverride(callOf({ body: standIn({ person: 'dana' }), idempotencyKey })),
    ).toEqual({ keyReused: true });
    const listed = await listOverrides(callOf({ query: {} }));
    expect('answer' in listed && listed.answer.overrides).toHaveLength(1);
  });
});

describe('what follows from an override for very many incidents', () => {
  test('is told in steps; the answer says no more than was done, and how it goes on can be asked', async () => {
    const { addOverride, onCallChange, alsoRuns, onSecondLevel, queued, replanning } =
      await office();
    await alsoRuns(250);
    const added = await addOverride(callOf({ body: standIn() }));
    if (!('answer' in added)) throw new Error(JSON.stringify(added));
    const { change } = added.answer;
    expect(change).toMatchObject({ state: 'running', looked: 20, changed: 20 });
    expect(onSecondLevel('chidi')).toBe(20);
    expect(queued).toEqual([change?.id]);

    await replanning.goOn(queued[0] ?? '');
    expect(onSecondLevel('chidi')).toBe(251);
    expect(await onCallChange(callOf({ params: { id: change?.id ?? '' } }))).toMatchObject({
      answer: { state: 'done', looked: 251, changed: 251 },
    });
    expect(await onCallChange(callOf({ params: { id: 'chg_none' } }))).toHaveProperty('notFound');
  });

  test('is gone on with by the same request again, by whoever takes it back, and by the round', async () => {
    const { addOverride, removeOverride, alsoRuns, onSecondLevel, queued, replanning } =
      await office();
    await alsoRuns(30);
    const request = { body: standIn(), idempotencyKey: 'k1' };
    const added = await addOverride(callOf(request));
    expect(await addOverride(callOf(request))).toEqual(added);
    expect(queued).toHaveLength(2);
    // Both messages were lost.
    expect(await replanning.goOnWithLeft(later(60))).toBe(0);
    expect(await replanning.goOnWithLeft(later(60 + 121))).toBe(1);
    expect(onSecondLevel('chidi')).toBe(31);
    expect(await addOverride(callOf(request))).toMatchObject({
      answer: { change: { state: 'done', changed: 31 } },
    });

    const params = { id: 'answer' in added ? added.answer.id : '' };
    const removed = await removeOverride(callOf({ params }));
    expect(removed).toMatchObject({ answer: { change: { state: 'running' } } });
    expect(await removeOverride(callOf({ params }))).toMatchObject({ answer: { id: params.id } });
    expect(await removeOverride(callOf({ params, by: 'bo' }))).toHaveProperty('notFound');
  });

  test('that is over or was taken back is listed where that is asked for, with when it was', async () => {
    const { addOverride, listOverrides, removeOverride } = await office();
    const added = await addOverride(callOf({ body: { ...standIn(), by: 'ana' } }));
    const id = 'answer' in added ? added.answer.id : '';
    await removeOverride(callOf({ params: { id } }));
    expect(await listOverrides(callOf({ query: {} }))).toEqual({ answer: { overrides: [] } });
    expect(await listOverrides(callOf({ query: { over: 'true' } }))).toMatchObject({
      answer: { overrides: [{ id, removedAt: expect.any(String) }] },
    });
  });

  test('a key of another caller who is named alike is another key', async () => {
    const { addOverride, listOverrides } = await office();
    const request = { body: { ...standIn(), by: 'ana' }, idempotencyKey: 'k1' };
    await addOverride(callOf(request));
    const asked = callOf<'addOverride'>(request).asked;
    const caller = {
      ...asked.caller,
      actor: { kind: 'token', id: 'ana', name: 'ana' },
      mayNameAnother: true,
    } as const;
    const other = { ...callOf<'addOverride'>(request), asked: { ...asked, caller } };
    await addOverride(other);
    const listed = await listOverrides(callOf({ query: {} }));
    expect('answer' in listed && listed.answer.overrides).toHaveLength(2);
  });
});

test('an override reaches the incident whose declaration was on its way when it was made', async () => {
  const { addOverride, alsoRuns, onSecondLevel, queued, replanning } = await office();
  await addOverride(callOf({ body: standIn() }));
  // Its plan is of the moment before, and the list did not show it yet.
  await alsoRuns(1);
  expect(onSecondLevel('ana')).toBe(1);
  expect(queued).toHaveLength(1);
  await replanning.goOn(queued[0] ?? '');
  expect(onSecondLevel('ana')).toBe(0);
  // To look once more is enough.
  expect(queued).toHaveLength(1);
  expect(await replanning.goOnWithLeft(later(3600))).toBe(0);
});

test('where the message to look once more was lost, the round does', async () => {
  const { addOverride, alsoRuns, onSecondLevel, replanning } = await office();
  await addOverride(callOf({ body: standIn() }));
  await alsoRuns(1);
  expect(await replanning.goOnWithLeft(later(60 + 119))).toBe(0);
  expect(await replanning.goOnWithLeft(later(60 + 121))).toBe(1);
  expect(onSecondLevel('chidi')).toBe(2);
});

describe('a swap', () => {
  test('is two overrides, each only where the other would have been on duty', async () => {
    const { swapShifts, listOverrides } = await office();
    const body = {
      schedule: 'primary',
      give: { person: 'ana', from: start, until: later(3600) },
      take: { person: 'bo', from: later(7 * 86_400), until: later(7 * 86_400 + 3600) },
    };
    expect(await swapShifts(callOf({ body }))).toMatchObject({
      answer: {
        overrides: [
          { person: 'bo', instead: 'ana' },
          { person: 'ana', instead: 'bo' },
        ],
      },
    });
    const listed = await listOverrides(callOf({ query: { schedule: 'primary' } }));
    expect('answer' in listed && listed.answer.overrides).toHaveLength(2);
  });

  test('with somebody unknown makes neither half', async () => {
    const { swapShifts, listOverrides } = await office();
    const body = {
      schedule: 'primary',
      give: { person: 'ana', from: start, until: later(3600) },
      take: { person: 'zoe', from: start, until: later(3600) },
    };
    expect(await swapShifts(callOf({ body }))).toMatchObject({ invalid: { path: '/take/person' } });
    expect(await listOverrides(callOf({ query: {} }))).toEqual({ answer: { overrides: [] } });
  });
});

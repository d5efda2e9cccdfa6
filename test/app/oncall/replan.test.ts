import { describe, expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { renewPlans } from '#app/oncall/replan.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { peopleAt } from '#core/incident/pages.ts';
import { planFor } from '#core/oncall/escalation.ts';
import type { Actor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, instant } from '#core/time/instant.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { ana, declaration, firstId } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const begin = instant('2026-11-23T02:14:00.000Z');
const hours = (count: number) => addSeconds(begin, count * 3600);

function parsed(turn: 'daily' | { days: number }, gone: readonly string[] = []): Directory {
  const isThere = (id: string) => !gone.includes(id);
  const turns = ['ana', 'bo', 'chidi'].filter(isThere);
  const layer = { name: 'Turns', people: turns, start: '2026-11-16T00:00', turn };
  const read = parseDirectory({
    ...team,
    people: Object.fromEntries(Object.entries(team.people).filter(([id]) => isThere(id))),
    teams: { commerce: { name: 'Commerce', members: turns } },
    schedules: { primary: { name: 'Primary', timeZone: 'UTC', layers: [layer] } },
    escalationPolicies: { default: { levels: [{ name: 'On call', schedules: ['primary'] }] } },
    fallback: 'emil',
  });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.directory;
}

async function office(turn: Parameters<typeof parsed>[0], isOnSchedule = true) {
  const directory = parsed(turn);
  const table = memory.memoryTable();
  const stored = memory.memoryIncidents(table);
  let lists = 0;
  let loads = 0;
  let meanwhile: (() => Promise<unknown>) | undefined;
  const incidents = {
    ...stored,
    list: (query: Parameters<typeof stored.list>[0]) => {
      lists += 1;
      return stored.list(query);
    },
    load: async (id: Parameters<typeof stored.load>[0]) => {
      loads += 1;
      const loaded = await stored.load(id);
      const happens = meanwhile;
      meanwhile = undefined;
      await happens?.();
      return loaded;
    },
  };
  const roster = memoryRoster();
  const handle = handleCommand({ incidents, pause: async () => {} });
  const wanted = { service: 'payments', severity: 'SEV1', at: begin } as const;
  const made = planFor(directory, await roster.newest(), wanted);
  const levels = made.levels.map(({ schedules: _, ...level }) => level);
  const plan = isOnSchedule ? made : { ...made, levels };
  await handle(firstId, { ...declaration(firstId, begin), plan });
  let clock = begin;
  const renew = renewPlans({ incidents, handle, now: () => clock });
  const round = async (at: typeof begin, inForce = directory, isNew = inForce !== directory) => {
    clock = at;
    lists = 0;
    loads = 0;
    return renew(inForce, await roster.newest(), at, isNew);
  };
  const onDutyAt = async (at: typeof begin) => {
    const { incident } = await stored.load(firstId);
    if (incident.phase === 'undeclared') throw new Error('undeclared');
    const [level] = incident.plan.levels;
    return level && peopleAt(level, at).map(({ person }) => person);
  };
  /** Happens between the next look at the incident and what is done by it. */
  const lowerMeanwhile = () => {
    meanwhile = () =>
      handle(firstId, {
        ...{ type: 'ChangeSeverity', at: clock, by: ana, to: 'SEV2' },
        reason: { rule: 'person', text: 'Ana: it is not all of it' },
        plan: planFor(directory, { overrides: [], contacts: [] }, { ...wanted, severity: 'SEV2' }),
      });
  };
  const planNow = async () => {
    const { incident } = await stored.load(firstId);
    if (incident.phase === 'undeclared') throw new Error('undeclared');
    return incident.plan;
  };
  const changes = async () =>
    (await stored.history(firstId)).flatMap(({ events }) =>
      events.filter(({ type }) => type === 'OnCallChanged'),
    );
  const now = async () => (await stored.load(firstId)).incident;
  const story = async () =>
    (await stored.history(firstId)).flatMap(({ events }) => events.map(({ type }) => type));
  return {
    ...{ round, onDutyAt, changes, lowerMeanwhile, planNow, now, story },
    does: (command: IncidentCommand) => handle(firstId, command),
    cost: () => ({ lists, loads }),
  };
}

test('an incident that outlives its plan gets the next shifts a day before it knows none', async () => {
  const { round, onDutyAt, changes } = await office('daily');
  // Monday is Bo's; Wednesday, two days on, is the last that the plan knows.
  expect(await onDutyAt(hours(0))).toEqual(['bo']);
  expect(await onDutyAt(hours(96))).toEqual(await onDutyAt(hours(47)));
  expect(await round(hours(23))).toBe(0);
  expect(await round(hours(25))).toBe(1);
  expect(await round(hours(26))).toBe(0);
  expect(await round(hours(50))).toBe(1);
  expect(await onDutyAt(hours(96))).toEqual(['chidi']);
  expect(await changes()).toMatchObject([
    {
      by: { kind: 'system', id: 'duty' },
      reason: expect.stringContaining('longer than the shifts'),
    },
    { by: { kind: 'system', id: 'duty' } },
  ]);
});

test('round after round for a week, whoever is on duty is whom a page would go to', async () => {
  const { round, onDutyAt } = await office('daily');
  const turns = ['ana', 'bo', 'chidi'];
  for (let hour = 0; hour < 24 * 7; hour++) {
    await round(hours(hour));
    const days = Math.floor((Date.parse(hours(hour)) - Date.parse('2026-11-16')) / 86_400_000);
    expect([hour, await onDutyAt(hours(hour))]).toEqual([hour, [turns[days % 3]]]);
  }
});

test('an incident that nothing changes for costs the list and no more', async () => {
  const { round, changes, cost } = await office({ days: 365 });
  expect(await round(hours(30))).toBe(0);
  expect(cost()).toEqual({ lists: 1, loads: 0 });
  expect(await changes()).toEqual([]);
});

test('a plan without schedules is left alone', async () => {
  const { round, cost } = await office('daily', false);
  expect(await round(hours(100))).toBe(0);
  expect(cost()).toEqual({ lists: 1, loads: 0 });
});

test('a severity that is changed while the next shifts are worked out keeps its own periods', async () => {
  const { round, lowerMeanwhile, planNow, changes } = await office('daily');
  const before = await planNow();
  lowerMeanwhile();
  await round(hours(25));
  const { updateEverySeconds, levels } = await planNow();
  expect(updateEverySeconds).not.toBe(before.updateEverySeconds);
  expect(levels[0]?.acknowledgeWithinSeconds).not.toBe(before.levels[0]?.acknowledgeWithinSeconds);
  expect(await changes()).toHaveLength(1);
});

test('who is on duty in the place of somebody who left is known to what runs already, by the next round', async () => {
  const { round, onDutyAt, changes } = await office('daily');
  const without = parsed('daily', ['bo']);
  expect(await onDutyAt(hours(0))).toEqual(['bo']);
  expect(await round(hours(0), without)).toBe(1);
  expect(await onDutyAt(hours(0))).toEqual(['chidi']);
  expect(await round(hours(0), without)).toBe(0);
  expect(await changes()).toMatchObject([{ reason: expect.stringContaining('no longer') }]);
});

test('a configuration that nobody of a plan has left changes nothing of what runs', async () => {
  const { round, onDutyAt } = await office('daily');
  expect(await round(hours(0), parsed({ days: 30 }))).toBe(0);
  expect(await onDutyAt(hours(0))).toEqual(['bo']);
});

describe('an acknowledgement of somebody who left', () => {
  const bo: Actor = { kind: 'person', id: 'bo', name: 'Bo' };
  const without = parsed('daily', ['bo']);
  const acknowledged = async () => {
    const { does, ...rest } = await office('daily');
    await does({ type: 'AcknowledgeIncident', at: hours(0), by: bo });
    return { does, ...rest };
  };

  test('is taken back, and whoever is there is paged from the first level on', async () => {
    const { round, now, story } = await acknowledged();
    await round(hours(1), without);
    expect(await now()).toMatchObject({
      phase: 'open',
      roles: {},
      paging: {
        escalation: { level: 1, round: 2 },
        audience: [{ person: 'bo' }, { person: 'chidi' }],
      },
    });
    expect((await story()).slice(-3)).toEqual([
      'OnCallChanged',
      'AcknowledgementLapsed',
      'LevelPaged',
    ]);
    await round(hours(1), without);
    expect((await story()).filter(type => type === 'AcknowledgementLapsed')).toHaveLength(1);
  });

  test('stays where somebody who is there has a role in it', async () => {
    const { round, now, does } = await acknowledged();
    const role = { role: 'technicalLead', person: 'emil', name: 'Emil' } as const;
    await does({ type: 'AssignRole', at: hours(0), by: bo, ...role });
    await round(hours(1), without);
    expect(await now()).toMatchObject({ phase: 'acknowledged' });
  });

  test('stays until the end of a snooze, at which the ladder starts anew', async () => {
    const { round, now, does } = await acknowledged();
    const until = addSeconds(begin, 1800);
    await does({ type: 'SnoozeIncident', at: hours(0), by: bo, until, reason: 'rebuilding' });
    await round(addSeconds(begin, 60), without);
    expect(await now()).toMatchObject({ phase: 'acknowledged', snoozedUntil: until });
  });

  test('wakes nobody where every alert is clear', async () => {
    const { round, now, story, does } = await acknowledged();
    const { origin } = declaration(firstId, begin);
    if (origin.kind !== 'alert') throw new Error('Expected one by an alert');
    await does({ type: 'ClearAlerts', at: hours(0), alerts: [origin.alert] });
    await round(addSeconds(begin, 60), without);
    expect(await now()).toMatchObject({ phase: 'open', allClearSince: expect.any(String) });
    expect((await story()).at(-1)).toBe('AcknowledgementLapsed');
  });

  test('stays that of whoever is there', async () => {
    const { round, story } = await acknowledged();
    await round(hours(1), parsed('daily', ['ana']));
    expect(await story()).not.toContain('AcknowledgementLapsed');
  });
});

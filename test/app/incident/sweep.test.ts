import { describe, expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { eachMinute, type Swept, sweep } from '#app/incident/sweep.ts';
import { wake } from '#app/incident/wake.ts';
import { type IncidentId, numberedIncidentId } from '#core/ids.ts';
import { undeclared } from '#core/incident/incident.ts';
import { memoryIncidents, memoryTable } from '../../support/memory/memory-table.ts';
import {
  ana,
  carryOut,
  commitOf,
  declaration,
  declared,
  firstId,
  later,
  plan,
  start,
} from '../../support/samples.ts';

test('whatever is overdue is looked at, however many before it cannot be woken', async () => {
  const incidents = memoryIncidents(memoryTable());
  const ids = Array.from({ length: 230 }, (_, index) => numberedIncidentId(2026, index + 1));
  for (const id of ids) await incidents.append(declared(id, [], start));
  const woken: IncidentId[] = [];
  const meet = sweep({
    incidents,
    wake: async id => {
      woken.push(id);
      throw new Error('cannot be woken');
    },
    now: () => later(3600),
    log: () => {},
  });
  expect(await meet()).toMatchObject({ overdue: 230, stuck: { length: 230 } });
  expect(woken).toEqual(ids);
});

test('of two things that are due at one moment both are done, and the incident is not stuck', async () => {
  const incidents = memoryIncidents(memoryTable());
  const asks = { ...plan, fillRolesWithinSeconds: 600 };
  await incidents.append(commitOf(firstId, undeclared, 1, { ...declaration(), plan: asks }, []));
  await carryOut(incidents, firstId, { type: 'AcknowledgeIncident', at: later(1), by: ana });
  const now = () => later(700);
  const handle = handleCommand({ incidents, pause: async () => {} });
  const meet = sweep({
    incidents,
    wake: wake({
      incidents,
      handle,
      now,
      waitUntil: async () => {},
      setAlarmClock: async () => {},
    }),
    now,
    log: () => {},
  });
  expect(await meet()).toMatchObject({ overdue: 1, stuck: [] });
  const events = (await incidents.history(firstId)).flatMap(commit => commit.events);
  expect(events.slice(-2).map(({ type }) => type)).toEqual(['UpdateReminded', 'RolesChased']);
});

test('a few are woken at once, so that a storm without its clocks is met within the minute', async () => {
  const incidents = memoryIncidents(memoryTable());
  for (let number = 1; number <= 35; number++)
    await incidents.append(declared(numberedIncidentId(2026, number), [], start));
  let [running, most] = [0, 0];
  const woken = new Set<IncidentId>();
  const meet = sweep({
    incidents,
    wake: async id => {
      running += 1;
      woken.add(id);
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
    },
    now: () => later(3600),
    log: () => {},
  });
  await meet();
  expect([woken.size, most]).toEqual([35, 10]);
});

describe('each minute', () => {
  const swept = { overdue: 0, worstLatenessSeconds: 0, stuck: [] };
  function round(sweeping: () => Promise<Swept>, takesUp: () => Promise<number>) {
    const told: Swept[] = [];
    const minute = eachMinute({
      sweep: sweeping,
      takeUpHeld: takesUp,
      makeRoot: async () => {},
      tell: what => void told.push(what),
      now: () => start,
    });
    return { minute, told };
  }

  test('what waited behind mutes is taken up, however long the sweep takes', async () => {
    const taken = Promise.withResolvers<void>();
    const { minute } = round(
      () => new Promise(() => {}),
      async () => {
        taken.resolve();
        return 1;
      },
    );
    void minute();
    await taken.promise;
  });

  test('neither keeps the other from its work by failing, and that it failed is an error', async () => {
    let taken = 0;
    const broken = round(
      async () => Promise.reject(new Error('the index cannot be asked')),
      async () => (taken += 1),
    );
    await expect(broken.minute()).rejects.toThrow('the index cannot be asked');
    expect(taken).toBe(1);
    const other = round(
      async () => swept,
      async () => Promise.reject(new Error('SQS is down')),
    );
    await expect(other.minute()).rejects.toThrow('SQS is down');
    expect(other.told).toEqual([swept]);
  });
});

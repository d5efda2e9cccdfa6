import { describe, expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { triageBatch } from '#app/intake/triage-batch.ts';
import type { TriagedAlert } from '#app/intake/triaged.ts';
import { fingerprint, problemKey, receiptId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { IncidentStore } from '#ports/incident.ts';
import * as memory from '../../support/memory/memory-table.ts';
import {
  alert,
  ana,
  carryOut,
  emptyRoster,
  firstId,
  later,
  secondId,
} from '../../support/samples.ts';
import { team } from '../../support/team.ts';

type Append = IncidentStore['append'];

/** Triage on memory, with somebody who comes between: `crowd` stands before every append. */
function triageDesk(crowd: (append: Append) => Append = append => append) {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  const parsed = parseDirectory(team);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  const errors: string[] = [];
  const pauses: number[] = [];

  function settling(store: IncidentStore) {
    const pause = async (attempt: number) => {
      pauses.push(attempt);
    };
    return triageBatch({
      incidents: store,
      alerts: memory.memoryAlerts(table),
      configuration,
      roster: { newest: async () => emptyRoster },
      handle: handleCommand({ incidents: store, pause }),
      now: () => later(1),
      pause,
      log: (level, message) => {
        if (level === 'error') errors.push(message);
      },
    });
  }
  return {
    table,
    incidents,
    errors,
    pauses,
    settles: settling({ ...incidents, append: crowd(incidents.append) }),
    /** The same desk, run by somebody else at the same time and disturbed by nobody. */
    settlesElsewhere: settling(incidents),
  };
}

function accepted(change: Partial<Alert> = {}, seconds = 0): TriagedAlert {
  return {
    alert: alert(change),
    before: [],
    acceptedAt: later(seconds),
    receiptId: receiptId(`rcp_${change.fingerprint ?? 'print-1'}_${seconds}`),
    index: 0,
    from: { integration: 'test' },
  };
}

const other = { fingerprint: fingerprint('print-2'), problem: problemKey('generic#website#slow') };
const sibling = { fingerprint: fingerprint('print-2') };

/** Answers so, as often as said, before it lets appends through. */
const answers =
  (times: number, answer: (commit: Parameters<Append>[0]) => Awaited<ReturnType<Append>>) =>
  (append: Append): Append => {
    let left = times;
    return async commit => (left-- > 0 ? answer(commit) : append(commit));
  };

const firstClaimTaken = answers(3, ({ claims: [claim] }) => {
  if (claim === undefined) throw new Error('A commit of triage has claims');
  return { taken: claim };
});

describe('somebody else is quicker', () => {
  test('a version conflict is tried again until it is through', async () => {
    const { settles, table, pauses } = triageDesk(answers(3, () => 'conflict'));
    const { settled, failed } = await settles([accepted()]);
    expect(failed).toEqual([]);
    expect(settled).toMatchObject([{ outcome: 'declared', incidentId: firstId }]);
    expect(table.states.size).toBe(1);
    expect(pauses).toEqual([1, 2, 3]);
  });

  test('a taken claim is looked at again, with a pause, until it is through', async () => {
    const { settles, table, pauses } = triageDesk(firstClaimTaken);
    const { settled, failed } = await settles([accepted()]);
    expect(failed).toEqual([]);
    expect(settled).toMatchObject([{ outcome: 'declared' }]);
    expect(table.states.size).toBe(1);
    expect(pauses).toEqual([1, 2, 3]);
  });

  test('an alert whose problem was declared meanwhile joins that incident', async () => {
    let desk: ReturnType<typeof triageDesk> | undefined;
    let interfered = false;
    desk = triageDesk(append => async commit => {
      if (!interfered) {
        interfered = true;
        await desk?.settlesElsewhere([accepted(sibling)]);
      }
      return append(commit);
    });
    const { settled } = await desk.settles([accepted()]);
    const [incident, ...more] = [...desk.table.states.values()];
    expect(more).toEqual([]);
    expect(settled).toMatchObject([{ outcome: 'joined', incidentId: secondId }]);
    expect(incident?.incident).toMatchObject({ id: secondId, alerts: { firing: 2 } });
  });

  test('the very same alert, taken by two at once, counts once', async () => {
    let desk: ReturnType<typeof triageDesk> | undefined;
    let interfered = false;
    desk = triageDesk(append => async commit => {
      if (!interfered) {
        interfered = true;
        await desk?.settlesElsewhere([accepted()]);
      }
      return append(commit);
    });
    const { settled } = await desk.settles([accepted()]);
    expect(settled).toMatchObject([{ outcome: 'repeated', incidentId: secondId }]);
    expect([...desk.table.states.values()]).toMatchObject([
      { incident: { alerts: { firing: 1 } } },
    ]);
  });

  test('an alert that comes as its incident is closed opens the next one', async () => {
    let desk: ReturnType<typeof triageDesk> | undefined;
    let closes = false;
    desk = triageDesk(append => async commit => {
      if (closes && desk !== undefined) {
        closes = false;
        const { incidents } = desk;
        const resolution = 'Restarted.';
        await carryOut(incidents, firstId, {
          type: 'ResolveIncident',
          at: later(2),
          by: ana,
          resolution,
        });
        await carryOut(incidents, firstId, { type: 'Wake', at: later(4000) });
      }
      return append(commit);
    });
    await desk.settles([accepted()]);
    closes = true;
    const { settled } = await desk.settles([accepted(sibling, 5000)]);
    expect(settled).toMatchObject([{ outcome: 'declared', incidentId: secondId }]);
    expect((await desk.incidents.load(firstId)).incident.phase).toBe('resolved');
  });
});

describe('somebody else is always quicker', () => {
  test('the alerts of that problem come again, the others are settled', async () => {
    const { settles, errors, table } = triageDesk(append => async commit => {
      const [claim] = commit.claims;
      const isPayments = claim?.kind === 'problem' && claim.problem !== other.problem;
      return isPayments ? { taken: claim } : append(commit);
    });
    const given = [accepted(), accepted({}, 1), accepted(other)];
    const { settled, failed } = await settles(given);
    expect(failed).toEqual([given[0], given[1]]);
    expect(settled).toMatchObject([{ outcome: 'declared', alert: other }]);
    expect(table.states.size).toBe(1);
    expect(errors).toEqual(['alerts could not be settled']);
  });

  test('a store that is down fails everything and loses nothing', async () => {
    const { settles, table } = triageDesk(() => async () => {
      throw new Error('The table is down');
    });
    const given = [accepted(), accepted(other)];
    expect(await settles(given)).toEqual({ settled: [], failed: given, left: [] });
    expect(table.states.size).toBe(0);
  });
});

describe('many at once', () => {
  test('a storm of one problem is few commits, and every alert is counted', async () => {
    const { settles, table, incidents } = triageDesk();
    const storm = Array.from({ length: 200 }, (_, index) =>
      accepted({ fingerprint: fingerprint(`print-${index}`) }),
    );
    const { settled, failed } = await settles(storm);
    expect(failed).toEqual([]);
    expect(settled).toHaveLength(200);
    expect([...table.states.values()]).toMatchObject([{ incident: { alerts: { firing: 200 } } }]);
    expect((await incidents.history(firstId)).length).toBeLessThanOrEqual(5);
  });

  test('fired and cleared in one batch ends cleared, in the order of acceptance', async () => {
    const { settles, table } = triageDesk();
    const { settled } = await settles([accepted({ status: 'cleared' }, 5), accepted({}, 0)]);
    expect(settled.map(({ outcome }) => outcome)).toEqual(['declared', 'cleared']);
    expect([...table.states.values()]).toMatchObject([{ incident: { alerts: { firing: 0 } } }]);
  });

  test('what was overtaken in the queue changes nothing', async () => {
    const { settles, table } = triageDesk();
    await settles([accepted({}, 0)]);
    await settles([accepted({ status: 'cleared' }, 20)]);
    const { settled } = await settles([accepted({}, 10)]);
    expect(settled).toMatchObject([{ outcome: 'ignored' }]);
    expect(settled[0]?.reason).toContain('overtaken');
    expect([...table.states.values()]).toMatchObject([{ incident: { alerts: { firing: 0 } } }]);
  });
});

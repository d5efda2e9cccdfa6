import { expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import type { IncidentStore } from '#ports/incident.ts';
import { memoryIncidents, memoryTable } from '../../support/memory/memory-table.ts';
import { ana, declaration, declared, firstId, later } from '../../support/samples.ts';

const note = { type: 'AddNote', at: later(1), by: ana, text: 'looking' } as const;

test('a commit that came between is decided anew, on what it changed', async () => {
  const incidents = memoryIncidents(memoryTable());
  await incidents.append(declared());
  let interfered = false;
  const crowded: IncidentStore = {
    ...incidents,
    async append(commit) {
      if (!interfered) {
        interfered = true;
        const handle = handleCommand({ incidents, pause: async () => {} });
        await handle(firstId, { type: 'AcknowledgeIncident', at: later(1), by: ana });
      }
      return incidents.append(commit);
    },
  };
  const handle = handleCommand({ incidents: crowded, pause: async () => {} });
  const wake = await handle(firstId, { type: 'Wake', at: later(300) });
  // The escalation was decided, lost to the acknowledgement, and was then not wanted any more.
  expect(wake).toMatchObject({ events: [], incident: { phase: 'acknowledged' } });
});

test('an incident that stays contended is given up with an error that names it', async () => {
  const incidents = memoryIncidents(memoryTable());
  await incidents.append(declared());
  const crowded: IncidentStore = { ...incidents, append: async () => 'conflict' };
  let pauses = 0;
  const pause = async () => {
    pauses += 1;
  };
  const handle = handleCommand({ incidents: crowded, pause });
  await expect(handle(firstId, note)).rejects.toThrow(/INC-2026-001 stayed contended .* AddNote/);
  expect(pauses).toBe(20);
});

test('a request that changes nothing, and meets itself, is answered as the one that was quicker', async () => {
  const incidents = memoryIncidents(memoryTable());
  await incidents.append(declared());
  const claims = [{ kind: 'request', key: 'key', digest: 'body' } as const];
  let met = 0;
  const crowded: IncidentStore = {
    ...incidents,
    async claimAlone(...asked) {
      const outcome = await incidents.claimAlone(...asked);
      met += 1;
      return met === 1 ? 'conflict' : outcome;
    },
  };
  const handle = handleCommand({ incidents: crowded, pause: async () => {} });
  const handled = await handle(firstId, { type: 'Wake', at: later(1) }, { claims });
  expect(handled).toEqual({ taken: claims[0] });
});

test('a claim that does not hold is answered, and nothing is written', async () => {
  const incidents = memoryIncidents(memoryTable());
  const handle = handleCommand({ incidents, pause: async () => {} });
  const claim = {
    kind: 'page-outcome',
    key: 'k',
    status: 'sent',
    detail: '',
    at: later(1),
  } as const;
  await handle(firstId, declaration());
  expect(await handle(firstId, note, { claims: [claim] })).toEqual({ taken: claim });
  expect(await incidents.history(firstId)).toHaveLength(1);
});

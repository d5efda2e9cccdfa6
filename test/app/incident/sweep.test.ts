import { expect, test } from 'vitest';
import { sweep } from '#app/incident/sweep.ts';
import { type IncidentId, numberedIncidentId } from '#core/ids.ts';
import { memoryIncidents, memoryTable } from '../../support/memory/memory-table.ts';
import { declared, later, start } from '../../support/samples.ts';

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

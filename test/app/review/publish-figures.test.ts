import { expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { publishFigures } from '#app/review/publish-figures.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import type { FigureMetric } from '#core/review/metrics.ts';
import { acknowledge, declare, resolve } from '../../support/incidents.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { firstId, later } from '../../support/samples.ts';

async function published(...life: IncidentCommand[]) {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const handle = handleCommand({ incidents, pause: async () => {} });
  const lines: { of: object; values: Record<string, number> }[] = [];
  const publish = publishFigures({
    ledger: memory.memoryEffects(table),
    incidents,
    emit: (metrics: readonly FigureMetric[], of) =>
      lines.push({
        of,
        values: Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
      }),
    now: () => later(3600),
  });
  for (const command of life) await handle(firstId, command);
  const closed = (key: string) => publish({ kind: 'figures', key, incidentId: firstId });
  return { lines, closed };
}

test('the figures of a closed incident are written once, and again when it closed again', async () => {
  const { lines, closed } = await published(declare('SEV1'), acknowledge(120), resolve(1800));
  await closed('INC#4#2');
  await closed('INC#4#2');
  expect(lines).toEqual([
    {
      of: { severity: 'SEV1', service: 'payments' },
      values: expect.objectContaining({
        ...{ Incidents: 1, TimeToAcknowledge: 120, TimeToResolve: 1800, TargetsMissed: 0 },
      }),
    },
  ]);
  await closed('INC#9#2');
  expect(lines).toHaveLength(2);
});

test('what was not measured is not written as nothing', async () => {
  const { lines, closed } = await published(declare('SEV1'), resolve(60));
  await closed('INC#3#2');
  const names = Object.keys(lines[0]?.values ?? {});
  expect(names).not.toContain('TimeToAcknowledge');
  expect(names).not.toContain('UsersAffected');
  expect(names).not.toContain('RevenueLost');
});

test('an exercise is in no figure', async () => {
  const drill = { kind: 'drill', announced: true } as const;
  const { lines, closed } = await published(declare('SEV1', { drill }), resolve(60));
  await closed('INC#3#2');
  expect(lines).toEqual([]);
});

import { expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { publishFigures } from '#app/review/publish-figures.ts';
import type { Incident } from '#core/incident/incident.ts';
import type { FigureMetric } from '#core/review/metrics.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { Step } from '../../support/given.ts';
import { acknowledge, declare, pageSent, resolve } from '../../support/incidents.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { firstId, later } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const ofTokyo = {
  ...team,
  people: { ...team.people, ana: { ...team.people.ana, timeZone: 'Asia/Tokyo' } },
};

async function published(...life: Step[]) {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const handle = handleCommand({ incidents, pause: async () => {} });
  const configuration = memory.memoryConfiguration(table);
  const parsed = parseDirectory(ofTokyo);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  const lines: { of: object; values: Record<string, number> }[] = [];
  const publish = publishFigures({
    ledger: memory.memoryEffects(table),
    incidents,
    configuration,
    emit: (metrics: readonly FigureMetric[], of) =>
      lines.push({
        of,
        values: Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
      }),
    now: () => later(3600),
  });
  let incident: Incident = { phase: 'undeclared' };
  for (const step of life) {
    await handle(firstId, typeof step === 'function' ? step(incident) : step);
    ({ incident } = await incidents.load(firstId));
  }
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

test('a night is one by the clock of whoever was woken, as in every other figure', async () => {
  // 02:14 in UTC, and noon in Tokyo.
  const life = [declare('SEV1'), pageSent(1, 'sms'), acknowledge(120), resolve(1800)];
  const { lines, closed } = await published(...life);
  await closed('INC#5#2');
  expect(lines).toMatchObject([{ values: { Pages: 1, PagesAtNight: 0 } }]);
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

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { incidentYaml } from '#adapters/formats/incident-yaml.ts';
import { noIncident } from '#app/api/refusal.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { exportOperations } from '#app/review/export-operations.ts';
import { incidentId } from '#core/ids.ts';
import { incidentDocument } from '#core/incident/imported-document.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { declare, incidentTemplate, resolve } from '../../support/incidents.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { firstId, later } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

async function office(change: { resolved_at?: string } = {}) {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  const parsed = parseDirectory(team);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  const handle = handleCommand({ incidents, pause: async () => {} });
  await handle(firstId, declare());
  await handle(firstId, resolve(60));
  const operations = exportOperations({
    incidents,
    configuration,
    roster: memoryRoster(),
    handle,
    keyed: idempotentCommands({ incidents, configuration, handle }).keyed,
    toYaml: async document => incidentYaml(document),
    now: () => later(100),
  });
  const exported = (format: 'yaml' | 'json' | 'markdown' | 'csv', id: string = firstId) =>
    operations.exportIncident(callOf<'exportIncident'>({ params: { id }, query: { format } }));
  const recorded = (format: 'yaml' | 'json' | 'markdown' | 'csv') =>
    operations.recordExport(callOf<'recordExport'>({ params: { id: firstId }, body: { format } }));
  const imported = (idempotencyKey?: string, service?: string) =>
    operations.importIncident(
      callOf<'importIncident'>({
        body: {
          incident: { ...incidentDocument.parse(parse(incidentTemplate)).incident, ...change },
          ...(service && { service }),
        },
        ...(idempotencyKey && { idempotencyKey }),
      }),
    );
  return { table, incidents, exported, recorded, imported };
}

describe('exporting an incident', () => {
  test.each([
    ['yaml', 'application/yaml', /^incident:\n {2}id: INC-2026-001\n/],
    ['json', 'application/json', /^\{\n {2}"incident": \{/],
    ['markdown', 'text/markdown', /^# INC-2026-001: Payment processing down/],
    ['csv', 'text/csv', /^\ufeff"incident","severity","title","time_utc","event","by"\r\n/],
  ] as const)(
    'as %s is %s, and is on the timeline once somebody says so',
    async (format, contentType, text) => {
      const { exported, recorded, incidents } = await office();
      const before = (await incidents.history(firstId)).length;
      const outcome = await exported(format);
      expect(outcome).toMatchObject({ contentType, answer: expect.stringMatching(text) });
      expect(await incidents.history(firstId)).toHaveLength(before);
      await recorded(format);
      await recorded(format);
      const events = (await incidents.history(firstId)).flatMap(commit => commit.events);
      expect(events.filter(({ type }) => type === 'IncidentExported')).toMatchObject([
        { format, by: { id: 'ana' } },
      ]);
    },
  );

  test('of what is not there answers so', async () => {
    const { exported } = await office();
    expect(await exported('yaml', 'INC-2026-999')).toEqual(noIncident('INC-2026-999'));
    expect(await exported('yaml', 'nonsense')).toEqual(noIncident('nonsense'));
  });
});

describe('importing an incident', () => {
  test('stores it closed, of its service, and exports it as it came', async () => {
    const { imported, exported } = await office();
    expect(await imported(undefined, 'payments')).toMatchObject({
      answer: { id: 'INC-2024-001', phase: 'resolved', service: 'payments' },
    });
    expect(await exported('yaml', 'INC-2024-001')).toMatchObject({ answer: incidentTemplate });
  });

  test('is refused a second time, and answers the first again for the same key', async () => {
    const { imported } = await office();
    const first = await imported('key-1');
    expect(first).toHaveProperty('answer');
    expect(await imported('key-1')).toEqual(first);
    expect(await imported('key-2')).toMatchObject({ refused: { rule: 'already-declared' } });
  });

  test('of what ends tomorrow is refused by the field that says so, and leaves nothing', async () => {
    const { imported, incidents } = await office({ resolved_at: later(101) });
    expect(await imported()).toMatchObject({
      invalid: { path: '/incident/resolved_at', message: expect.stringContaining('future') },
    });
    expect((await incidents.load(incidentId('INC-2024-001'))).version).toBe(0);
  });

  test('names an unknown service', async () => {
    const { imported, incidents } = await office();
    expect(await imported(undefined, 'nope')).toMatchObject({ invalid: { path: '/service' } });
    expect((await incidents.load(incidentId('INC-2024-001'))).version).toBe(0);
  });

  test('keeps its number from being given again', async () => {
    const { imported, incidents } = await office();
    await imported();
    expect(await incidents.nextNumber(2024)).toBe(2);
  });
});

import { expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { incidentCommands } from '#app/incident/incident-commands.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { planFor } from '#core/oncall/escalation.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { IncidentStore } from '#ports/incident.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { ana, declaration, firstId, later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

/** A SEV3, and what people ask of it while somebody makes it another severity. */
async function office() {
  const read = parseDirectory({
    ...team,
    services: {
      ...team.services,
      payments: {
        ...team.services.payments,
        evidence: { impact: { raises: { SEV2: { users: 1 } } } },
      },
    },
  });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const { directory } = read;
  const table = memory.memoryTable();
  const stored = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  configuration.put(directory);
  const roster = memoryRoster();
  const now = () => later(60);
  const pause = async () => {};
  const planOf = (severity: 'SEV1' | 'SEV3') =>
    planFor(
      directory,
      { overrides: [], contacts: [] },
      { service: 'payments', severity, at: start },
    );
  const handle = handleCommand({ incidents: stored, pause });
  await handle(firstId, { ...declaration(), severity: 'SEV3', plan: planOf('SEV3') });
  let meanwhile: IncidentCommand | undefined = {
    ...{ type: 'ChangeSeverity', at: later(59), by: ana, to: 'SEV1', plan: planOf('SEV1') },
    reason: { rule: 'person', text: 'Ana: everything is down' },
  };
  const incidents: IncidentStore = {
    ...stored,
    load: async id => {
      const loaded = await stored.load(id);
      const command = meanwhile;
      meanwhile = undefined;
      if (command !== undefined) await handle(id, command);
      return loaded;
    },
  };
  const commands = incidentCommands({
    ...{ incidents, configuration, roster, now },
    handle: handleCommand({ incidents, pause }),
  });
  return { commands, planOf };
}

test('who hands an incident over while it gets worse leaves it the periods of what it is now', async () => {
  const { commands, planOf } = await office();
  const body = { people: ['chidi'], reason: 'It is the database' };
  const handed = await commands.reassignIncident(firstId, body, callOf().asked);
  const { levels, ...periods } = planOf('SEV1');
  expect(handed).toMatchObject({
    incident: {
      severity: 'SEV1',
      plan: {
        ...periods,
        levels: [{ name: 'Chidi' }, ...levels.map(({ name }) => ({ name }))],
      },
    },
  });
});

test('a finding that makes an incident worse does not lower what is worse by then', async () => {
  const { commands } = await office();
  const found = { kind: 'users', title: 'Reach', summary: '40 people', usersAffected: 40 } as const;
  const told = await commands.attachFinding(firstId, found, callOf().asked);
  expect(told).toMatchObject({ incident: { severity: 'SEV1' } });
});

import { expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { statsOperations } from '#app/review/stats-operations.ts';
import { incidentId, numberedIncidentId } from '#core/ids.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds } from '#core/time/instant.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { declaration, firstId, later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const ana = { kind: 'person', id: 'ana', name: 'Ana' } as const;

/** `meanwhile`: after each page that is read of the list. */
function office({ meanwhile = async () => {} }: { meanwhile?: () => Promise<unknown> } = {}) {
  const table = memory.memoryTable();
  const stored = memory.memoryIncidents(table);
  const incidents: typeof stored = {
    ...stored,
    async list(query) {
      const page = await stored.list(query);
      await meanwhile();
      return page;
    },
  };
  const handle = handleCommand({ incidents, pause: async () => {} });
  const configuration = memory.memoryConfiguration(table);
  const now = () => later(3600);
  return { ...statsOperations({ incidents, configuration, now }), handle, configuration };
}

test('figures are read from the histories, exercises left out', async () => {
  const { stats, handle } = office();
  await handle(firstId, declaration(firstId, start));
  await handle(firstId, { type: 'AcknowledgeIncident', at: later(120), by: ana });
  const drillId = numberedIncidentId(2026, 2);
  const drill = { kind: 'drill', announced: true } as const;
  await handle(drillId, { ...declaration(drillId, later(60)), drill });
  const answer = await stats(callOf({ query: { by: 'severity' } }));
  expect(answer).toMatchObject({
    answer: {
      isCut: false,
      groups: [
        {
          group: 'SEV1',
          incidents: 1,
          acknowledge: { median: 120 },
          targets: { met: 1, missed: 0 },
        },
      ],
      people: [],
      incidents: [{ id: firstId, acknowledgeSeconds: 120, targetSeconds: 300 }],
    },
  });
});

test('what the people carried adds up to what the groups count, those who have left included', async () => {
  const { stats, handle, configuration } = office();
  const parsed = parseDirectory(team);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  for (const number of [1, 2]) {
    const id = numberedIncidentId(2026, number);
    await handle(id, { ...declaration(id, later(number)), problem: id } as ReturnType<
      typeof declaration
    >);
    for (const [index, person] of ['ana', 'ana', 'gone'].entries()) {
      const key = `${id}#1#acknowledge#1.1#${person}#${index}`;
      const page = { page: key, person, channel: index === 1 ? 'email' : 'sms' } as const;
      const level = { purpose: 'acknowledge', round: 1, level: 1 } as const;
      const outcome = { sent: true } as const;
      await handle(id, { type: 'RecordPageOutcome', at: later(60), ...page, ...level, outcome });
    }
  }
  const answer = await stats(callOf({ query: { by: 'severity' } }));
  if (!('answer' in answer)) throw new Error(JSON.stringify(answer));
  const { groups, people } = answer.answer;
  const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
  expect(people.map(({ person }) => person)).toContain('ana');
  expect(sum(people.map(({ pages }) => pages))).toBe(sum(groups.map(({ pages }) => pages)));
  expect(sum(people.map(each => each.nightPages))).toBe(sum(groups.map(g => g.pagesAtNight)));
  expect(groups[0]?.pages).toBeGreaterThan(1);
});

test('an incident that is acknowledged while the figures are read counts once', async () => {
  const by = ana;
  const { stats, handle } = office({
    meanwhile: () => handle(firstId, { type: 'AcknowledgeIncident', at: later(120), by }),
  });
  await handle(firstId, declaration(firstId, start));
  expect(await stats(callOf({ query: { by: 'all' } }))).toMatchObject({
    answer: { groups: [{ incidents: 1 }], incidents: [{ id: firstId }] },
  });
});

test('only what was declared within the time counts', async () => {
  const { stats, handle } = office();
  for (let number = 1; number <= 130; number++) {
    const id = incidentId(`INC-2026-${String(number).padStart(3, '0')}`);
    await handle(id, { ...declaration(id, addSeconds(start, number)), problem: id } as ReturnType<
      typeof declaration
    >);
  }
  const query = { by: 'all', from: later(11), to: later(121) } as const;
  expect(await stats(callOf({ query }))).toMatchObject({
    answer: { groups: [{ incidents: 110 }] },
  });
  const wrong = { by: 'all', from: later(5), to: later(5) } as const;
  expect(await stats(callOf({ query: wrong }))).toHaveProperty('invalid');
});

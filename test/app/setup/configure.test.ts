import { expect, test } from 'vitest';
import { configure } from '#app/setup/configure.ts';
import type { ConfigurationStore } from '#ports/setup.ts';
import { memoryConfiguration, memoryTable } from '../../support/memory/memory-table.ts';
import { start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const renamed = { ...team, organisation: { ...team.organisation, name: 'Southwind Books' } };
const seriously = { dryRun: false, by: 'ana' };

function desk(change: Partial<ConfigurationStore> = {}) {
  const table = memoryTable();
  const queue = { isDown: false, syncs: 0 };
  const { show, apply } = configure({
    configuration: { ...memoryConfiguration(table), ...change },
    queueSubscriptionSync: async () => {
      if (queue.isDown) throw new Error('SQS is down');
      queue.syncs += 1;
    },
    now: () => start,
  });
  return { show, apply, queue, table };
}

test('before the first one there is version 0, and all of the first one is new', async () => {
  const { show, apply, queue } = desk();
  expect(await show()).toEqual({ version: 0, document: {} });
  const applied = await apply(team, seriously);
  expect(applied).toMatchObject({ version: 1 });
  expect(await show()).toMatchObject({ version: 1, appliedAt: start, appliedBy: 'ana' });
  expect(queue.syncs).toBe(1);
});

test('a dry run tells the differences and leaves everything as it is', async () => {
  const { apply, show, queue } = desk();
  await apply(team, seriously);
  const dry = await apply(renamed, { ...seriously, dryRun: true });
  expect(dry).toMatchObject({ version: 1, changes: [{ path: 'organisation.name' }] });
  expect(await show()).toMatchObject({ version: 1, document: { organisation: team.organisation } });
  expect(queue.syncs).toBe(1);
});

test('what changes nothing makes no version', async () => {
  const { apply, table } = desk();
  await apply(team, seriously);
  expect(await apply(structuredClone(team), seriously)).toMatchObject({ version: 1, changes: [] });
  expect(table.configurations).toHaveLength(1);
});

test('applying again mends the subscriptions when they could not be queued the first time', async () => {
  const { apply, queue } = desk();
  queue.isDown = true;
  await expect(apply(team, seriously)).rejects.toThrow('SQS is down');
  queue.isDown = false;
  await apply(team, seriously);
  expect(queue.syncs).toBe(1);
});

test('another version than the expected one in force is a refusal, in a dry run as well', async () => {
  const { apply, table } = desk();
  await apply(team, seriously);
  for (const dryRun of [true, false]) {
    const outdated = await apply(renamed, { ...seriously, dryRun, expectedVersion: 7 });
    expect(outdated).toEqual({ outdated: { version: 1 } });
  }
  expect(await apply(renamed, { ...seriously, expectedVersion: 1 })).toMatchObject({ version: 2 });
  expect(table.configurations).toHaveLength(2);
});

test('of two that are applied at the same moment the second is refused', async () => {
  const { apply, queue } = desk({ save: async () => 'conflict' });
  expect(await apply(team, seriously)).toEqual({ outdated: { version: 1 } });
  expect(queue.syncs).toBe(0);
});

test('every problem of a document is told at once, each with its place', async () => {
  const { apply, table } = desk();
  const applied = await apply(
    {
      ...team,
      people: { ...team.people, ana: { name: 'Ana', phone: '12' } },
      services: { shop: { name: 'Shop', team: 'nobody' } },
      defaultService: 'gone',
    },
    seriously,
  );
  if (!('problems' in applied)) throw new Error('Expected to be refused');
  const paths = applied.problems.map(({ path }) => path);
  expect(paths).toEqual(['/people/ana/phone', '/services/shop/team', '/defaultService']);
  expect(table.configurations).toEqual([]);
});

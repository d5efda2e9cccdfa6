import { expect, test } from 'vitest';
import { configurationStore } from '#adapters/dynamodb/configuration-store.ts';
import type { DynamoDb } from '#adapters/dynamodb/dynamodb.ts';
import { authenticateCaller, authenticateIntegration } from '#app/api/authenticate.ts';
import { sha256 } from '#core/digest.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { memoryHeardIntegrations } from '../support/memory/memory-heard-integrations.ts';
import { later } from '../support/samples.ts';
import { team } from '../support/team.ts';

/** A table that holds the newest version alone, and counts how often that is read. */
function office() {
  let newest: unknown;
  let reads = 0;
  let seconds = 0;
  const ask = (async (operation: string, { Item }: { Item?: unknown }) => {
    if (operation === 'PutItem') newest = Item;
    else reads += 1;
    return { Items: newest === undefined ? [] : [newest] };
  }) as unknown as DynamoDb;
  const table = { ask, name: 'Tocsin', pause: async () => {} };
  // The function that saves is not the one that lets in.
  const [writer, reader] = [1, 2].map(() => configurationStore(table, () => later(seconds)));
  if (writer === undefined || reader === undefined) throw new Error('No stores');
  return {
    reads: () => reads,
    passes: (more: number) => {
      seconds += more;
    },
    sizeOf: writer.sizeOf,
    async applies(version: number, more: object) {
      const document = { ...team, ...more };
      const parsed = parseDirectory(document);
      if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
      const { directory } = parsed;
      await writer.save({ version, document, directory, by: 'ana', at: later(seconds) });
    },
    opens: authenticateIntegration({
      ...{ configuration: reader, integrationKeySha256: sha256('first') },
      ...{ heard: memoryHeardIntegrations(), now: () => later(seconds), log: () => {} },
    }),
    knows: authenticateCaller({ configuration: reader, adminTokenSha256: sha256('admin') }),
  };
}
const named = (name: string) => ({ name, source: 'grafana', keySha256: sha256(name) });

test('a key and a token are good as soon as they are applied, also where the version before is remembered', async () => {
  const { applies, opens, knows, passes } = office();
  await applies(1, { integrations: [named('old')] });
  expect(await opens('grafana', 'old')).toMatchObject({ name: 'old' });
  passes(3);
  const tokens = [{ name: 'laptop', sha256: sha256('laptop'), scope: 'read' }];
  await applies(2, { integrations: [named('old'), named('new')] });
  expect(await opens('grafana', 'new')).toMatchObject({ name: 'new' });
  passes(3);
  await applies(3, { integrations: [named('newest')], tokens });
  expect(await knows('laptop')).toMatchObject({ scopes: ['read'] });
});

test('strangers do not have the configuration read each time', async () => {
  const { applies, opens, knows, reads } = office();
  await applies(1, { integrations: [named('old')] });
  for (let times = 0; times < 20; times++) {
    expect(await opens('grafana', 'guessed')).toBeUndefined();
    expect(await knows('guessed')).toBeUndefined();
  }
  expect(reads()).toBe(1);
});

test('a version has as much room as an item of 400 KB has beside its key, and counts both of what it keeps', async () => {
  const { sizeOf } = office();
  const sums = Array.from({ length: 7000 }, (_, index) => sha256(`${index}`));
  const directory = { version: 1 } as never;
  const once = await sizeOf({ document: sums, directory });
  expect(once.bytes).toBeLessThan(once.most);
  const twice = await sizeOf({ document: sums, directory: sums as never });
  expect(twice.bytes).toBeGreaterThan(twice.most);
  expect(twice.most).toBeLessThan(400 * 1024 - 500);
});

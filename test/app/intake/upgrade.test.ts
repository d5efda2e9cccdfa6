import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { pages } from '#core/intake/alert.ts';
import { parsePayload } from '#core/intake/parse.ts';
import { type Identity, inDomain, type TrustDomain } from '#core/intake/trust-domain.ts';
import type { Source } from '#core/sources.ts';
import { intakeOnMemory } from '../../support/intake-on-memory.ts';
import { later } from '../../support/samples.ts';

/*
 * Under which identities earlier versions kept what fired: a file per rule, a body per line. A file is never changed; whoever
 * changes what an alert is known by adds one, and looks the old identity up.
 */

interface Kept {
  source: Source;
  fires: unknown;
  over?: unknown;
  stored: Identity[];
}

const folder = fileURLToPath(new URL('../../fixtures/identities/', import.meta.url));
const linesOf = (file: string) =>
  readFileSync(`${folder}${file}`, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Kept);

/** The body was posted to the version of then: what is kept of it stands under the identities of then. */
async function openSince({ source, fires, stored }: Kept) {
  const pipeline = intakeOnMemory([{ name: source, source }]);
  const { send, table } = pipeline;
  await send(source, fires);
  const parsed = await parsePayload(source, JSON.stringify(fires), later(1));
  if ('invalid' in parsed) throw new Error('Not read any more');
  const now = parsed.alerts
    .filter(alert => alert.status === 'firing' && pages(alert))
    .map(alert => inDomain(`key:${source}` as TrustDomain, alert));
  expect(now).toHaveLength(stored.length);
  const [alerts, problems] = [new Map(table.alerts), new Map(table.problems)];
  table.alerts.clear();
  table.problems.clear();
  for (const [index, { fingerprint, problem }] of now.entries()) {
    const then = stored[index];
    const [status, holder] = [alerts.get(fingerprint), problems.get(problem)];
    if (then === undefined || status === undefined || holder === undefined) throw new Error('Lost');
    table.alerts.set(then.fingerprint, { ...status, fingerprint: then.fingerprint });
    table.problems.set(then.problem, holder);
  }
  return pipeline;
}

describe.each(readdirSync(folder))('what is open since %s', file => {
  const lines = linesOf(file).map(line => [line.source, line] as const);

  test.each(lines)('of %s joins, and clears', async (source, line) => {
    const { send, all } = await openSince(line);
    const before = all().map(({ id, alerts }) => [id, alerts.firing]);
    await send(source, line.fires);
    expect(all().map(({ id, alerts }) => [id, alerts.firing])).toEqual(before);
    if (line.over === undefined) return;
    await send(source, line.over);
    expect(all().map(({ alerts }) => alerts.firing)).toEqual(before.map(() => 0));
  });
});

import fc from 'fast-check';
import type { Source } from '#core/sources.ts';
import { scriptArguments } from '#local/script-arguments.ts';
import { cases } from '../core/intake/sources/sender-bodies.ts';
import { cut, cuts, damaged, damages, mails } from './damage.ts';
import { faultOf } from './holds.ts';

/**
 * `npm run fuzz`: bodies of every sender with some of their places spoiled, `-- 10000` of each, or of those that are named.
 * What throws, or breaks a promise, ends it with the body that did.
 */
const usage = `npm run fuzz -- [COUNT] [SENDER...]

  COUNT      so many bodies of each (10000)
  SENDER...  of these senders alone: ${[...new Set(cases.map(({ source }) => source)), 'email'].join(', ')}`;
const { count, named } = scriptArguments(usage, { allowPositionals: true }, ({ positionals }) => {
  const isCount = (word: string) => /^\d+$/.test(word);
  const named = positionals.filter(word => !isCount(word));
  const strange = named.filter(
    word => word !== 'email' && !cases.some(({ source }) => source === word),
  );
  if (strange.length > 0) throw new Error(`No sender is called ${strange.join(', ')}.`);
  return { named, count: Number(positionals.find(isCount) ?? 10_000) };
});
let failed = 0;
for (const { source, fires, over, test: pressed } of cases) {
  const bodies = [fires, over, pressed].filter(body => body !== undefined);
  await spoil(source, fc.constantFrom(...bodies), given =>
    damages.map(all => JSON.stringify(damaged(given, all)) ?? ''),
  );
}
await spoil('email', fc.constantFrom(...mails), given => cuts.map(all => cut(given, all)));

async function spoil<Given>(
  source: Source,
  given: fc.Arbitrary<Given>,
  toBody: (given: Given) => fc.Arbitrary<string>,
): Promise<void> {
  if (named.length > 0 && !named.includes(source)) return;
  const began = performance.now();
  const told = await fc.check(
    fc.asyncProperty(given.chain(toBody), async body => {
      for (const from of [source, 'auto'] as const) {
        const fault = await faultOf(from, body);
        if (fault !== undefined) throw new Error(`${fault}, from ${from}: ${body}`);
      }
    }),
    { numRuns: count },
  );
  const ms = (performance.now() - began).toFixed(0);
  console.log(
    `${source.padEnd(20)} ${String(told.numRuns).padStart(6)} bodies  ${ms.padStart(6)} ms`,
  );
  if (!told.failed) return;
  failed += 1;
  console.error(
    `  seed ${told.seed}: ${told.errorInstance instanceof Error ? told.errorInstance.message : ''}`,
  );
}
process.exit(failed === 0 ? 0 : 1);

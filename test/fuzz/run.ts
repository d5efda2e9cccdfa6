import fc from 'fast-check';
import { cases } from '../core/intake/sources/sender-bodies.ts';
import { damaged, damages } from './damage.ts';
import { faultOf } from './holds.ts';

/**
 * `npm run fuzz`: bodies of every sender with some of their places spoiled, `-- 10000` of each, or of those that are named.
 * What throws, or breaks a promise, ends it with the body that did.
 */
const asked = process.argv.slice(2);
const count = Number(asked.find(word => /^\d+$/.test(word)) ?? 10_000);
const named = asked.filter(word => !/^\d+$/.test(word));
let failed = 0;
for (const { source, fires, over, test: pressed } of cases) {
  if (named.length > 0 && !named.includes(source)) continue;
  const began = performance.now();
  const bodies = [fires, over, pressed].filter(body => body !== undefined);
  const told = await fc.check(
    fc.asyncProperty(fc.constantFrom(...bodies), damages, async (given, all) => {
      const body = JSON.stringify(damaged(given, all)) ?? '';
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
  if (!told.failed) continue;
  failed += 1;
  console.error(
    `  seed ${told.seed}: ${told.errorInstance instanceof Error ? told.errorInstance.message : ''}`,
  );
}
process.exit(failed === 0 ? 0 : 1);

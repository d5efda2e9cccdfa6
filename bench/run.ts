import { scriptArguments } from '#local/script-arguments.ts';
import { bundles } from './bundles.ts';
import { chat } from './chat.ts';
import type { Client } from './client.ts';
import { inBrowser } from './console.ts';
import { intake } from './intake.ts';
import { lateness } from './lateness.ts';
import { memory } from './memory.ts';
import { overtaking } from './overtaking.ts';
import { pages } from './pages.ts';
import { product } from './product.ts';
import { isMet, type Line, type Measurement, show } from './report.ts';
import { requests } from './requests.ts';
import { startBench } from './stack.ts';
import { storm } from './storm.ts';
import { told } from './told.ts';
import { understanding } from './understanding.ts';
import { vault } from './vault.ts';

/**
 * `npm run bench`: what the deployed shape takes, on this machine, against the local stack. Absolute figures depend on
 * the machine; ratios and counts do not. Every line that has a target says whether it was met, and none fails the run.
 */
const measurements: readonly Measurement[] = [
  { name: 'Memory after the start', measure: async bench => memory(bench, 'at first', 500) },
  product,
  understanding,
  requests,
  pages,
  lateness,
  storm,
  overtaking,
  intake,
  chat,
  told,
  inBrowser,
  { name: 'Memory at the end', measure: async bench => memory(bench, 'after all of this', 500) },
  vault,
  {
    name: 'Bundles',
    async measure({ model }) {
      bundles(model.functions);
      return [];
    },
  },
];

const began = performance.now();
const usage = [
  'npm run bench -- [NAME...]: all measurements, or those whose names have one of these words:',
  '',
  ...measurements.map(({ name }) => `  ${name}`),
].join('\n');
const isOf = (name: string) => (word: string) => name.toLowerCase().includes(word.toLowerCase());
const asked = scriptArguments(usage, { allowPositionals: true }, ({ positionals }) => {
  const strange = positionals.filter(word => !measurements.some(({ name }) => isOf(name)(word)));
  if (strange.length === 0) return positionals;
  throw new Error(`No measurement is called ${strange.join(', ')}.`);
});
const wanted = measurements.filter(({ name }) => asked.length === 0 || asked.some(isOf(name)));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
const bench = await startBench();
const missed: Line[] = [];
try {
  console.log(`node ${process.version}, ${process.platform} ${process.arch}`);
  for (const { name, measure } of wanted) {
    console.log(`\n${name}`);
    for (const line of await measure(bench, console.log)) {
      console.log(show(line));
      if (!isMet(line)) missed.push(line);
    }
    await leaveNothingOpen(bench.api);
  }
} finally {
  await bench.stop();
}
const seconds = ((performance.now() - began) / 1000).toFixed(0);
console.log(`\n${missed.length} targets missed, in ${seconds} s`);
for (const { what } of missed) console.log(`  ${what}`);
process.exit(0);

/** What one measurement leaves open would go on paging in those after it: fifty SEV1s that nobody answers are the load then. */
async function leaveNothingOpen(api: Client): Promise<void> {
  let resolved = 0;
  for (const phase of ['open', 'acknowledged'] as const) {
    for (;;) {
      const { incidents } = await api.incidents(phase);
      if (incidents.length === 0) break;
      for (const { id } of incidents) await api.command(id, 'resolve', { resolution: 'Measured.' });
      resolved += incidents.length;
    }
  }
  // The watch over what was resolved is over, and its evidence archived.
  if (resolved > 0) await api.advance(3600);
}

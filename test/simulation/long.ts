import { interleave } from './interleavings.ts';

/* node test/simulation/long.ts [how many] [first seed]: the race of acknowledgement and pages, for as long as one likes. */

const [count = 100_000, first = 1] = process.argv.slice(2).map(Number);
const begun = Date.now();
let sent = 0;
for (let seed = first; seed < first + count; seed++) {
  const outcome = await interleave(seed);
  sent += outcome.sent;
  if (outcome.violations.length > 0) {
    console.error(`seed ${seed}:`, outcome.violations);
    process.exitCode = 1;
  }
}
const seconds = Math.round((Date.now() - begun) / 1000);
console.log(`${count} interleavings from seed ${first}, ${sent} messages sent, in ${seconds} s`);

import { scriptArguments } from '#local/script-arguments.ts';
import { chaos } from './chaos.ts';
import { interleave } from './interleavings.ts';

const usage =
  'node test/simulation/long.ts [how many] [first seed]: both simulations, for as long as one likes.';

// Functions die by errors that nobody reads: where they came from is not noted.
Error.stackTraceLimit = 0;

/** To freeze what is stored takes a fifth of the time. */
const frozenOneIn = 8;
const [count = 100_000, first = 1] = scriptArguments(
  usage,
  { allowPositionals: true },
  ({ positionals }) =>
    positionals.map(word => {
      // Of what is no number no night was lived through, and none had a fault.
      if (!/^[1-9]\d{0,9}$/.test(word)) throw new Error(`${word} is no number of nights or seed.`);
      return Number(word);
    }),
);

async function live(
  name: string,
  run: (seed: number) => Promise<{ violations: string[]; sent: number }>,
): Promise<void> {
  const begun = Date.now();
  let sent = 0;
  for (let seed = first; seed < first + count; seed++) {
    const outcome = await run(seed);
    sent += outcome.sent;
    if (outcome.violations.length > 0) {
      console.error(`${name}, seed ${seed}:`, outcome.violations);
      process.exitCode = 1;
    }
  }
  const seconds = Math.round((Date.now() - begun) / 1000);
  console.log(`${count} ${name} from seed ${first}, ${sent} messages sent, in ${seconds} s`);
}

await live('interleavings', interleave);
// Whatever changes what is stored does so in many nights, and its state is not what its events say in any.
await live('histories with faults', seed =>
  chaos(seed, undefined, { frozen: seed % frozenOneIn === 0 }),
);

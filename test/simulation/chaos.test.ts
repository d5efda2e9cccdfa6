import { expect, test } from 'vitest';
import { type Broken, chaos } from './chaos.ts';

const first = 20_261_123;
/** The rarest of the faults below shows in one history of twelve; `long.ts` lives as many as one likes. */
const histories = 70;
const seeds = (count: number) => Array.from({ length: count }, (_, index) => first + index);

test('whatever dies, is lost, doubled or refused, everybody is paged, once, or the reason is known', async () => {
  let sent = 0;
  let crashes = 0;
  let acknowledged = 0;
  for (const seed of seeds(histories)) {
    const outcome = await chaos(seed);
    // The seed is in the message of a failure: `node test/simulation/long.ts 1 <seed>` lives it again.
    expect([`seed ${seed}`, outcome.violations]).toEqual([`seed ${seed}`, []]);
    sent += outcome.sent;
    crashes += outcome.crashes;
    acknowledged += outcome.acknowledged ? 1 : 0;
  }
  // Enough went wrong, and both endings were seen.
  expect(crashes).toBeGreaterThan(4 * histories);
  expect(sent).toBeGreaterThan(10 * histories);
  expect(acknowledged).toBeGreaterThan(0.4 * histories);
  expect(acknowledged).toBeLessThan(histories);
});

const finds: [Broken, RegExp][] = [
  ['guard', /was claimed while acknowledged/],
  ['claim', /was sent 2 times/],
  ['sweeper', /s overdue/],
  ['early', /what is of .* was done at/],
  ['left', /went to .*, which was left at/],
  ['conflict', /the commits of .* are|is not what its events say/],
];

test.each(finds)('broken on purpose, the %s is found', async (broken, wanted) => {
  const isFound = async (seed: number) =>
    (await chaos(seed, broken)).violations.some(text => wanted.test(text));
  let found = false;
  for (const seed of seeds(histories)) {
    found = await isFound(seed);
    if (found) break;
  }
  expect(found).toBe(true);
});

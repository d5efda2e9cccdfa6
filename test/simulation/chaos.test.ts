import { expect, test } from 'vitest';
import { type Broken, chaos } from './chaos.ts';

const first = 20_261_123;
const seeds = (count: number) => Array.from({ length: count }, (_, index) => first + index);

test('whatever dies, is lost, doubled or refused, everybody is paged, once, or the reason is known', async () => {
  let sent = 0;
  let crashes = 0;
  let acknowledged = 0;
  for (const seed of seeds(250)) {
    const outcome = await chaos(seed);
    // The seed is in the message of a failure: `node test/simulation/long.ts 1 <seed>` lives it again.
    expect([`seed ${seed}`, outcome.violations]).toEqual([`seed ${seed}`, []]);
    sent += outcome.sent;
    crashes += outcome.crashes;
    acknowledged += outcome.acknowledged ? 1 : 0;
  }
  // Enough went wrong, and both endings were seen.
  expect(crashes).toBeGreaterThan(1000);
  expect(sent).toBeGreaterThan(2500);
  expect(acknowledged).toBeGreaterThan(100);
  expect(acknowledged).toBeLessThan(240);
}, 60_000);

const finds: [Broken, RegExp][] = [
  ['guard', /was claimed while acknowledged/],
  ['claim', /was sent 2 times/],
  ['sweeper', /s overdue/],
  ['early', /what is of .* was done at/],
  ['conflict', /the commits of .* are|is not what its events say/],
];

test.each(finds)(
  'broken on purpose, the %s is found',
  { timeout: 60_000 },
  async (broken, found) => {
    const violations: string[] = [];
    for (const seed of seeds(120)) violations.push(...(await chaos(seed, broken)).violations);
    expect(violations.filter(text => found.test(text)).length).toBeGreaterThan(0);
  },
);

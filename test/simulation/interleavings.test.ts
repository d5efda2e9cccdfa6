import { expect, test } from 'vitest';
import { interleave } from './interleavings.ts';

const runs = 1500;
const seeds = Array.from({ length: runs }, (_, index) => 20_261_123 + index);

test('after the acknowledgement has committed no page is claimed, in any order of steps', async () => {
  let sent = 0;
  for (const seed of seeds) {
    const outcome = await interleave(seed);
    expect([`seed ${seed}`, outcome.violations]).toEqual([`seed ${seed}`, []]);
    sent += outcome.sent;
  }
  // Neither always too late nor always in time: both sides of the race were seen.
  expect(sent).toBeGreaterThan(runs / 2);
  expect(sent).toBeLessThan(runs * 4);
}, 60_000);

test('a claim that does not look at the guard is found', async () => {
  const found = [];
  for (const seed of seeds.slice(0, 300)) {
    found.push(...(await interleave(seed, { unguarded: true })).violations);
  }
  expect(found.some(text => text.includes('after the acknowledgement'))).toBe(true);
});

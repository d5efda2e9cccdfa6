import { expect, test } from 'vitest';
import { interleave } from './interleavings.ts';

/** A missing guard shows in every second one. */
const runs = 400;
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
});

test('a claim that does not look at the guard is found', async () => {
  let found = false;
  for (const seed of seeds) {
    const { violations } = await interleave(seed, { unguarded: true });
    found = violations.some(text => text.includes('after the acknowledgement'));
    if (found) break;
  }
  expect(found).toBe(true);
});

import { expect, test } from 'vitest';
import { addSeconds } from '#core/time/instant.ts';
import { start } from '../support/samples.ts';
import { type Here, runs } from './runs.ts';

/** The last of what may be: whoever can die does so, at its first call. */
const worst = (below: number) => below - 1;

test('a message comes again whose function died, also where that was taken for a port that failed', async () => {
  // Given: who asks a port, and goes on whatever it answers.
  const world = runs(worst, start);
  const lived: number[] = [];
  const ask = world.kept((here: Here) => async () => {
    const answer = await world.step(here, async () => 'heard').catch(() => 'failed');
    if (answer === 'heard') lived.push(here.run.delivery);
  });

  // When: its function dies as often as it may.
  world.deliver('message', 0, run => ask(run), { doubled: false });
  await outsidePromises(() => {
    for (let minutes = 0; minutes < 30; minutes++) {
      world.settle();
      world.moveOn(addSeconds(world.now(), 60));
    }
  });

  // Then
  expect(lived).toEqual([4]);
  expect(world.failures).toEqual([]);
});

function outsidePromises(does: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        does();
        resolve();
      } catch (error) {
        reject(error);
      }
    });
  });
}

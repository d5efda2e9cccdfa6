import { expect, test } from 'vitest';
import { alarmClock } from '#adapters/aws/alarm-clock.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import { firstId, later, start } from '../../support/samples.ts';

/** A clock whose Scheduler fails while it is told to, and what it was asked and did instead. */
function clock() {
  const world = { at: start as Instant, isBroken: true };
  const asked: string[] = [];
  const queued: Instant[] = [];
  const logged: string[] = [];
  const set = alarmClock({
    scheduler: async ({ method, path }) => {
      asked.push(`${method} ${path}`);
      if (world.isBroken) throw Object.assign(new Error('busy'), { name: 'ThrottlingException' });
      return '';
    },
    wakeSoon: async (_id, at) => {
      queued.push(at);
    },
    now: () => world.at,
    ...{ group: 'Tocsin', timersQueueArn: 'arn:q', deadLetterArn: 'arn:d', roleArn: 'arn:r' },
    log: (level, text) => logged.push(`${level} ${text}`),
  });
  return { world, set, asked, queued, logged };
}

test('a deadline that Scheduler does not take is given to the queue, and whoever runs Tocsin is told', async () => {
  const { set, asked, queued, logged } = clock();
  await set(firstId, later(900));
  expect(asked).toEqual([`PUT /schedules/${firstId}`]);
  expect(queued).toEqual([later(900)]);
  expect(logged).toEqual(['error Scheduler did not take a deadline: the queue of timers does']);
});

test('no deadline after it waits for Scheduler for a minute, and then it is asked again', async () => {
  const { world, set, asked, queued } = clock();
  await set(firstId, later(900), true);
  await set(firstId, later(901), true);
  expect(asked).toEqual([`POST /schedules/${firstId}`]);
  expect(queued).toEqual([later(900), later(901)]);
  world.at = addSeconds(start, 60);
  world.isBroken = false;
  await set(firstId, later(902));
  expect(asked.at(-1)).toBe(`PUT /schedules/${firstId}`);
  expect(queued).toHaveLength(2);
});

import { expect, test } from 'vitest';
import { realStack } from './stack.ts';

const stack = realStack();

test('every wake is lost when that is asked for, and the sweeper pages the next level all the same', async () => {
  const id = await stack.opens({ title: 'Payments refused', severity: 'SEV1' });
  expect(await stack.call('DELETE', '/_local/wakes')).toEqual({ lost: expect.any(Number) });
  expect(await stack.call('DELETE', '/_local/wakes')).toEqual({ lost: 0 });
  await stack.passes(300 - 1);
  const paged = async () =>
    (await stack.show(id)).timeline.filter(({ type }) => type === 'LevelPaged').length;
  expect(await paged()).toBe(1);
  await stack.passes(90);
  expect(await paged()).toBe(2);
});

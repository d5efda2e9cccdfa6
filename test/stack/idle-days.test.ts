import { expect, test } from 'vitest';
import { realStack } from './stack.ts';

const stack = realStack();
const days = 3;

async function queries(): Promise<number> {
  const counts = await stack.call<Record<string, number>>('GET', '/_local/requests');
  return counts['dynamodb:Query'] ?? 0;
}

/* Whoever moves the clock by days waits for what happens in them, not for each round that finds nothing: one a minute. */
test('of three days in which nothing happens few rounds are lived through', async () => {
  const before = await queries();
  await stack.passes(days * 86_400);
  // The sweeps alone would be as many; what other files left behind is reminded of once a day.
  expect((await queries()) - before).toBeLessThan(days * 1440);
});

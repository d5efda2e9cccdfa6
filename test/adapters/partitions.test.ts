import { expect, test } from 'vitest';
import { keys } from '#adapters/dynamodb/keys.ts';
import { partitions } from '#contract/table-partitions.ts';

const all = Object.values(partitions).flat();
const matches = (pk: string) =>
  all.filter(one => (one.endsWith('*') ? pk.startsWith(one.slice(0, -1)) : pk === one));

test('every kind of item stands in one partition that the policies name', () => {
  for (const [kind, key] of Object.entries(keys)) {
    const { pk } =
      typeof key === 'function' ? (key as (...of: string[]) => { pk: string })('a', 'b', 'c') : key;
    expect(matches(pk), kind).toHaveLength(1);
  }
});

import { describe, expect, test } from 'vitest';
import { later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const hour = 3600;

describe.each([inMemory, onDynamoDb()])('who was heard, in $name', ({ open }) => {
  test('the first time stays, and the last moves once an hour', async () => {
    const { integrations } = await open();
    await integrations.hear('prom', start);
    await integrations.hear('prom', later(hour - 1));
    expect(await integrations.all()).toEqual([{ name: 'prom', firstAt: start, lastAt: start }]);
    await integrations.hear('prom', later(hour));
    await integrations.hear('prom', later(10));
    expect(await integrations.all()).toEqual([
      { name: 'prom', firstAt: start, lastAt: later(hour) },
    ]);
  });
});

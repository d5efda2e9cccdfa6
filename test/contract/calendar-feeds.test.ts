import { describe, expect, test } from 'vitest';
import { start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const feed = { person: 'ana', createdAt: start, createdBy: 'Ana' };

describe.each([inMemory, onDynamoDb()])('calendar feeds in $name', ({ open }) => {
  test('are found by their token and by no id', async () => {
    const { feeds } = await open();
    const added = await feeds.add('token', feed);
    if (added === 'exists') throw new Error('Nothing was there before');
    expect(added).toEqual({ id: expect.stringMatching(/^cal_[0-9a-f]{32}$/), ...feed });
    expect(await feeds.find('token')).toEqual(added);
    expect(await feeds.find(added.id)).toBeUndefined();
    expect(await feeds.find('Token')).toBeUndefined();
  });

  test('two of one token are refused, the first stays', async () => {
    const { feeds } = await open();
    await feeds.add('token', feed);
    expect(await feeds.add('token', { ...feed, person: 'bo' })).toBe('exists');
    expect(await feeds.find('token')).toMatchObject({ person: 'ana' });
  });

  test('show nothing from the moment that they are revoked', async () => {
    const { feeds } = await open();
    const added = await feeds.add('token', feed);
    if (added === 'exists') throw new Error('Nothing was there before');
    expect(await feeds.revoke(added.id)).toEqual(added);
    expect(await feeds.find('token')).toBeUndefined();
    expect(await feeds.revoke(added.id)).toBeUndefined();
  });
});

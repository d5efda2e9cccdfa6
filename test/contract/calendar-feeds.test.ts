import { describe, expect, test } from 'vitest';
import { feedIdOf } from '#adapters/dynamodb/calendar-feeds.ts';
import { keys } from '#adapters/dynamodb/keys.ts';
import { deleteIf, find, putIf } from '#adapters/dynamodb/table.ts';
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

  test('are listed until they are revoked', async () => {
    const { feeds } = await open();
    const added = await feeds.add('token', feed);
    await feeds.add('another', { ...feed, person: 'bo' });
    if (added === 'exists') throw new Error('Nothing was there before');
    const people = async () => (await feeds.list()).map(({ person }) => person).toSorted();
    expect(await people()).toEqual(['ana', 'bo']);
    await feeds.revoke(added.id);
    expect(await people()).toEqual(['bo']);
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

describe('a calendar feed that was made before there was a list', () => {
  const kind = onDynamoDb();
  const id = feedIdOf('token');
  const made = async () => {
    const { feeds, table } = await kind.open();
    if (table === undefined) throw new Error('No table');
    await putIf(table, { id, ...feed, ...keys.unlistedFeed(id) });
    return { feeds, table };
  };

  test('is listed once a calendar reads it, and goes on', async () => {
    const { feeds } = await made();
    const both = await Promise.all([feeds.find('token'), feeds.find('token')]);
    expect(both).toEqual([
      { id, ...feed },
      { id, ...feed },
    ]);
    expect(await feeds.list()).toEqual([{ id, ...feed }]);
    expect(await feeds.revoke(id)).toEqual({ id, ...feed });
    expect(await feeds.find('token')).toBeUndefined();
  });

  test('is revoked by its id all the same', async () => {
    const { feeds } = await made();
    expect(await feeds.revoke(id)).toEqual({ id, ...feed });
    expect(await feeds.find('token')).toBeUndefined();
    expect(await feeds.list()).toEqual([]);
  });

  test('is there for a version before as well, which revokes it for this one', async () => {
    const { feeds, table } = await made();
    await feeds.find('token');
    expect(await find(table, keys.unlistedFeed(id))).toBeDefined();
    await deleteIf(table, keys.unlistedFeed(id));
    expect(await feeds.find('token')).toBeUndefined();
  });
});

import { describe, expect, test } from 'vitest';
import {
  addActionItem,
  completeActionItem,
  declare,
  publishPostmortem,
  recordExport,
  reopen,
  resolve,
} from '../support/incidents.ts';
import { carryOut, declared, firstId, later, secondId, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

describe.each([inMemory, onDynamoDb()])('what comes after an incident in $name', ({ open }) => {
  const version = (number: number, markdown = `text ${number}`) => ({
    version: number,
    at: start,
    by: 'Ana',
    markdown,
  });

  test('a post-mortem is the newest of its versions, each written once', async () => {
    const { postmortems } = await open();
    expect(await postmortems.newest(firstId)).toBeUndefined();
    expect(await postmortems.save(firstId, version(1))).toBe('saved');
    const second = { ...version(2), runbookDiff: '@@ -1 +1 @@' };
    const both = await Promise.all([
      postmortems.save(firstId, second),
      postmortems.save(firstId, second),
    ]);
    expect(both.toSorted()).toEqual(['conflict', 'saved']);
    expect(await postmortems.newest(firstId)).toEqual(second);
    expect(await postmortems.save(firstId, version(1, 'late'))).toBe('conflict');
    for (let number = 3; number <= 12; number++) await postmortems.save(firstId, version(number));
    expect(await postmortems.newest(firstId)).toEqual(version(12));
    expect(await postmortems.newest(secondId)).toBeUndefined();
  });

  test('each version of a post-mortem is kept, and a list of them says who and when', async () => {
    const { postmortems } = await open();
    for (let number = 1; number <= 4; number++) await postmortems.save(firstId, version(number));
    expect(await postmortems.version(firstId, 2)).toEqual(version(2));
    expect(await postmortems.version(firstId, 5)).toBeUndefined();
    const { markdown: _text, ...third } = version(3);
    expect(await postmortems.history(firstId, 3, 2)).toEqual([third, { ...third, version: 2 }]);
  });

  test('what is left to do is there with the commit that leaves it, and gone with that which does it', async () => {
    const { incidents, openReviews } = await open();
    const ids = async () => (await openReviews()).map(({ incident }) => incident);
    await incidents.append(declared());
    await incidents.append(declared(secondId));
    expect(await ids()).toEqual([]);
    await carryOut(incidents, firstId, resolve(60));
    expect(await openReviews()).toMatchObject([
      { incident: firstId, isUnrecorded: true, resolvedAt: later(60), actionItems: [] },
    ]);
    await carryOut(incidents, secondId, addActionItem(70));
    expect((await ids()).toSorted()).toEqual([firstId, secondId]);
    await carryOut(incidents, secondId, completeActionItem(80, 1));
    await carryOut(incidents, firstId, recordExport(90));
    expect(await ids()).toEqual([]);
  });

  test('an incident that is opened again is not over', async () => {
    const { incidents, openReviews } = await open();
    await incidents.append(declared());
    await carryOut(incidents, firstId, resolve(60));
    await carryOut(incidents, firstId, reopen(70));
    expect(await openReviews()).toEqual([]);
  });
});

test('a post-mortem is refused before it is written', async () => {
  const { incidents } = await inMemory.open();
  await incidents.append(declared());
  await expect(carryOut(incidents, firstId, publishPostmortem(60))).rejects.toThrow(
    'has no post-mortem yet',
  );
  expect(declare().id).toBe(firstId);
});

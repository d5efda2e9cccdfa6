import { describe, expect, test } from 'vitest';
import { undeclared } from '#core/incident/incident.ts';
import { planOf, postPublicNotice } from '../support/incidents.ts';
import {
  carryOut,
  commitOf,
  declaration,
  firstId,
  later,
  secondId,
  start,
} from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const work = {
  ...{ id: 'mnt_1', title: 'Moving', body: '', components: ['search'], by: 'Ana' },
  ...{ from: later(3600), until: later(7200), postedAt: start },
};

describe.each([inMemory, onDynamoDb()])('what the status page is made of in $name', ({ open }) => {
  async function opened() {
    const stores = await open();
    const plan = planOf('SEV1', { publish: 'approved' });
    for (const id of [firstId, secondId]) {
      await stores.incidents.append(commitOf(id, undeclared, 1, { ...declaration(id), plan }));
    }
    return stores;
  }

  test('nothing is known before anybody asked for a page', async () => {
    const { statusPage } = await open();
    expect(await statusPage.read()).toBeUndefined();
  });

  test('an incident comes into it with the commit that speaks to the public', async () => {
    const { statusPage, incidents } = await opened();
    await statusPage.configured(1, start);
    const before = await statusPage.read();
    expect(before).toMatchObject({ book: { since: start, configuration: 1 }, incidents: [] });
    await carryOut(incidents, firstId, postPublicNotice(60));
    await carryOut(incidents, firstId, postPublicNotice(90, { stage: 'identified' }));
    await carryOut(incidents, secondId, postPublicNotice(120));
    const after = await statusPage.read();
    expect(after?.incidents.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toMatchObject([
      {
        id: firstId,
        startedAt: start,
        notices: [{ stage: 'investigating' }, { stage: 'identified' }],
      },
      { id: secondId, notices: [{ stage: 'investigating', at: later(120) }] },
    ]);
    expect(after?.book.version).toBe((before?.book.version ?? 0) + 3);
  });

  test('of two who say something of the same page one is told to look again', async () => {
    const { statusPage } = await open();
    await statusPage.configured(1, start);
    const read = await statusPage.read();
    if (read === undefined) throw new Error('Not there');
    const said = {
      ...read.book,
      said: { search: { status: 'major_outage' as const, at: start, by: 'Ana' } },
    };
    const both = await Promise.all([
      statusPage.change(said),
      statusPage.change({ ...read.book, maintenances: [work] }),
    ]);
    expect(both.toSorted()).toEqual(['conflict', 'stored']);
    const now = await statusPage.read();
    expect(now?.book.version).toBe(read.book.version + 1);
    expect(now && (await statusPage.change({ ...now.book, maintenances: [work] }))).toBe('stored');
    expect((await statusPage.read())?.book.maintenances).toEqual([work]);
  });

  test('a notice that comes in between is seen by whoever says something of the page', async () => {
    const { statusPage, incidents } = await opened();
    await statusPage.configured(1, start);
    const read = await statusPage.read();
    await carryOut(incidents, firstId, postPublicNotice(60));
    expect(read && (await statusPage.change({ ...read.book, maintenances: [work] }))).toBe(
      'conflict',
    );
  });

  test('a configuration counts as a change once, and an older one never', async () => {
    const { statusPage } = await open();
    await statusPage.configured(3, start);
    await statusPage.configured(3, later(10));
    await statusPage.configured(2, later(20));
    expect((await statusPage.read())?.book).toMatchObject({
      version: 1,
      since: start,
      configuration: 3,
    });
    await statusPage.configured(4, later(30));
    expect((await statusPage.read())?.book).toMatchObject({ version: 2, since: start });
  });
});

import { describe, expect, test } from 'vitest';
import { parsePhoneNumber } from '#core/ids.ts';
import { pageGuard } from '#core/paging/still-wanted.ts';
import { ana, carryOut, declared, firstId, later, pageOf, start } from '../support/samples.ts';
import { inMemory, onDynamoDb, type Stores } from '../support/tables.ts';

async function withIncident(stores: Stores) {
  const { after } = declared();
  await stores.incidents.append(declared());
  const page = pageOf(after);
  const claim = (change: Partial<Parameters<Stores['pages']['claim']>[0]> = {}) =>
    stores.pages.claim({
      page,
      guard: pageGuard(after),
      at: start,
      token: 'token-1',
      attempt: 1,
      ...change,
    });
  return { page, claim };
}

describe.each([inMemory, onDynamoDb()])('ledgers in $name', ({ open }) => {
  test('a second delivery of a page that is claimed makes no link', async () => {
    const stores = await open();
    const { claim } = await withIncident(stores);
    expect(await claim()).toBe('taken');
    expect(await claim({ token: 'token-2' })).toBe('held');
    expect(await stores.pagesOf(firstId)).toMatchObject([
      { status: 'claimed', person: 'ana', attempt: 1 },
    ]);
    expect(await stores.links.find('token-2')).toBeUndefined();
  });

  test('an acknowledgement that committed first makes the claim fail', async () => {
    const stores = await open();
    const { claim } = await withIncident(stores);
    const acknowledgement = { type: 'AcknowledgeIncident', at: later(5), by: ana } as const;
    await carryOut(stores.incidents, firstId, acknowledgement);
    expect(await claim()).toBe('moved');
    expect(await stores.pagesOf(firstId)).toEqual([]);
  });

  test('the outcome of another page does not get in the way of a claim', async () => {
    const stores = await open();
    const { claim } = await withIncident(stores);
    const text = 'somebody wrote a note';
    await carryOut(stores.incidents, firstId, { type: 'AddNote', at: later(1), by: ana, text });
    expect(await claim()).toBe('taken');
  });

  test('a page is found by the id that its vendor gave it, once its outcome is recorded', async () => {
    const stores = await open();
    const { page, claim } = await withIncident(stores);
    await claim();
    expect(await stores.pagesByMessage('message-1')).toEqual([]);
    const outcome = { sent: true, externalId: 'message-1' } as const;
    const { key, channel, level, round, purpose, to } = page;
    await carryOut(
      stores.incidents,
      firstId,
      {
        type: 'RecordPageOutcome',
        at: later(1),
        page: key,
        person: to.person,
        ...{ channel, level, round, purpose, outcome },
      },
      [
        {
          kind: 'page-outcome',
          key,
          status: 'sent',
          detail: 'message-1',
          messageId: 'message-1',
          at: later(1),
        },
      ],
    );
    expect(await stores.pagesByMessage('message-1')).toMatchObject([
      { key, incidentId: firstId, person: 'ana', status: 'sent', externalId: 'message-1' },
    ]);
    expect(await stores.pagesByMessage('message-2')).toEqual([]);
  });

  test('a claim that was given back can be taken again, with its next attempt', async () => {
    const stores = await open();
    const { claim, page } = await withIncident(stores);
    await claim();
    await stores.pages.release(page.key, firstId, later(1), 'throttled');
    expect(await claim({ at: later(10), token: 'token-2', attempt: 2 })).toBe('taken');
    const [record] = await stores.pagesOf(firstId);
    expect(record).toMatchObject({ status: 'claimed', attempt: 2 });
  });

  test('a page that waits for others can be claimed again, and can be suppressed', async () => {
    const stores = await open();
    const { claim, page } = await withIncident(stores);
    await claim();
    const detail = 'bundled into another';
    await stores.pages.release(page.key, firstId, later(1), detail, 'bundled');
    expect(await stores.pagesOf(firstId)).toMatchObject([{ status: 'bundled', detail }]);
    expect(await claim({ at: later(2), token: 'token-2' })).toBe('taken');
    await stores.pages.release(page.key, firstId, later(3), detail, 'bundled');
    await stores.pages.suppress(page, later(4), 'Ana acknowledged it');
    expect(await stores.pagesOf(firstId)).toMatchObject([{ status: 'suppressed' }]);
  });

  test('a row says whom the page was for and when it was decided', async () => {
    const stores = await open();
    const { claim } = await withIncident(stores);
    await claim();
    expect(await stores.pagesOf(firstId)).toMatchObject([
      { name: 'Ana', levelName: 'On-call Engineer', decidedAt: start, afterSeconds: 0 },
    ]);
  });

  test('a message about several pages has a link as long as nobody acknowledged', async () => {
    const stores = await open();
    const { after } = declared();
    await stores.incidents.append(declared());
    const guard = pageGuard(after);
    const whose = { incidentId: firstId, person: 'ana', name: 'Ana' };
    const add = (token: string) => stores.pages.addLink({ ...whose, guard, at: start, token });
    expect(await add('token-b')).toBe('added');
    expect(await stores.links.find('token-b')).toMatchObject({
      ...whose,
      expiresAt: later(86_400),
    });
    const acknowledgement = { type: 'AcknowledgeIncident', at: later(5), by: ana } as const;
    await carryOut(stores.incidents, firstId, acknowledgement);
    expect(await add('token-c')).toBe('moved');
    expect(await stores.links.find('token-c')).toBeUndefined();
  });

  test('a message that told of several pages leads to each of them', async () => {
    const stores = await open();
    const { page, claim } = await withIncident(stores);
    const other = { ...page, key: `${page.key}b` };
    await claim();
    await claim({ page: other, token: 'token-2' });
    for (const { key, channel, level, round, purpose, to } of [page, other]) {
      const at = later(1);
      const outcome = { sent: true, externalId: 'm-1' } as const;
      await carryOut(
        stores.incidents,
        firstId,
        {
          type: 'RecordPageOutcome',
          ...{ at, page: key, person: to.person, channel, level, round, purpose, outcome },
        },
        [{ kind: 'page-outcome', key, status: 'sent', detail: 'bundled', messageId: 'm-1', at }],
      );
    }
    const told = (await stores.pagesByMessage('m-1')).map(({ key }) => key);
    expect(told.toSorted()).toEqual([page.key, other.key]);
  });

  test('an outcome is written with its commit, and stays', async () => {
    const stores = await open();
    const { claim, page } = await withIncident(stores);
    await claim();
    const { key, channel, level, round, purpose } = page;
    const outcome = { sent: true, externalId: 'sns-1' } as const;
    const at = later(1);
    await carryOut(
      stores.incidents,
      firstId,
      {
        type: 'RecordPageOutcome',
        at,
        page: key,
        person: 'ana',
        channel,
        level,
        round,
        purpose,
        outcome,
      },
      [{ kind: 'page-outcome', key, status: 'sent', detail: 'sns-1', at }],
    );
    const [record] = await stores.pagesOf(firstId);
    expect(record).toMatchObject({ key, status: 'sent', detail: 'sns-1', at });
    await stores.pages.suppress(page, later(2), 'too late to suppress');
    expect((await stores.pagesOf(firstId))[0]).toMatchObject({ status: 'sent' });
    expect(await claim({ at: later(600), token: 'token-3' })).toBe('done');
  });

  test('a page that is not wanted is recorded with the reason', async () => {
    const stores = await open();
    const { page } = await withIncident(stores);
    await stores.pages.suppress(page, later(3), 'Ana acknowledged it');
    const [record] = await stores.pagesOf(firstId);
    expect(record).toMatchObject({ status: 'suppressed', detail: 'Ana acknowledged it' });
  });

  test('a page that a dead run left behind and nobody wants any more says both', async () => {
    const stores = await open();
    const { page, claim } = await withIncident(stores);
    expect(await claim()).toBe('taken');
    await stores.pages.suppress(page, later(20), 'Ana acknowledged it');
    // The run may still be at it.
    expect(await stores.pagesOf(firstId)).toMatchObject([{ status: 'claimed' }]);
    await stores.pages.suppress(page, later(120), 'Ana acknowledged it');
    const detail = expect.stringMatching(
      /^Ana acknowledged it; an earlier run died.* may have sent/,
    );
    expect(await stores.pagesOf(firstId)).toMatchObject([{ status: 'suppressed', detail }]);
  });

  test('a link belongs to its recipient and is used once', async () => {
    const stores = await open();
    const { claim } = await withIncident(stores);
    await claim();
    const link = await stores.links.find('token-1');
    expect(link).toMatchObject({ incidentId: firstId, person: 'ana', name: 'Ana' });
    expect(link?.expiresAt).toBe(later(86_400));
    const uses = await Promise.all([1, 2].map(() => stores.links.use('token-1', later(5))));
    expect(uses.toSorted()).toEqual([false, true]);
    expect((await stores.links.find('token-1'))?.usedAt).toBe(later(5));
    expect(await stores.links.use('unknown', later(5))).toBe(false);
  });

  test('a phone knows what it was paged for', async () => {
    const stores = await open();
    const { claim } = await withIncident(stores);
    await claim();
    const phone = parsePhoneNumber('+1 555 555 0101');
    if (phone === undefined) throw new Error('Not a number');
    expect(await stores.pagedOn(phone)).toEqual([{ incidentId: firstId, at: start }]);
  });
});

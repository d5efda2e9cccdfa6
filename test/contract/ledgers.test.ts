import { describe, expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { phoneNumber } from '#core/ids.ts';
import { replyCode } from '#core/paging/reply-code.ts';
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

const kinds = [inMemory, onDynamoDb()];

describe.each(kinds)('ledgers in $name', ({ open }) => {
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

  test('a page that may go to its number is claimed together with what that makes of its history', async () => {
    const stores = await open();
    const { claim } = await withIncident(stores);
    const line = { phone: phoneNumber('+15555550101'), channel: 'sms' } as const;
    const sent = [{ key: 'page-1', at: start, severity: 'SEV1' as const }];
    const next = { traffic: { sent, told: [] }, version: 0, at: start };
    expect(await claim({ admitted: { line, next } })).toBe('taken');
    expect(await stores.traffic.load(line)).toEqual({ traffic: next.traffic, version: 1 });
    // Somebody else has it: neither is written.
    const later = { ...next, traffic: { sent: [], told: [] }, version: 1 };
    expect(await claim({ admitted: { line, next: later }, token: 'token-2' })).toBe('held');
    expect(await stores.traffic.load(line)).toMatchObject({ version: 1 });
  });

  test('a number whose history is not as it was read makes the claim fail, and nothing is written', async () => {
    const stores = await open();
    const { claim } = await withIncident(stores);
    const line = { phone: phoneNumber('+15555550101'), channel: 'sms' } as const;
    const next = { traffic: { sent: [], told: [] }, version: 0, at: start };
    await stores.traffic.save(line, next);
    expect(await claim({ admitted: { line, next } })).toBe('moved');
    expect(await stores.pagesOf(firstId)).toEqual([]);
    expect(await stores.links.find('token-1')).toBeUndefined();
    expect(await stores.traffic.load(line)).toMatchObject({ version: 1 });
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

  test('a page that has ended stays as it ended, and what came with another outcome is not written', async () => {
    const stores = await open();
    const { claim, page } = await withIncident(stores);
    await claim();
    const tell = (status: 'sent' | 'failed', seconds: number) => {
      const at = later(seconds);
      const claims = [{ kind: 'page-outcome', key: page.key, status, detail: status, at } as const];
      const note = { type: 'AddNote', at, by: ana, text: `It was ${status}.` } as const;
      const handle = handleCommand({ incidents: stores.incidents, pause: async () => {} });
      return handle(firstId, note, { claims });
    };
    expect(await tell('sent', 1)).toHaveProperty('events');
    expect(await tell('failed', 2)).toMatchObject({ taken: { kind: 'page-outcome' } });
    expect(await stores.pagesOf(firstId)).toMatchObject([{ status: 'sent', at: later(1) }]);
    expect(await stores.incidents.load(firstId)).toMatchObject({ version: 2 });
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
    const phone = phoneNumber('+1 555 555 0101');
    const add = (token: string) =>
      stores.pages.addLink({ ...whose, phone, guard, at: start, token });
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

  test('an effect is listed with what it is about, once it has begun and as it went', async () => {
    const { effects, effectsOf } = await open();
    const about = { channel: 'webhook', to: 'audit', what: 'incident.declared' };
    await effects.claim('lock', firstId, start);
    await effects.claim('e1', firstId, start, about);
    expect(await effectsOf(firstId)).toMatchObject([{ key: 'e1', about, status: 'claimed' }]);
    const delay = { reason: 'answered 429', nextTryAt: later(60) };
    await effects.release('e1', firstId, later(1), delay);
    expect(await effectsOf(firstId)).toMatchObject([
      { status: 'retrying', at: later(1), ...delay },
    ]);
    await effects.claim('e1', firstId, later(60), about);
    await effects.record('e1', firstId, later(61), 'sent');
    const [done] = await effectsOf(firstId);
    expect(done).toMatchObject({ status: 'done', outcome: 'sent', at: later(61) });
    expect(done).not.toHaveProperty('nextTryAt');
    // What arrived stays so; what failed for good is free again for whoever wants it tried once more.
    await effects.reopen('e1', firstId, later(70));
    expect(await effects.claim('e1', firstId, later(71), about)).toBe('done');
    await effects.claim('e2', firstId, start, about);
    await effects.reopen('e2', firstId, later(1));
    expect(await effects.claim('e2', firstId, later(2), about)).toBe('held');
    await effects.record('e2', firstId, later(3), 'failed: answered 410');
    await effects.reopen('e2', firstId, later(4));
    expect((await effectsOf(firstId)).find(({ key }) => key === 'e2')).not.toHaveProperty(
      'outcome',
    );
    expect(await effects.claim('e2', firstId, later(5), about)).toBe('taken');
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

  test('a link of a ticket is good for days, and is used once', async () => {
    const stores = await open();
    const whose = { incidentId: firstId, person: 'ana', name: 'Ana', at: later(0) };
    await stores.links.add('token-t', { ...whose, address: 'ana@example.com' });
    const link = { ...whose, address: 'ana@example.com', expiresAt: later(6 * 86_400) };
    expect(await stores.links.find('token-t')).toEqual(link);
    expect(await stores.links.use('token-t', later(5))).toBe(true);
    expect(await stores.links.use('token-t', later(6))).toBe(false);
  });

  test('a phone knows what it was paged for, for whom, and with which code', async () => {
    const stores = await open();
    const { claim } = await withIncident(stores);
    await claim();
    const phone = phoneNumber('+1 555 555 0101');
    const page = {
      ...{ incidentId: firstId, person: 'ana', name: 'Ana' },
      ...{ code: replyCode('token-1'), at: start },
    };
    expect(await stores.phonePages.of(phone)).toEqual([page]);

    const asks = { resolution: 'Restarted.', until: later(600) };
    const question = { ...page, code: '4M8T', at: later(60), asks };
    await stores.phonePages.ask(phone, question);
    await stores.phonePages.ask(phone, question);
    expect(await stores.phonePages.of(phone)).toEqual([question, page]);
  });
});

describe.each(kinds)('texts that somebody had us send, in $name', ({ open }) => {
  const to = { address: '+15555550101', person: 'ana' };
  const most = async (count: number, each: (index: number) => Promise<boolean>) => {
    let sent = 0;
    for (let index = 0; index < count; index++) if (await each(index)) sent += 1;
    return sent;
  };

  test('are few to one address within an hour, and are counted again in the next', async () => {
    const { mayText } = await open();
    expect(await most(25, () => mayText(to, 'question', start))).toBe(10);
    expect(await mayText(to, 'question', later(3600))).toBe(true);
  });

  test('are few for one person, over however many addresses', async () => {
    const { mayText } = await open();
    const code = (index: number) =>
      mayText({ address: `+155555502${index + 10}`, person: 'ana' }, 'code', start);
    expect(await most(12, code)).toBe(8);
    expect(await mayText({ address: '+15555550299', person: 'bo' }, 'code', start)).toBe(true);
  });

  test('about deeds have room when questions have none left, and codes a room of their own', async () => {
    const { mayText } = await open();
    await most(25, () => mayText(to, 'question', start));
    expect(await mayText(to, 'deed', start)).toBe(true);
    expect(await mayText(to, 'code', start)).toBe(true);
  });
});

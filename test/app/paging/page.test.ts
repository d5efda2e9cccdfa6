import { describe, expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { recordReceipt } from '#app/paging/delivery-receipts.ts';
import { page } from '#app/paging/page.ts';
import { type IncidentId, numberedIncidentId, phoneNumber } from '#core/ids.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import { carrierCap } from '#core/paging/send-history.ts';
import { addSeconds, epochMs, type Instant, secondsBetween } from '#core/time/instant.ts';
import type { Delivery } from '#ports/communication.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { ana, carryOut, commitOf, declaration, pageOf, start } from '../../support/samples.ts';

interface Sent {
  at: Instant;
  to: string;
  text: string;
}

const accepted = (id: string): Delivery => ({ sent: true, externalId: id });

/** Pages of many incidents to one phone, a queue with delays, and a clock that moves when it is told to. */
function desk(
  options: {
    vendor?: (sent: Sent, count: number) => Delivery;
    movesTo?: (to: PageReaction['to']) => PageReaction['to'];
  } = {},
) {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const pause = async () => {};
  const sms: Sent[] = [];
  const calls: Sent[] = [];
  const mails: string[] = [];
  const hooks: object[] = [];
  const directs: object[] = [];
  const queue: { at: Instant; reaction: PageReaction }[] = [];
  let clock = start;
  let tokens = 0;
  let tries = 0;
  const now = () => clock;
  const traffic = memory.memoryTraffic(table);
  const by = (kept: Sent[]) => async (to: string, text: string) => {
    const sent = { at: clock, to, text };
    tries += 1;
    const delivery = options.vendor?.(sent, tries) ?? accepted(`m-${tries}`);
    if (delivery.sent) kept.push(sent);
    return delivery;
  };
  const ledger = memory.memoryPages(table);
  const paging = (change: Partial<Parameters<typeof page>[0]> = {}) =>
    page({
      reachedNow: async to => ({ to: options.movesTo?.(to) ?? to }),
      incidents,
      ledger,
      traffic,
      pause,
      handle: handleCommand({ incidents, pause }),
      noteRefusal: async () => {},
      sendSms: by(sms),
      sendVoice: by(calls),
      sendEmail: async to => {
        mails.push(to);
        return accepted(`mail-${mails.length}`);
      },
      sendWebhook: async (_url, body) => {
        hooks.push(body);
        return accepted(`hook-${hooks.length}`);
      },
      sendDirect: async ({ email }, card) => {
        directs.push({ email, blocks: card.blocks });
        return accepted(`direct-${directs.length}`);
      },
      sendPush: async to => accepted(to.push ?? 'nowhere'),
      forgetDevices: async () => {},
      queuePageAgain: async (reaction, seconds) => {
        queue.push({ at: addSeconds(clock, seconds), reaction });
      },
      now,
      newToken: () => `token-${tokens++}`,
      publicUrl: 'https://tocsin.example.com',
      log: () => {},
      ...change,
    });

  const idOf = (number: number): IncidentId => numberedIncidentId(2026, number);
  async function declares(number: number, severity: 'SEV1' | 'SEV2' = 'SEV1') {
    const { incident } = await incidents.load(idOf(number));
    const command = { ...declaration(idOf(number), clock), severity, title: `Trouble ${number}` };
    const commit = commitOf(idOf(number), incident, 1, command);
    await incidents.append(commit);
    return pageOf(commit.after, { key: `${idOf(number)}#1`, decidedAt: clock });
  }
  return {
    table,
    incidents,
    traffic,
    ledger,
    sms,
    calls,
    mails,
    hooks,
    queue,
    now,
    paging,
    declares,
    idOf,
    moves: (seconds: number) => {
      clock = addSeconds(clock, seconds);
    },
    /** Another incident, whose page is attempted at once. */
    async pages(number: number, change: Partial<PageReaction> = {}, severity?: 'SEV1' | 'SEV2') {
      const reaction = { ...(await declares(number, severity)), ...change };
      await paging()(reaction, 1);
      return reaction;
    },
    /** Time passes; the queue hands out what was delayed. */
    async passes(seconds: number) {
      const end = addSeconds(clock, seconds);
      for (;;) {
        queue.sort((a, b) => epochMs(a.at) - epochMs(b.at));
        const next = queue[0];
        if (next === undefined || next.at > end) break;
        queue.shift();
        if (next.at > clock) clock = next.at;
        await paging()(next.reaction, 1);
      }
      clock = end;
    },
    async acknowledges(number: number) {
      await carryOut(incidents, idOf(number), { type: 'AcknowledgeIncident', at: clock, by: ana });
    },
    row: async (number: number) => (await memory.memoryPagesOf(table)(idOf(number)))[0],
    events: async (number: number) =>
      (await incidents.history(idOf(number))).flatMap(({ events }) => events),
  };
}

test('a page that meets others of its incident at its claim waits a little longer each time, and is sent once', async () => {
  const { declares, paging, ledger, sms } = desk();
  const waited: number[] = [];
  let refused = 0;
  const claim: typeof ledger.claim = async wanted => {
    refused += 1;
    return refused <= 3 ? 'moved' : ledger.claim(wanted);
  };
  const pause = async (attempt: number) => {
    waited.push(attempt);
  };
  await paging({ ledger: { ...ledger, claim }, pause })(await declares(1), 1);
  expect(waited).toEqual([1, 2, 3]);
  expect(sms).toHaveLength(1);
});

test('a page of which the number of before was told in a bundle is not sent to the next one', async () => {
  let isMoved = false;
  const texts = desk({
    vendor: ({ text }) => {
      isMoved = / more/.test(text);
      return accepted('m');
    },
    movesTo: to => (isMoved ? { ...to, phone: '+15555550177' } : to),
  });
  for (let number = 1; number <= 6; number++) await texts.pages(number);
  await texts.passes(120);
  expect(isMoved).toBe(true);
  expect(texts.sms.map(({ to }) => to)).not.toContain('+15555550177');
  for (let number = 1; number <= 6; number++) {
    expect(await texts.row(number)).toMatchObject({ status: 'sent' });
  }
});

test('a message about several tells nothing of whoever has left its number meanwhile', async () => {
  let isMoved = false;
  const moved = '+15555550177';
  const { pages, passes, sms, row } = desk({
    movesTo: to => (isMoved && to.person === 'bo' ? { ...to, phone: moved } : to),
  });
  for (let number = 1; number <= 5; number++) await pages(number);
  await pages(6, { to: { person: 'bo', name: 'Bo', phone: '+15555550101' } });
  isMoved = true;
  await passes(120);
  expect(sms.slice(3).map(({ to, text }) => [to, / more/.test(text)])).toEqual([
    ['+15555550101', true],
    [moved, false],
  ]);
  expect(await row(6)).toMatchObject({ status: 'sent', externalId: expect.any(String) });
});

test('a message about several names no incident that is acknowledged while it is written', async () => {
  const { pages, passes, sms, ledger, incidents, idOf, now } = desk();
  for (let number = 1; number <= 3; number++) await pages(number);
  await pages(4, {}, 'SEV2');
  await pages(5, {}, 'SEV1');
  await pages(6, {}, 'SEV2');
  const { addLink } = ledger;
  let written = 0;
  ledger.addLink = async link => {
    written += 1;
    const done = { type: 'AcknowledgeIncident', at: now(), by: ana } as const;
    if (written === 1) await carryOut(incidents, idOf(5), done);
    return addLink(link);
  };
  await passes(120);
  expect(written).toBeGreaterThan(0);
  expect(sms).toHaveLength(4);
  expect(sms[3]?.text).not.toContain('Trouble 5');
});

describe('a bundle whose own page is acknowledged while it is written', () => {
  /** Five pages, of which two wait; these of them are acknowledged when the first sets out to tell of both. */
  async function written(acknowledged: readonly number[]) {
    const d = desk();
    for (const number of [1, 2, 3, 4, 5]) await d.pages(number);
    d.moves(20);
    const [first] = d.queue.splice(0, 1);
    if (first === undefined) throw new Error('Nothing waits');
    const { loadMany } = d.incidents;
    const incidents: typeof d.incidents = {
      ...d.incidents,
      async loadMany(ids) {
        for (const number of acknowledged) await d.acknowledges(number);
        return loadMany(ids);
      },
    };
    await d.paging({ incidents })(first.reaction, 1);
    await d.passes(30);
    return d;
  }

  test('tells of the others, and says of its own who has it', async () => {
    const { sms, row } = await written([4]);
    expect(sms.slice(3).map(({ text }) => /INC-\d+-\d+/.exec(text)?.[0])).toEqual(['INC-2026-005']);
    expect(await row(4)).toMatchObject({ status: 'suppressed' });
    expect((await row(4))?.detail).toContain('Ana acknowledged it');
    expect(await row(5)).toMatchObject({ status: 'sent' });
  });

  test('is not sent where it was the last, and none of them is on record as sent', async () => {
    const { sms, row } = await written([4, 5]);
    expect(sms).toHaveLength(3);
    for (const number of [4, 5]) {
      expect(await row(number)).toMatchObject({ status: 'suppressed' });
    }
  });
});

test('what is acknowledged while the message about it is on its way is on record as told of', async () => {
  const { pages, passes, paging, acknowledges, queue, moves, row } = desk();
  for (const number of [1, 2, 3, 4, 5]) await pages(number);
  moves(20);
  const [fourth, fifth] = queue.splice(0, 2).map(({ reaction }) => reaction);
  if (fourth === undefined || fifth === undefined) throw new Error('Nothing waits');
  const sendSms = async () => {
    await acknowledges(5);
    await paging()(fifth, 1);
    return accepted('m-both');
  };
  await paging({ sendSms })(fourth, 1);
  await passes(30);
  for (const number of [4, 5]) {
    expect(await row(number)).toMatchObject({ status: 'sent', externalId: 'm-both' });
  }
});

test('what the number of now was told of is on record as sent, whichever number its page comes again with', async () => {
  const { pages, passes, paging, acknowledges, queue, row } = desk({
    movesTo: to => ({ ...to, phone: '+15555550177' }),
  });
  for (const number of [1, 2, 3, 4]) await pages(number);
  const fifth = await pages(5);
  queue.pop();
  await passes(30);
  await acknowledges(5);
  await paging()(fifth, 2);
  expect(await row(5)).toMatchObject({ status: 'sent' });
});

test('a number that the plan did not know gets many pages in few messages as well', async () => {
  const phone = '+15555550177';
  const { pages, passes, sms, row } = desk({ movesTo: to => ({ ...to, phone }) });
  const to = { person: 'ana', name: 'Ana', email: 'ana@example.com' };
  for (let number = 1; number <= 6; number++) await pages(number, { to });
  expect(sms).toHaveLength(3);
  await passes(120);
  expect(sms).toHaveLength(4);
  expect(await row(6)).toMatchObject({ status: 'sent' });
});

describe('one page', () => {
  test('is sent, and its row says to whom, when it was decided and by what the vendor knows it', async () => {
    const { pages, row, sms } = desk();
    await pages(1);
    expect(sms).toMatchObject([{ to: '+15555550101' }]);
    expect(await row(1)).toMatchObject({
      status: 'sent',
      person: 'ana',
      name: 'Ana',
      levelName: 'On-call Engineer',
      afterSeconds: 0,
      decidedAt: start,
      externalId: 'm-1',
    });
  });

  test('that may go at once writes what its number got with its claim, and not once more', async () => {
    const { declares, paging, traffic, sms } = desk();
    const save = async () => {
      throw new Error('it was written with the claim');
    };
    await paging({ traffic: { ...traffic, save } })(await declares(1), 1);
    expect(sms).toHaveLength(1);
    const line = { phone: phoneNumber('+15555550101'), channel: 'sms' } as const;
    expect((await traffic.load(line)).traffic.sent).toMatchObject([{ key: 'INC-2026-001#1' }]);
  });

  test('whose number got its last place filled a moment ago waits for the bundle', async () => {
    const { declares, pages, paging, traffic, sms, row } = desk();
    await pages(1);
    await pages(2);
    const reaction = await declares(4);
    let loads = 0;
    const load: typeof traffic.load = async line => {
      const read = await traffic.load(line);
      loads += 1;
      if (loads === 1) await pages(3);
      return read;
    };
    await paging({ traffic: { ...traffic, load } })(reaction, 1);
    expect(sms).toHaveLength(3);
    expect(await row(4)).toMatchObject({ status: 'bundled' });
  });

  test('goes by call, by mail and by webhook as it is asked to', async () => {
    const { pages, calls, mails, hooks } = desk();
    await pages(1, { channel: 'voice' });
    await pages(2, { channel: 'email' });
    const to = { person: 'ana', name: 'Ana', webhook: 'https://hooks.example.com/ana' };
    await pages(3, { channel: 'webhook', to });
    expect(calls[0]?.text).toContain('Severity 1 incident number 1');
    expect(mails).toEqual(['ana@example.com']);
    expect(hooks).toMatchObject([{ type: 'page', incident: { id: 'INC-2026-003' } }]);
  });

  test('by push forgets the devices that are lost, once it is on record', async () => {
    const { declares, paging, row } = desk();
    const forgotten: unknown[] = [];
    const to = { person: 'ana', name: 'Ana', push: 'dev_old dev_new' };
    const reaction = { ...(await declares(1)), channel: 'push', to } as const;
    await paging({
      sendPush: async () => ({ sent: true, gone: ['dev_old'] }),
      async forgetDevices({ person }, gone) {
        forgotten.push([person, gone, (await row(1))?.status]);
      },
    })(reaction, 1);
    expect(forgotten).toEqual([['ana', ['dev_old'], 'sent']]);
  });

  test('to somebody without that address is given up at once, with the reason', async () => {
    const { pages, row } = desk();
    await pages(1, { channel: 'voice', to: { person: 'ana', name: 'Ana' } });
    const detail = 'this person has no phone number';
    expect(await row(1)).toMatchObject({ status: 'failed', detail });
  });

  test('to an address that was taken out of use is given up, and says so', async () => {
    const { declares, paging, row, sms } = desk();
    const nowhere = 'the number that the plan has of Ana was taken out of use';
    const reachedNow = async () => ({ to: { person: 'ana', name: 'Ana' }, nowhere });
    await paging({ reachedNow })(await declares(1), 1);
    expect(sms).toEqual([]);
    expect(await row(1)).toMatchObject({ status: 'failed', detail: nowhere });
  });

  test('that was acknowledged on its way is not sent, and its row says by whom', async () => {
    const { declares, paging, acknowledges, row, sms } = desk();
    const reaction = await declares(1);
    await acknowledges(1);
    await paging()(reaction, 1);
    expect(sms).toEqual([]);
    expect(await row(1)).toMatchObject({ status: 'suppressed' });
    expect((await row(1))?.detail).toContain('Ana acknowledged it');
  });
});

describe('complaint #18: a second message looked like a second problem', () => {
  test('a page that is tried again says (again)', async () => {
    const busy = { sent: false, failed: 'retry', reason: 'throttled' } as const;
    const { pages, passes, row, sms } = desk({
      vendor: (_sent, count) => (count === 1 ? busy : accepted('m-2')),
    });
    await pages(1);
    expect(await row(1)).toMatchObject({ status: 'retrying', detail: 'throttled' });
    await passes(10);
    expect(sms[0]?.text).toMatch(/^\(again\) SEV1 INC-2026-001 .*Reply A [0-9A-Z]{4} /);
  });

  test('a page whose sender may have died after sending says (again), with the same code', async () => {
    const { declares, paging, moves, sms, row } = desk();
    const reaction = await declares(1);
    const dies = async () => {
      throw new Error('the function died');
    };
    await expect(paging({ sendSms: dies })(reaction, 1)).rejects.toThrow('died');
    await expect(paging()(reaction, 2)).rejects.toThrow('held by another run');
    moves(31);
    await paging()(reaction, 3);
    expect(sms).toHaveLength(1);
    expect(sms[0]?.text).toMatch(/^\(again\) .*Reply A [0-9A-Z]{4} /);
    expect(await row(1)).toMatchObject({ status: 'sent' });
  });

  test('a page whose sender died and which nobody wants any more does not stay claimed', async () => {
    const { declares, paging, acknowledges, moves, sms, row } = desk();
    const reaction = await declares(1);
    const dies = async () => {
      throw new Error('the function died');
    };
    await expect(paging({ sendSms: dies })(reaction, 1)).rejects.toThrow('died');
    await acknowledges(1);
    await expect(paging()(reaction, 2)).rejects.toThrow('held by another run');
    moves(31);
    await paging()(reaction, 3);
    expect(await row(1)).toMatchObject({ status: 'suppressed' });
    expect((await row(1))?.detail).toContain('may have sent it');
    expect(sms).toHaveLength(0);
  });

  test('a bundle whose sender died is sent by another of its pages, and says (again)', async () => {
    const { pages, passes, paging, queue, moves, sms, row } = desk();
    for (const number of [1, 2, 3, 4, 5]) await pages(number);
    moves(20);
    const first = queue.shift();
    if (first === undefined) throw new Error('Nothing waits');
    const dies = async () => {
      throw new Error('the function died');
    };
    await expect(paging({ sendSms: dies })(first.reaction, 1)).rejects.toThrow('died');
    await passes(40);
    expect(sms.slice(3).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^\(again\) SEV1 INC-2026-004 .* \+1 more: /),
    ]);
    // The message of the one that died comes back when its time in the queue is over.
    await paging()(first.reaction, 2);
    expect(await row(4)).toMatchObject({ status: 'sent', externalId: 'm-4' });
    expect(await row(5)).toMatchObject({ status: 'sent', externalId: 'm-4' });
    expect(sms).toHaveLength(4);
  });
});

describe('complaint #5: throttled in silence', () => {
  test('a storm: three texts one by one, then one for all the others, at most 20 seconds later', async () => {
    const { pages, passes, sms, row, events } = desk();
    for (let number = 1; number <= 18; number++) await pages(number);
    expect(sms).toHaveLength(3);
    const waiting = await row(4);
    expect(waiting).toMatchObject({ status: 'bundled' });
    expect(waiting?.detail).toContain('bundled into INC-2026-004#1#bundle');
    await passes(25);
    expect(sms).toHaveLength(4);
    const bundle = sms[3];
    expect(bundle?.text).toMatch(
      /^SEV1 INC-2026-004 Payments: "Trouble 4" \+14 more: reply \? or https:/,
    );
    expect(bundle?.text.length).toBeLessThanOrEqual(160);
    expect(bundle && secondsBetween(start, bundle.at)).toBeLessThanOrEqual(20);
    for (let number = 4; number <= 18; number++) {
      expect(await row(number)).toMatchObject({
        status: 'sent',
        detail: `bundled into INC-2026-004#1#bundle, sent at ${bundle?.at}`,
        externalId: 'm-4',
      });
      expect(await events(number)).toContainEqual(
        expect.objectContaining({ type: 'PageSent', externalId: 'm-4' }),
      );
    }
  });

  test('the worst comes first, and its link is its own', async () => {
    const { pages, passes, sms, table } = desk();
    for (const number of [1, 2, 3]) await pages(number, {}, 'SEV1');
    await pages(4, {}, 'SEV2');
    await pages(5, {}, 'SEV1');
    await passes(25);
    expect(sms[3]?.text).toMatch(/^SEV1 INC-2026-005 .* \+1 more/);
    const token = /\/a\/([\w-]+)/.exec(sms[3]?.text ?? '')?.[1] ?? 'none';
    const link = await memory.memoryLinks(table).find(token);
    expect(link).toMatchObject({ incidentId: 'INC-2026-005', person: 'ana' });
  });

  test('a page that is worse than what was sent goes at once', async () => {
    const { pages, sms } = desk();
    for (const number of [1, 2, 3, 4]) await pages(number, {}, 'SEV2');
    await pages(5, {}, 'SEV1');
    expect(sms.map(({ text }) => text.slice(0, 17))).toEqual([
      'SEV2 INC-2026-001',
      'SEV2 INC-2026-002',
      'SEV2 INC-2026-003',
      'SEV1 INC-2026-005',
    ]);
  });

  test('what was acknowledged meanwhile is not counted; what is left alone is told as always', async () => {
    const { pages, passes, acknowledges, sms, row } = desk();
    for (const number of [1, 2, 3, 4, 5, 6]) await pages(number);
    await acknowledges(4);
    await acknowledges(5);
    await passes(25);
    expect(sms).toHaveLength(4);
    expect(sms[3]?.text).toMatch(/^SEV1 INC-2026-006 .*Reply A [0-9A-Z]{4} to ack or /);
    expect(await row(5)).toMatchObject({ status: 'suppressed' });
    expect(await row(6)).toMatchObject({ status: 'sent' });
  });

  test('what is left alone says who did not answer, and that its person was asked before', async () => {
    const { pages, acknowledges, passes, sms } = desk();
    for (const number of [1, 2, 3]) await pages(number);
    await pages(4);
    await pages(5, { unanswered: ['Bo'], again: true });
    await acknowledges(4);
    await passes(30);
    expect(sms).toHaveLength(4);
    expect(sms.at(-1)?.text).toMatch(/^\(again\) SEV1 INC-2026-005 .*no answer: Bo/);
  });

  test('a bundle of which everything was acknowledged is not sent', async () => {
    const { pages, passes, acknowledges, sms, row } = desk();
    for (const number of [1, 2, 3, 4, 5]) await pages(number);
    await acknowledges(4);
    await acknowledges(5);
    await passes(120);
    expect(sms).toHaveLength(3);
    expect((await row(4))?.detail).toContain('Ana acknowledged it');
    expect(await row(5)).toMatchObject({ status: 'suppressed' });
  });

  test('what was told of before it was acknowledged is on record as sent', async () => {
    const { pages, passes, acknowledges, paging, queue, moves, row } = desk();
    for (const number of [1, 2, 3, 4, 5]) await pages(number);
    moves(20);
    const first = queue.shift();
    if (first === undefined) throw new Error('Nothing waits');
    await paging()(first.reaction, 1);
    await acknowledges(5);
    await passes(10);
    expect(await row(5)).toMatchObject({ status: 'sent' });
  });

  test('calls are one by one a minute; the others are one call', async () => {
    const { pages, passes, calls } = desk();
    for (const number of [1, 2, 3]) await pages(number, { channel: 'voice' });
    expect(calls).toHaveLength(1);
    await passes(25);
    expect(calls).toHaveLength(2);
    expect(calls[1]?.text).toContain('Severity 1 incident number 2');
    expect(calls[1]?.text).toContain('One more incident is open for you.');
  });

  test('mails and webhooks are never bundled', async () => {
    const { pages, mails } = desk();
    for (let number = 1; number <= 12; number++) await pages(number, { channel: 'email' });
    expect(mails).toHaveLength(12);
  });

  test('a bundle that the vendor refuses for good fails each of its pages, with the reason', async () => {
    const refused = { sent: false, failed: 'give-up', reason: 'opted out' } as const;
    const { pages, passes, row, events } = desk({
      vendor: (_sent, count) => (count > 3 ? refused : accepted(`m-${count}`)),
    });
    for (const number of [1, 2, 3, 4, 5]) await pages(number);
    await passes(25);
    for (const number of [4, 5]) {
      expect(await row(number)).toMatchObject({ status: 'failed', detail: 'opted out' });
      const failed = expect.objectContaining({ type: 'PageFailed', reason: 'opted out' });
      expect(await events(number)).toContainEqual(failed);
    }
  });

  test('a bundle that the vendor is too busy for is sent a little later', async () => {
    const busy = { sent: false, failed: 'retry', reason: 'throttled' } as const;
    const { pages, passes, row, sms } = desk({
      vendor: (_sent, count) => (count === 4 ? busy : accepted(`m-${count}`)),
    });
    for (const number of [1, 2, 3, 4, 5]) await pages(number);
    await passes(60);
    expect(sms).toHaveLength(4);
    expect(sms[3]?.text).toMatch(/^\(again\) SEV1 INC-2026-004 .* \+1 more: /);
    for (const number of [4, 5]) expect(await row(number)).toMatchObject({ status: 'sent' });
  });

  test('the carrier cap is a failure with a name, so that another channel is tried at once', async () => {
    const { pages, moves, row, events, sms } = desk();
    for (let number = 1; number <= carrierCap.sms; number++) {
      await pages(number);
      moves(61);
    }
    await pages(99);
    expect(sms).toHaveLength(carrierCap.sms);
    expect(await row(99)).toMatchObject({ status: 'failed' });
    expect((await row(99))?.detail).toMatch(/^carrier cap: .* 30 texts within the hour/);
    const failed = expect.objectContaining({ type: 'PageFailed' });
    expect(await events(99)).toContainEqual(failed);
  });

  test('a receipt of a bundle is a receipt of each of its pages', async () => {
    const { pages, passes, incidents, table, now, events } = desk();
    for (const number of [1, 2, 3, 4, 5]) await pages(number);
    await passes(25);
    const record = recordReceipt({
      pagesByMessage: memory.memoryPagesByMessage(table),
      handle: handleCommand({ incidents, pause: async () => {} }),
      queueReceiptAgain: async () => {},
      noteRefusal: async () => {},
      now,
      log: () => {},
    });
    await record({ messageId: 'm-4', outcome: { delivered: true } });
    for (const number of [4, 5]) {
      const delivered = expect.objectContaining({ type: 'PageDelivered' });
      expect(await events(number)).toContainEqual(delivered);
    }
  });

  test('pages that come at the same instant are each told of once', async () => {
    const { declares, paging, passes, sms, row } = desk();
    const reactions = [];
    for (let number = 1; number <= 20; number++) reactions.push(await declares(number));
    await Promise.all(reactions.map(reaction => paging()(reaction, 1)));
    await passes(60);
    expect(sms).toHaveLength(4);
    expect(sms[3]?.text).toContain('+16 more');
    for (let number = 1; number <= 20; number++) {
      expect(await row(number)).toMatchObject({ status: 'sent' });
    }
  });
});

test('nothing is bundled for a phone that gets one page at a time', async () => {
  const { pages, moves, sms } = desk();
  for (let number = 1; number <= 6; number++) {
    await pages(number);
    moves(21);
  }
  expect(sms).toHaveLength(6);
});

test('a page that waited for a bundle long enough is told alone: its queue is not fed for ever', async () => {
  const { pages, sms, queue } = desk();
  for (const number of [1, 2, 3]) await pages(number);
  await pages(4);
  expect(queue.map(({ reaction }) => reaction.waits)).toEqual([1]);
  await pages(5, { waits: 40 });
  expect(sms.at(-1)?.text).toContain('Trouble 5');
  expect(queue).toHaveLength(1);
});

test('a page that waited long enough is told of once, though its bundle goes out after it', async () => {
  const { pages, paging, passes, sms } = desk();
  for (const number of [1, 2, 3]) await pages(number);
  const fourth = await pages(4);
  await pages(5);
  await paging()({ ...fourth, waits: 40 }, 1);
  await passes(60);
  expect(sms.filter(({ text }) => text.includes('Trouble 4'))).toHaveLength(1);
  expect(sms.map(({ text }) => text).filter(text => /\+\d more/.test(text))).toEqual([]);
});

test('a page whose bundle is on its way again and again goes alone in the end: two texts are better than none', async () => {
  const { pages, paging, queue, moves, sms } = desk();
  for (const number of [1, 2, 3]) await pages(number);
  const fourth = await pages(4);
  await pages(5);
  moves(20);
  const dies = async () => {
    throw new Error('the function died');
  };
  await expect(paging({ sendSms: dies })(fourth, 1)).rejects.toThrow('died');
  const [, fifth] = queue;
  if (fifth === undefined) throw new Error('Nothing waits');
  await paging()({ ...fifth.reaction, waits: 79 }, 1);
  expect(sms).toHaveLength(3);
  await paging()({ ...fifth.reaction, waits: 80 }, 1);
  expect(sms.slice(3).map(({ text }) => /INC-\d+-\d+/.exec(text)?.[0])).toEqual(['INC-2026-005']);
});

import { expect, test } from 'vitest';
import { handleCommand } from '#app/incident/handle-command.ts';
import { recordReceipt } from '#app/paging/delivery-receipts.ts';
import type { DeliveryReceipt } from '#contract/delivery-receipts.ts';
import { pageGuard } from '#core/paging/still-wanted.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { carryOut, declared, firstId, later, pageOf, start } from '../../support/samples.ts';

/** One incident with one page that its vendor accepted as `m-1`. */
async function paged() {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const declaration = declared();
  await incidents.append(declaration);
  const { after } = declaration;
  if (after.phase === 'undeclared') throw new Error('Not declared');
  // One that it waits for, so that what is said of it counts.
  const [awaited] = after.paging.escalation.pages;
  const page = pageOf(after, { key: awaited?.key ?? '' });
  const again: { receipt: DeliveryReceipt; looks: number; seconds: number }[] = [];
  const logged: string[] = [];
  const refusals: string[] = [];
  const record = recordReceipt({
    pagesByMessage: memory.memoryPagesByMessage(table),
    handle: handleCommand({ incidents, pause: async () => {} }),
    queueReceiptAgain: async (receipt, looks, seconds) => {
      again.push({ receipt, looks, seconds });
    },
    noteRefusal: async ({ to, channel, reason, bounced }) => {
      refusals.push(`${to.person} ${bounced ?? to.phone} ${channel} ${reason}`);
    },
    now: () => later(30),
    log: (_level, message) => logged.push(message),
  });

  async function send() {
    const guard = pageGuard(after);
    const claim = { page, guard, at: start, token: 'token', attempt: 1 };
    await memory.memoryPages(table).claim(claim);
    const { key, channel, level, round, purpose, to } = page;
    const at = later(1);
    await carryOut(
      incidents,
      firstId,
      {
        type: 'RecordPageOutcome',
        ...{ at, page: key, person: to.person, channel, level, round, purpose },
        outcome: { sent: true, externalId: 'm-1' },
      },
      [{ kind: 'page-outcome', key, status: 'sent', detail: 'm-1', messageId: 'm-1', at }],
    );
  }
  const facts = async () => (await incidents.history(firstId)).flatMap(({ events }) => events);
  return { page, record, send, facts, again, logged, refusals };
}

const arrived: DeliveryReceipt = { messageId: 'm-1', outcome: { delivered: true } };
const lost: DeliveryReceipt = {
  messageId: 'm-1',
  outcome: { delivered: false, reason: 'Phone number is opted out' },
};

test('a receipt is a fact of the incident that the page was for', async () => {
  const { page, record, send, facts } = await paged();
  await send();
  await record(arrived);
  expect((await facts()).at(-1)).toEqual({
    type: 'PageDelivered',
    at: later(30),
    page: page.key,
    person: 'ana',
    channel: 'sms',
  });
});

test('a receipt that says undelivered is one too, with the reason of the carrier', async () => {
  const { record, send, facts, refusals } = await paged();
  await send();
  await record(lost);
  await record(lost);
  expect(refusals).toEqual(['ana +15555550101 sms Phone number is opted out']);
  const undelivered = { type: 'PageUndelivered', reason: 'Phone number is opted out' };
  expect(await facts()).toContainEqual(expect.objectContaining(undelivered));
});

test('a text that was refused is told of the number that it went to, not of the one in the plan', async () => {
  const { record, send, refusals } = await paged();
  await send();
  await record({ ...lost, address: '+15555550199' });
  expect(refusals).toEqual(['ana +15555550199 sms Phone number is opted out']);
});

test('a receipt that comes twice is one fact', async () => {
  const { record, send, facts } = await paged();
  await send();
  await record(arrived);
  const once = await facts();
  await record(arrived);
  expect(await facts()).toEqual(once);
});

test('a receipt for good stands against one that it arrived, and no other does', async () => {
  const { record, send, facts, refusals } = await paged();
  await send();
  await record(arrived);
  const once = await facts();
  await record(lost);
  expect(await facts()).toEqual(once);
  const bounced = { delivered: false, reason: 'the address bounced', isFinal: true } as const;
  await record({ messageId: 'm-1', address: 'ana@example.com', outcome: bounced });
  expect(refusals.at(-1)).toBe('ana ana@example.com sms the address bounced');
  const undelivered = { type: 'PageUndelivered', reason: 'the address bounced' };
  const then = await facts();
  expect(then).toContainEqual(expect.objectContaining(undelivered));
  await record({ messageId: 'm-1', outcome: bounced });
  await record(arrived);
  expect(await facts()).toEqual(then);
});

test('a receipt that is quicker than our own record is looked at again', async () => {
  const { record, send, facts, again } = await paged();
  await record(lost);
  expect(again).toEqual([{ receipt: lost, looks: 1, seconds: 5 }]);
  await send();
  await record(lost, 1);
  expect(await facts()).toContainEqual(expect.objectContaining({ type: 'PageUndelivered' }));
});

test('a receipt of what was no page is let go after some minutes', async () => {
  const { record, facts, again, logged } = await paged();
  const before = await facts();
  for (let looks = 0; looks < 10 && again.length === looks; looks++) await record(arrived, looks);
  expect(again.map(({ seconds }) => seconds)).toEqual([5, 60, 120]);
  expect(logged).toEqual(['receipt of no page']);
  expect(await facts()).toEqual(before);
});

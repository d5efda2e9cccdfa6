import { describe, expect, test } from 'vitest';
import { endGivenUp } from '#app/intake/end-given-up.ts';
import { type AcceptedWebhook, acceptedWebhook } from '#contract/messages.ts';
import { receiptId } from '#core/ids.ts';
import { ownAlerts } from '#core/intake/trust-domain.ts';
import { memoryReceipts, memoryTable } from '../../support/memory/memory-table.ts';
import { later, start } from '../../support/samples.ts';

function desk(waiting: Partial<Record<'alerts' | 'repeats', unknown[]>>) {
  const letters = { sentAt: start };
  const receipts = memoryReceipts(memoryTable());
  const told: AcceptedWebhook[] = [];
  const queue = { isDown: false };
  const round = endGivenUp({
    deadLetters: {
      look: async (queue, most) =>
        (waiting[queue as 'alerts'] ?? []).slice(0, most).map((body, index) => ({
          id: String(index),
          sentAt: letters.sentAt,
          body: JSON.stringify(body),
        })),
    },
    decode: body => acceptedWebhook.safeParse(JSON.parse(body)).data,
    receipts,
    accept: async webhook => {
      if (queue.isDown) throw new Error('SQS is down');
      told.push(webhook);
      return 'accepted';
    },
    newReceiptId: () => receiptId(`rcp_own_${told.length}`),
  });
  return { receipts, told, queue, letters, round: (seconds = 600) => round(later(seconds)) };
}

const webhook = (number: number, change: object = {}) => ({
  ...{ kind: 'webhook', receiptId: `rcp_${number}`, source: 'generic', integration: 'website' },
  ...{ domain: 'key:website', service: 'website', acceptedAt: start, body: '{}', ...change },
});

describe('what triage gave up', () => {
  test('ends its receipt with the reason, and is told once to whoever answers for the service', async () => {
    const { round, receipts, told } = desk({
      alerts: [webhook(1), webhook(2)],
      repeats: [webhook(3, { integration: 'prometheus', domain: 'key:prometheus' })],
    });
    await round();
    for (const id of ['rcp_1', 'rcp_2', 'rcp_3']) {
      expect(await receipts.find(receiptId(id))).toMatchObject({
        state: 'failed',
        reason: expect.stringContaining('tocsin dead-letters'),
      });
    }
    expect(told).toMatchObject([
      { domain: ownAlerts, service: 'website', body: expect.stringContaining('rcp_2') },
      { domain: ownAlerts, body: expect.stringContaining('integration prometheus') },
    ]);
    await round();
    expect(told).toHaveLength(2);
  });

  test('again, after it was sent again, is told again, once', async () => {
    const { round, told, letters, receipts } = desk({ alerts: [webhook(1)] });
    await round(600);
    letters.sentAt = later(700);
    await round(900);
    await round(1200);
    expect(told).toMatchObject([
      { body: expect.stringContaining('were given up: they') },
      { body: expect.stringContaining('were given up again: they') },
    ]);
    expect(await receipts.find(receiptId('rcp_1'))).toMatchObject({
      reason: expect.stringContaining('given up again'),
    });
  });

  test('is told in the next round where nobody could be told in this one', async () => {
    const { round, queue, told } = desk({ alerts: [webhook(1)] });
    queue.isDown = true;
    await expect(round()).rejects.toThrow('SQS is down');
    queue.isDown = false;
    await round();
    expect(told).toMatchObject([{ body: expect.stringContaining('rcp_1') }]);
  });

  test('keeps what is known of the parts that were done', async () => {
    const { round, receipts } = desk({
      repeats: [webhook(1, { part: { number: 2, left: '001' } })],
    });
    const outcomes = [{ alert: 'Down', outcome: 'declared', reason: 'new' } as const];
    const id = receiptId('rcp_1');
    await receipts.record([{ id, state: 'accepted', at: start, part: 1, raw: 'raw/1', outcomes }]);
    await round();
    expect(await receipts.find(id)).toMatchObject({
      state: 'failed',
      part: 1,
      raw: 'raw/1',
      outcomes,
    });
  });

  test('of alarms that came natively is told as well, and what is none of ours is left alone', async () => {
    const event = { kind: 'alarm-event', receiptId: 'rcp_9', acceptedAt: start, event: {} };
    const { round, told } = desk({ alerts: [event, { what: 'ever' }] });
    await round();
    expect(told).toMatchObject([{ body: expect.stringContaining('CloudWatch alarms') }]);
  });

  test('of our own alerts brings no further one', async () => {
    const { round, told, receipts } = desk({ alerts: [webhook(1, { domain: ownAlerts })] });
    await round();
    expect(told).toEqual([]);
    expect(await receipts.find(receiptId('rcp_1'))).toMatchObject({ state: 'failed' });
  });
});

import { describe, expect, test } from 'vitest';
import { notifyOnce } from '#app/communication/notify-once.ts';
import { perform } from '#app/communication/perform-effect.ts';
import type { NoticeReaction } from '#core/communication/notices.ts';
import { leaseSeconds } from '#core/lease.ts';
import type { Delivery } from '#ports/communication.ts';
import { memoryDutyBook } from '../../support/memory/memory-duty-book.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { firstId, later } from '../../support/samples.ts';

/* What a dead run had in hand is not lost: whoever comes next hears that it is held, then takes it over. */

const notice = { subject: 'Update', body: 'Still looking.' };
const to = { person: 'ana', name: 'Ana', email: 'ana@example.com' };
const reaction: NoticeReaction = {
  ...{ kind: 'notice', key: `${firstId}#2#0`, incidentId: firstId, to, notice },
};

function desk() {
  const table = memory.memoryTable();
  const [ledger, book] = [memory.memoryEffects(table), memoryDutyBook()];
  const mails: string[] = [];
  let seconds = 0;
  const now = () => later(seconds);
  const log = () => {};
  const sends = async (email: string): Promise<Delivery> => {
    mails.push(email);
    return { sent: true };
  };
  const refuses = async (): Promise<Delivery> => ({
    ...{ sent: false, failed: 'retry', reason: 'throttled' },
  });
  const dies = async (): Promise<Delivery> => {
    throw new Error('the function died');
  };
  return {
    ...{ mails, sends, refuses, dies },
    performing: (sendEmail = sends) =>
      perform({
        reachedNow: async to => ({ to }),
        ...{ ledger, sendEmail, now, log },
        ...{ tellStakeholders: async () => sends(''), sendWebhook: sends },
        invite: async () => notice,
        queueFanOut: async () => {},
        channelOf: async () => undefined,
        ticketLink: async () => 'https://tocsin.example.com/a/token-1',
        configuration: memory.memoryConfiguration(table),
      })(reaction),
    telling: (sendEmail = sends) =>
      notifyOnce({ book, sendEmail, now, log })('hand-off#1', to, notice),
    passes(more: number) {
      seconds += more;
    },
  };
}

describe('a notice whose run died', () => {
  test('is not called done: its message comes again, and is sent once the run cannot live', async () => {
    const { performing, dies, passes, mails } = desk();
    await expect(performing(dies)).rejects.toThrow('died');
    await expect(performing()).rejects.toThrow('held by another run');
    expect(mails).toEqual([]);
    passes(leaseSeconds.message);
    await performing();
    await performing();
    expect(mails).toEqual(['ana@example.com']);
  });

  test('is sent at once when its vendor refused it for now', async () => {
    const { performing, refuses, mails } = desk();
    await expect(performing(refuses)).rejects.toThrow('tried again: throttled');
    await performing();
    expect(mails).toEqual(['ana@example.com']);
  });
});

describe('a mail of a round that died', () => {
  test('is left to the next round, and sent once', async () => {
    const { telling, dies, passes, mails } = desk();
    await expect(telling(dies)).rejects.toThrow('died');
    expect(await telling()).toBe('again');
    passes(leaseSeconds.round);
    expect(await telling()).toBe('done');
    expect(await telling()).toBe('done');
    expect(mails).toEqual(['ana@example.com']);
  });
});

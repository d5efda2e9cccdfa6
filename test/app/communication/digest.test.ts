import { describe, expect, test } from 'vitest';
import { fanOut } from '#app/communication/fan-out.ts';
import { sendToSubscriber } from '#app/communication/send-to-subscriber.ts';
import { tellDigest } from '#app/communication/tell-digest.ts';
import type { DigestWork } from '#core/communication/digest.ts';
import { effectOf } from '#core/communication/effects.ts';
import {
  type FanOut,
  type Subscription,
  subscriptionId,
} from '#core/communication/stakeholders.ts';
import type { Delivery } from '#ports/communication.ts';
import {
  memoryBaskets,
  memorySubscriptions,
  memoryTold,
} from '../../support/memory/memory-subscriptions.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { firstId, later } from '../../support/samples.ts';

const minutes = 60;
const quarter = 15 * minutes;
const wants = (address: string, digestSeconds: number | undefined = quarter): Subscription => ({
  ...{ id: subscriptionId('email', address), channel: 'email', address, state: 'confirmed' },
  ...{ createdAt: later(0), createdBy: 'Ana', digestSeconds },
});
const [sales] = [wants('sales@example.com')];
const update = (number: number, change: Partial<FanOut> = {}): FanOut => ({
  ...{ kind: 'fan-out', key: `${firstId}#${number}#0`, incidentId: firstId, severity: 'SEV2' },
  ...{ service: 'payments', about: 'update' },
  notice: { subject: `Update ${number}`, body: `Status: step ${number}` },
  ...(change as object),
});

/** The queue of effects with a clock; what dies comes again. */
function office(all: Subscription[]) {
  const table = memory.memoryTable();
  const people = new Map(all.map(each => [each.id, each]));
  const queue: { work: FanOut | DigestWork; at: number }[] = [];
  const mails: { to: string; at: number; subject: string; body: string }[] = [];
  let seconds = 0;
  let answer: (body: string) => Delivery | 'dies' = () => ({ sent: true });
  let dies: string | undefined;
  const step = async (name: string) => {
    if (dies !== name) return;
    dies = undefined;
    throw new Error('the function died');
  };
  const kept = memoryBaskets();
  const told = memoryTold();
  const shared = {
    subscriptions: memorySubscriptions(people),
    baskets: {
      ...kept,
      async put(to: string, message: Parameters<typeof kept.put>[1]) {
        await kept.put(to, message);
        await step('put');
      },
      async remove(to: string, messages: Parameters<typeof kept.remove>[1]) {
        await step('remove');
        await kept.remove(to, messages);
      },
    },
    told,
    ledger: memory.memoryEffects(table),
    send: sendToSubscriber({
      async sendEmail(to, { subject, body }) {
        const outcome = answer(body);
        if (outcome === 'dies') throw new Error('the function died');
        if (outcome.sent) mails.push({ to, at: seconds, subject, body });
        return outcome;
      },
      sendSms: async () => ({ sent: true }),
      sendWebhook: async () => ({ sent: true }),
      postEvent: async () => ({ sent: true }),
      linkTo: async (what, id) => `https://tocsin.example.com/s/${what}-${id}`,
    }),
    queueFanOut: async (work: FanOut, delay: number) =>
      void queue.push({ work, at: seconds + delay }),
    queueDigest: async (work: DigestWork, delay: number) =>
      // As SQS: no more than a quarter of an hour.
      void queue.push({ work, at: seconds + Math.min(delay, 900) }),
    now: () => later(seconds),
    log: () => {},
  };
  const [tell, digest] = [fanOut(shared), tellDigest(shared)];
  return {
    mails,
    people,
    seen: async () => (await memory.memoryEffectsOf(table)(firstId)).map(effectOf),
    answers(next: typeof answer) {
      answer = next;
    },
    diesAt(name: 'put' | 'remove') {
      dies = name;
    },
    says: (work: FanOut) => void queue.push({ work, at: seconds }),
    async passes(more: number) {
      const end = seconds + more;
      for (let turn = 0; turn < 100_000; turn++) {
        queue.sort((a, b) => a.at - b.at);
        const next = queue[0];
        if (next === undefined || next.at > end) break;
        queue.shift();
        seconds = Math.max(seconds, next.at);
        const { work } = next;
        const run = work.kind === 'digest' ? digest(work) : tell(work);
        await run.catch(() => queue.push({ work, at: seconds + 150 }));
      }
      seconds = end;
    },
  };
}

describe('who wants a digest', () => {
  test('reads together what was said within its time, in its order, and each of it once', async () => {
    const { says, passes, mails } = office([sales]);
    for (let number = 1; number <= 12; number++) {
      says(update(number));
      await passes(minutes);
    }
    expect(mails).toEqual([]);
    await passes(10 * minutes);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ at: quarter, subject: '12 messages, the last: Update 12' });
    const steps = [...(mails[0]?.body ?? '').matchAll(/step (\d+)/g)].map(([, step]) => step);
    expect(steps).toEqual(Array.from({ length: 12 }, (_, index) => String(index + 1)));
    expect(mails[0]?.body).toContain('/s/end-sub_');
    await passes(24 * 60 * minutes);
    expect(mails).toHaveLength(1);
  });

  test('reads long messages of a long day in as many mails as SNS takes of them', async () => {
    const { says, passes, mails, answers } = office([wants('b@example.com', 24 * 60 * minutes)]);
    const snsBytesMax = 256 * 1024;
    answers(body =>
      Buffer.byteLength(body) > snsBytesMax
        ? { sent: false, failed: 'give-up', reason: 'SNS: InvalidParameter: Message too long' }
        : { sent: true },
    );
    const body = 'Статус '.repeat(430);
    for (let number = 1; number <= 90; number++) {
      says(update(number, { notice: { subject: `Update ${number}`, body } }));
      await passes(1);
    }
    await passes(25 * 60 * minutes);
    const read = mails.flatMap(mail => [...mail.body.matchAll(/^Update (\d+)$/gm)]);
    expect(read.map(([, number]) => Number(number))).toEqual(
      Array.from({ length: 90 }, (_, index) => index + 1),
    );
  });

  test('reads one message as it is, and waits for hours where they said so', async () => {
    const { says, passes, mails } = office([wants('b@example.com', 4 * 60 * minutes)]);
    says(update(1));
    await passes(4 * 60 * minutes - 1);
    expect(mails).toEqual([]);
    await passes(1);
    expect(mails).toMatchObject([{ at: 4 * 60 * minutes, subject: 'Update 1' }]);
  });

  test('hears at once of a SEV1 that begins or ends, with what waited before it', async () => {
    const { says, passes, mails } = office([sales]);
    says(update(1));
    await passes(minutes);
    says(update(2, { severity: 'SEV1', isUrgent: true } as Partial<FanOut>));
    await passes(0);
    expect(mails).toMatchObject([{ at: minutes, subject: '2 messages, the last: Update 2' }]);
    expect(mails[0]?.body).toMatch(/step 1[\s\S]+step 2/);
    await passes(60 * minutes);
    expect(mails).toHaveLength(1);
  });

  test('hears at once of a SEV1 behind more than is told together', async () => {
    const { says, passes, mails } = office([wants('b@example.com', 4 * 60 * minutes)]);
    for (let number = 1; number <= 101; number++) says(update(number));
    await passes(minutes);
    says(update(102, { severity: 'SEV1', isUrgent: true } as Partial<FanOut>));
    await passes(0);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ at: minutes, subject: expect.stringContaining('Update 102') });
    await passes(4 * 60 * minutes);
    const told = mails.flatMap(({ body }) => [...body.matchAll(/step \d+/g)].map(String));
    expect(new Set(told).size).toBe(102);
    expect(told).toHaveLength(102);
  });

  test('who wants to wait longer from now on hears of what waits then', async () => {
    const { says, passes, mails, people } = office([sales]);
    says(update(1));
    await passes(minutes);
    people.set(sales.id, { ...sales, digestSeconds: 60 * minutes });
    await passes(59 * minutes - 1);
    expect(mails).toEqual([]);
    await passes(1);
    expect(mails).toMatchObject([{ at: 60 * minutes, subject: 'Update 1' }]);
  });

  test('is told nothing of what waits once they ended it', async () => {
    const { says, passes, mails, people } = office([sales]);
    says(update(1));
    await passes(minutes);
    people.delete(sales.id);
    await passes(60 * minutes);
    expect(mails).toEqual([]);
  });

  test.each(['put', 'remove'] as const)(
    'loses nothing where a run dies at %s, and reads nothing again that was told',
    async where => {
      const { says, passes, mails, diesAt } = office([sales]);
      says(update(1));
      diesAt(where);
      await passes(60 * minutes);
      says(update(2));
      await passes(60 * minutes);
      const told = mails.flatMap(({ body }) => [...body.matchAll(/step \d/g)].map(String));
      expect(new Set(told)).toEqual(new Set(['step 1', 'step 2']));
      // Between sending and noting it nobody can know which it was.
      expect(told.filter(each => each === 'step 1').length).toBeLessThanOrEqual(
        where === 'remove' ? 2 : 1,
      );
    },
  );

  test('is tried again while the vendor is out of breath, and shown with the incident where it failed', async () => {
    const { says, passes, mails, answers, seen } = office([sales]);
    answers(() => ({ sent: false, failed: 'retry', reason: 'SES: Throttling' }));
    says(update(1));
    await passes(30 * minutes);
    answers(() => ({ sent: true }));
    await passes(10 * minutes);
    expect(mails).toHaveLength(1);
    answers(() => ({ sent: false, failed: 'give-up', reason: 'SES: MessageRejected' }));
    says(update(2));
    await passes(30 * minutes);
    expect((await seen()).find(({ state }) => state === 'failed')).toMatchObject({
      to: 's***@example.com',
      what: 'Update 2',
      reason: 'SES: MessageRejected',
    });
  });

  test('are a thousand, and hear of three messages in one mail each', async () => {
    const all = Array.from({ length: 1000 }, (_, index) => wants(`s${index}@example.com`));
    const { says, passes, mails } = office(all);
    for (const number of [1, 2, 3]) {
      says(update(number));
      await passes(minutes);
    }
    await passes(60 * minutes);
    expect(mails).toHaveLength(1000);
    expect(new Set(mails.map(({ to }) => to)).size).toBe(1000);
  });
});

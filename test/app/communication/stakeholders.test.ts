import { describe, expect, test } from 'vitest';
import { subscriptionOf, subscriptionToken } from '#adapters/node/subscription-link.ts';
import { leadsInside } from '#adapters/outside/public-address.ts';
import { answerSubscription } from '#app/communication/answer-subscription.ts';
import { fanOut } from '#app/communication/fan-out.ts';
import { sendToSubscriber } from '#app/communication/send-to-subscriber.ts';
import { stakeholderOperations } from '#app/communication/stakeholder-operations.ts';
import { timeoutSeconds } from '#contract/work-queues.ts';
import { effectOf } from '#core/communication/effects.ts';
import {
  type FanOut,
  type Subscription,
  subscriptionId,
  wantsToHear,
} from '#core/communication/stakeholders.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { subscriptionPage } from '#functions/subscription-page.ts';
import type { Delivery } from '#ports/communication.ts';
import {
  memoryBaskets,
  memorySubscriptions,
  memoryTold,
} from '../../support/memory/memory-subscriptions.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { memoryTextCap } from '../../support/memory/memory-text-cap.ts';
import { callOf } from '../../support/operations.ts';
import { firstId, later } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const mail = (address: string, change: Partial<Subscription> = {}): Subscription => ({
  ...{ id: subscriptionId('email', address), channel: 'email', address, state: 'confirmed' },
  ...{ createdAt: later(0), createdBy: 'Ana', ...change },
});
const work: FanOut = {
  ...{ kind: 'fan-out', key: `${firstId}#1#2`, incidentId: firstId, severity: 'SEV1' },
  ...{ service: 'payments', about: 'declared', notice: { subject: 'It is down', body: 'Team,' } },
};

function desk(
  all: Subscription[],
  answer: (address: string) => Delivery | 'dies' | 'hangs' = () => ({ sent: true }),
) {
  const table = memory.memoryTable();
  const mails: { to: string; body: string; unsubscribe?: string | undefined }[] = [];
  const queue: { work: FanOut; at: number }[] = [];
  let seconds = 0;
  let order = 0;
  let began = 0;
  const answered = (to: string): Delivery => {
    if (seconds - began > timeoutSeconds.effects) throw new Error('the function is out of time');
    const outcome = answer(to);
    if (outcome === 'dies') throw new Error('the function died');
    if (outcome !== 'hangs') return outcome;
    seconds += 5;
    return { sent: false, failed: 'retry', reason: 'no answer' };
  };
  const telling = fanOut({
    subscriptions: memorySubscriptions(new Map(all.map(each => [each.id, each]))),
    told: memoryTold(),
    ledger: memory.memoryEffects(table),
    baskets: memoryBaskets(),
    send: sendToSubscriber({
      async sendEmail(to, { body, unsubscribe }) {
        const outcome = answered(to);
        if (outcome.sent) mails.push({ to, body, unsubscribe });
        return outcome;
      },
      sendSms: async () => ({ sent: true }),
      sendWebhook: async to => answered(to),
      postEvent: async () => ({ sent: true }),
      linkTo: async (what, id) => `https://tocsin.example.com/s/${what}-${id}`,
    }),
    queueDigest: async () => {},
    queueFanOut: async (next, delay) => void queue.push({ work: next, at: seconds + delay }),
    now: () => later(seconds),
    log: () => {},
  });
  return {
    mails,
    seen: async () => (await memory.memoryEffectsOf(table)(firstId)).map(effectOf),
    /** As the queue does: what fails comes again after its visibility, what waits comes at its time. */
    async tells(first: FanOut = work): Promise<void> {
      queue.push({ work: first, at: 0 });
      while (queue.length > 0 && order++ < 1000) {
        queue.sort((a, b) => a.at - b.at);
        const next = queue.shift();
        if (next === undefined) return;
        seconds = Math.max(seconds, next.at);
        began = seconds;
        await telling(next.work).catch(() => queue.push({ work: next.work, at: seconds + 150 }));
      }
    },
  };
}

describe('ten thousand who subscribed', () => {
  test('are told each once, though runs die in the middle and the vendor is out of breath', async () => {
    const all = Array.from({ length: 10_000 }, (_, index) => mail(`s${index}@example.com`));
    let asked = 0;
    const { tells, mails } = desk(all, () => {
      asked += 1;
      if (asked % 2_500 === 0) return 'dies';
      return asked % 101 === 0
        ? { sent: false, failed: 'retry', reason: 'SES: Throttling' }
        : { sent: true };
    });
    await tells();
    expect(mails).toHaveLength(10_000);
    expect(new Set(mails.map(({ to }) => to)).size).toBe(10_000);
  });
});

describe('whoever subscribed behind many webhooks that do not answer', () => {
  test('is told all the same, in runs that end before their time', async () => {
    const all = Array.from({ length: 300 }, (_, index) => mail(`s${index}@example.com`))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((each, index): Subscription => {
        if (index % 10 !== 0) return each;
        return { ...each, channel: 'webhook', address: 'https://hangs.example.com' };
      });
    const { tells, mails, seen } = desk(all, to =>
      to.startsWith('https:') ? 'hangs' : { sent: true },
    );
    await tells();
    expect(new Set(mails.map(({ to }) => to)).size).toBe(270);
    expect(mails).toHaveLength(270);
    const outcomes = (await seen()).map(({ to, state }) => `${to}: ${state}`);
    expect(outcomes).toContain('300 who subscribed: sent');
    expect(outcomes.filter(each => each.endsWith(': failed'))).toHaveLength(30);
  });
});

describe('what subscribers hear', () => {
  test('is what they asked for, and nothing before they confirmed', () => {
    expect(wantsToHear(mail('a@example.com'), work)).toBe(true);
    expect(wantsToHear(mail('a@example.com', { state: 'pending' }), work)).toBe(false);
    expect(wantsToHear(mail('a@example.com', { severities: ['SEV2'] }), work)).toBe(false);
    const lowered: FanOut = { ...work, severity: 'SEV3', was: 'SEV1' };
    expect(wantsToHear(mail('a@example.com', { severities: ['SEV1'] }), lowered)).toBe(true);
    expect(wantsToHear(mail('a@example.com', { severities: ['SEV2'] }), lowered)).toBe(false);
    expect(wantsToHear(mail('a@example.com', { services: ['search'] }), work)).toBe(false);
    expect(wantsToHear(mail('a@example.com', { kinds: ['all-clear'] }), work)).toBe(false);
    expect(wantsToHear(mail('a@example.com', { kinds: ['declared'] }), work)).toBe(true);
  });

  test('has a way out, for people and for their mail program', async () => {
    const { tells, mails } = desk([mail('a@example.com')]);
    await tells();
    expect(mails[0]?.unsubscribe).toMatch(/\/s\/end-sub_/);
    expect(mails[0]?.body).toContain(mails[0]?.unsubscribe);
  });

  test('is noted one by one where it did not arrive, and for the others together', async () => {
    const { tells, seen } = desk([mail('a@example.com'), mail('b@example.com')], to =>
      to.startsWith('a')
        ? { sent: true }
        : { sent: false, failed: 'give-up', reason: 'SES: MessageRejected' },
    );
    await tells();
    expect((await seen()).map(({ to, state }) => `${to}: ${state}`).toSorted()).toEqual([
      '2 who subscribed: sent',
      'b***@example.com: failed',
    ]);
  });
});

function office({ asksByItself = false } = {}) {
  const configuration = memory.memoryConfiguration(memory.memoryTable());
  const parsed = parseDirectory({ ...team, stakeholders: [{ email: 'listed@example.com' }] });
  if ('problems' in parsed) throw new Error('Not a configuration');
  configuration.put(parsed.directory);
  const kept = new Map<string, Subscription>();
  const subscriptions = memorySubscriptions(kept);
  const sent: string[] = [];
  let seconds = 0;
  let answer: Delivery = { sent: true };
  const operations = stakeholderOperations({
    ...{ subscriptions, configuration, asksByItself, leadsInside },
    sendEmail: async (to, { body }) => {
      if (answer.sent) sent.push(`${to}: ${body}`);
      return answer;
    },
    sendSms: async (to, text) => {
      sent.push(`${to}: ${text}`);
      return { sent: true };
    },
    mayText: memoryTextCap(),
    queueSubscriptionSync: async () => void sent.push('sync'),
    linkTo: async (what, id) =>
      `https://tocsin.example.com/s/${subscriptionToken('secret', what, id)}`,
    now: () => later(seconds),
  });
  return {
    ...{ kept, sent },
    answers(next: Delivery) {
      answer = next;
    },
    add: (body: object) => operations.addStakeholder(callOf({ body: body as never })),
    link: answerSubscription({
      ...{ subscriptions, configuration },
      meantBy: async token => subscriptionOf(['secret'], token),
    }),
    passes: (more: number) => {
      seconds += more;
    },
  };
}
const tokenIn = (text = '') => /\/s\/(\S+)/.exec(text)?.[1] ?? '';

describe('a subscription', () => {
  test('is asked for once a day at most, and told nothing before its owner says yes', async () => {
    const { add, kept, sent, link, passes } = office();
    const body = { email: 'victim@example.com', severities: ['SEV1'] };
    for (let time = 0; time < 20; time++) await add(body);
    expect(sent).toHaveLength(1);
    expect([...kept.values()]).toMatchObject([{ state: 'pending' }]);
    passes(86_400);
    await add(body);
    expect(sent).toHaveLength(2);
    const token = tokenIn(sent[0]);
    expect(await link.look(token)).toMatchObject({ kind: 'asks', what: 'confirm' });
    expect([...kept.values()]).toMatchObject([{ state: 'pending' }]);
    expect(await link.act(token)).toMatchObject({ kind: 'done', what: 'confirm' });
    expect([...kept.values()]).toMatchObject([{ state: 'confirmed' }]);
    // Changed later, nobody is asked again.
    passes(86_400);
    expect(await add({ ...body, kinds: ['all-clear'] })).toMatchObject({
      answer: { state: 'confirmed', kinds: ['all-clear'], address: 'v***@example.com' },
    });
    expect(sent).toHaveLength(2);
  });

  test('of a queue names no more than a filter of SNS can hold', async () => {
    const { add, kept } = office();
    const queue = 'arn:aws:sqs:eu-central-1:111122223333:crm';
    const body = { queue, severities: ['SEV1', 'SEV2'] };
    const shops = (count: number) => Array.from({ length: count }, () => 'payments');
    expect(await add({ ...body, services: shops(76) })).toMatchObject({
      invalid: { message: expect.stringContaining('more than 150 combinations') },
    });
    expect(kept.size).toBe(0);
    expect(await add({ ...body, services: shops(75) })).toHaveProperty('answer');
  });

  test('whose owner could not be asked is said to be so, and asked for again as soon as somebody wants', async () => {
    const { add, answers, kept, sent } = office();
    const body = { email: 'cto@example.com' };
    answers({ sent: false, failed: 'retry', reason: 'SES: Throttling' });
    expect(await add(body)).toMatchObject({
      refused: { rule: 'not-asked', text: expect.stringContaining('SES: Throttling') },
    });
    answers({ sent: true });
    expect(await add(body)).toMatchObject({ answer: { state: 'pending' } });
    expect(sent).toHaveLength(1);
    expect(kept.size).toBe(1);
  });

  test('is ended by the button, and by no scanner that follows the link', async () => {
    const { add, kept, link } = office();
    await add({ webhook: 'https://hooks.example.com/s' });
    const [{ id } = { id: '' }] = kept.values();
    const token = subscriptionToken('secret', 'end', id);
    expect(subscriptionPage(await link.look(token)).body).toContain('<form method="post">');
    await link.look(token);
    expect(kept.size).toBe(1);
    expect(subscriptionPage(await link.act(token)).body).toContain('You hear no more');
    expect(kept.size).toBe(0);
    expect(subscriptionPage(await link.act(token)).status).toBe(200);
  });

  test('is reached by no link that was made up, or of another', async () => {
    const { add, kept, link } = office();
    await add({ webhook: 'https://hooks.example.com/s' });
    const [{ id } = { id: '' }] = kept.values();
    for (const token of [
      `end-${id}-`,
      subscriptionToken('other', 'end', id),
      subscriptionToken('secret', 'confirm', id).replace('confirm', 'end'),
      `end-${subscriptionId('email', 'a@example.com')}-x`,
    ]) {
      expect(await link.act(token)).toEqual({ kind: 'unknown' });
    }
    expect(kept.size).toBe(1);
  });

  test('of a queue is one of the topic, which is brought in line at once, and of which there is room for forty', async () => {
    const { add, kept, sent } = office();
    const queue = 'arn:aws:sqs:eu-central-1:111122223333:crm';
    expect(await add({ queue, kinds: ['declared'] })).toMatchObject({
      answer: { channel: 'queue', address: queue, state: 'confirmed' },
    });
    expect(sent).toEqual(['sync']);
    const [row] = kept.values();
    expect(row && wantsToHear(row, work)).toBe(false);
    expect(await add({ queue, digest: '15m' })).toMatchObject({ invalid: { path: '/digest' } });
    for (let number = 2; number <= 40; number++) await add({ queue: `${queue}-${number}` });
    expect(await add({ queue: `${queue}-41` })).toMatchObject({
      refused: { rule: 'too-many-subscriptions' },
    });
  });

  test('by a webhook leads to a host of the Internet', async () => {
    const { add, kept } = office();
    expect(await add({ webhook: 'https://10.0.0.8/hook' })).toMatchObject({
      invalid: { path: '/webhook' },
    });
    expect(kept.size).toBe(0);
  });

  test('goes to the address as it was said last, also where large letters alone are others', async () => {
    const { add, kept, sent } = office();
    const addressed = () => [...kept.values()].map(({ address }) => address);
    await add({ webhook: 'https://hooks.example.com/services/t0/xyz' });
    await add({ webhook: 'https://hooks.example.com/services/T0/xYz' });
    expect(addressed()).toEqual(['https://hooks.example.com/services/T0/xYz']);
    kept.clear();
    const queue = 'arn:aws:sqs:eu-central-1:111122223333:';
    await add({ queue: `${queue}Crm` });
    await add({ queue: `${queue}crm` });
    expect(addressed()).toEqual([`${queue}crm`]);
    expect(sent).toEqual(['sync', 'sync']);
  });

  test('says how long its digest is, and is no second one of what tocsin.yaml names', async () => {
    const { add, kept } = office();
    await add({ email: 'a@example.com', digest: '15m' });
    expect([...kept.values()]).toMatchObject([{ digestSeconds: 900 }]);
    await add({ email: 'a@example.com' });
    expect([...kept.values()][0]?.digestSeconds).toBeUndefined();
    for (const email of ['listed@example.com', 'Listed@Example.com']) {
      expect(await add({ email })).toMatchObject({ refused: { rule: 'listed-already' } });
    }
  });

  test('needs one address, of a service that there is; where AWS asks by itself, we do not', async () => {
    const { add, sent } = office({ asksByItself: true });
    expect(await add({})).toHaveProperty('invalid');
    expect(await add({ email: 'a@example.com', phone: '+15555550177' })).toHaveProperty('invalid');
    expect(await add({ email: 'a@example.com', services: ['nowhere'] })).not.toHaveProperty(
      'answer',
    );
    expect(await add({ email: 'a@example.com' })).toMatchObject({ answer: { state: 'confirmed' } });
    expect(sent).toEqual(['sync']);
  });
});

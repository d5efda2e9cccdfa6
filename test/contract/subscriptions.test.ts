import { describe, expect, test } from 'vitest';
import { type Subscription, subscriptionId } from '#core/communication/stakeholders.ts';
import { later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const of = (address: string): Subscription => ({
  ...{ id: subscriptionId('email', address), channel: 'email', address, severities: ['SEV1'] },
  ...{ state: 'pending', createdAt: start, createdBy: 'Ana' },
});

describe.each([inMemory, onDynamoDb()])('subscriptions in $name', ({ open }) => {
  test('are read a page at a time, each once', async () => {
    const { subscriptions } = await open();
    const all = ['a', 'b', 'c', 'd', 'e'].map(name => of(`${name}@example.com`));
    for (const one of all) expect(await subscriptions.put(one, undefined)).toBe(true);
    const seen: string[] = [];
    for (let after: string | undefined; ; after = seen.at(-1)) {
      const page = await subscriptions.page('stakeholders', after, 2);
      if (page.length === 0) break;
      expect(page.length).toBeLessThanOrEqual(2);
      seen.push(...page.map(({ id }) => id));
    }
    expect(seen).toEqual(all.map(({ id }) => id).toSorted());
  });

  test('are changed as they were read, and are gone when they are ended', async () => {
    const { subscriptions } = await open();
    const first = of('a@example.com');
    expect(await subscriptions.put(first, undefined)).toBe(true);
    expect(await subscriptions.put(first, undefined)).toBe(false);
    const confirmed = { ...first, state: 'confirmed' as const };
    expect(await subscriptions.put(confirmed, first)).toBe(true);
    expect(await subscriptions.put({ ...first, severities: ['SEV2'] }, first)).toBe(false);
    expect(await subscriptions.find(first.id)).toEqual(confirmed);
    expect(await subscriptions.remove(first.id)).toEqual(confirmed);
    expect(await subscriptions.remove(first.id)).toBeUndefined();
    expect(await subscriptions.put(confirmed, first)).toBe(false);
  });

  test('keep what somebody else changed of them since they were read', async () => {
    const { subscriptions } = await open();
    const first: Subscription = { ...of('a@example.com'), wish: { components: ['search'] } };
    await subscriptions.put(first, undefined);
    const changes: Partial<Subscription>[] = [
      { wish: undefined, components: ['search'] },
      { wish: { components: [] } },
      { severities: ['SEV1', 'SEV2'] },
      { services: ['payments'] },
      { kinds: ['update'] },
      { digestSeconds: 900 },
      { isListed: true },
      { askedAt: later(60) },
    ];
    let newest = first;
    for (const change of changes) {
      const next = { ...newest, ...change };
      expect(await subscriptions.put(next, newest)).toBe(true);
      expect(await subscriptions.put({ ...newest, severities: [] }, newest)).toBe(false);
      newest = next;
    }
    expect(await subscriptions.find(first.id)).toEqual(newest);
  });

  test('are told once: who has it in hand keeps it, what was given back is free', async () => {
    const { told } = await open();
    expect(await told.claim('k', 'sub_1', start)).toBe('taken');
    expect(await told.claim('k', 'sub_1', later(1))).toBe('held');
    await told.release('k', 'sub_1', later(2));
    expect(await told.claim('k', 'sub_1', later(3))).toBe('taken');
    await told.finish('k', 'sub_1', later(4));
    expect(await told.claim('k', 'sub_1', later(999))).toBe('done');
    expect(await told.claim('k2', 'sub_1', later(999))).toBe('taken');
  });

  test('what waits for one of them is there once, in its order, and is taken out together', async () => {
    const { baskets } = await open();
    const message = (key: string, seconds: number) => ({
      ...{ key, at: later(seconds), incidentId: 'INC-2026-001' },
      ...{ subject: `Update ${key}`, body: 'Status: looking' },
    });
    await baskets.put('sub_1', message('INC-2026-001#12#0', 1));
    await baskets.put('sub_1', message('INC-2026-001#3#0', 0));
    await baskets.put('sub_1', { ...message('INC-2026-001#3#0', 9), subject: 'Again' });
    await baskets.put('sub_2', message('INC-2026-001#3#0', 0));
    const waiting = await baskets.of('sub_1');
    expect(waiting.map(({ subject }) => subject)).toEqual([
      'Update INC-2026-001#3#0',
      'Update INC-2026-001#12#0',
    ]);
    await baskets.remove('sub_1', waiting);
    expect(await baskets.of('sub_1')).toEqual([]);
    expect(await baskets.of('sub_2')).toHaveLength(1);
  });

  test('what cannot wait is taken out of it first, however many came before', async () => {
    const { baskets } = await open();
    const message = (key: number) => ({
      ...{ key: `INC-2026-001#${key}#0`, at: later(key), incidentId: 'INC-2026-001' },
      ...{ subject: `Update ${key}`, body: 'Status: looking' },
    });
    for (let key = 0; key < 100; key++) await baskets.put('sub_1', message(key));
    await baskets.put('sub_1', { ...message(100), isUrgent: true });
    const [first, second] = await baskets.of('sub_1');
    expect([first?.subject, second?.subject]).toEqual(['Update 100', 'Update 0']);
  });
});

describe.each([inMemory, onDynamoDb()])(
  'whoever wants to follow the status page, in $name',
  ({ open }) => {
    test('is asked three times a day at one address, however many ask at once and however it is written', async () => {
      const { mayAsk } = await open();
      const ways = ['ana@example.com', 'Ana@example.com', 'ana+1@example.com', 'a.na@example.com'];
      const asked = await Promise.all([...ways, ...ways].map(way => mayAsk('email', way, start)));
      expect(asked.filter(may => may)).toHaveLength(3);
      expect(await mayAsk('email', 'bo@example.com', start)).toBe(true);
      expect(await mayAsk('email', 'ana@example.com', later(24 * 3600))).toBe(true);
    });
  },
);

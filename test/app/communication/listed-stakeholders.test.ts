import { describe, expect, test } from 'vitest';
import {
  listedByTopicMax,
  mailAddressesOf,
  shareOutStakeholders,
} from '#app/communication/listed-stakeholders.ts';
import { subscribe } from '#app/communication/subscribe.ts';
import { type Subscription, subscriptionId } from '#core/communication/stakeholders.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { Subscriptions } from '#ports/communication.ts';
import { memorySubscriptions } from '../../support/memory/memory-subscriptions.ts';
import { memoryTextCap } from '../../support/memory/memory-text-cap.ts';
import { later } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

function office({ asksByItself = false, byUsMax = Number.POSITIVE_INFINITY } = {}) {
  const kept = new Map<string, Subscription>();
  const asked: string[] = [];
  const logged: string[] = [];
  let seconds = 0;
  const onMemory = memorySubscriptions(kept);
  const calls = { made: 0 };
  let meanwhile: (() => void) | undefined;
  const subscriptions: Subscriptions = {
    ...onMemory,
    find: async id => {
      calls.made += 1;
      return onMemory.find(id);
    },
    put: async (next, previous) => {
      calls.made += 1;
      meanwhile?.();
      meanwhile = undefined;
      return onMemory.put(next, previous);
    },
  };
  const share = shareOutStakeholders({
    ...{ subscriptions, byUsMax },
    subscribe: subscribe({
      ...{ subscriptions, asksByItself, now: () => later(seconds) },
      sendEmail: async to => {
        asked.push(to);
        return { sent: true };
      },
      sendSms: async () => ({ sent: true }),
      mayText: memoryTextCap(),
      linkTo: async (what, id) => `https://tocsin.example.com/s/${what}-${id}`,
    }),
    log: (level, message) => logged.push(`${level}: ${message}`),
  });
  return {
    ...{ kept, asked, logged, calls },
    beforeNextPut: (others: () => void) => {
      meanwhile = others;
    },
    passes: (more: number) => {
      seconds += more;
    },
    async applies(stakeholders: object[]) {
      const parsed = parseDirectory({ ...team, stakeholders });
      if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
      return share(parsed.directory);
    },
  };
}
const mail = (index: number) => ({ email: `s${index}@example.com`, severities: ['SEV1'] });
const rows = (kept: Map<string, Subscription>) => [...kept.values()].map(({ address }) => address);

describe('stakeholders of tocsin.yaml', () => {
  test('beyond what a topic takes are told by us once they said yes, and nobody by both', async () => {
    const { applies, kept, asked } = office();
    const all = Array.from({ length: 400 }, (_, index) => mail(index));
    const byTopic = (await applies(all)).map(({ email = '' }) => email);
    expect(byTopic).toHaveLength(listedByTopicMax);
    expect(rows(kept)).toHaveLength(400 - listedByTopicMax);
    expect(new Set([...byTopic, ...rows(kept)]).size).toBe(400);
    expect([...kept.values()].every(({ state }) => state === 'pending')).toBe(true);
    expect([...kept.values()][0]).toMatchObject({ severities: ['SEV1'], createdBy: 'tocsin.yaml' });
    // Applied again, nobody is asked again within the day.
    expect(await applies(all)).toHaveLength(listedByTopicMax);
    expect(asked).toHaveLength(400 - listedByTopicMax);
  });

  test('of whom nothing changes cost no call each, however many they are: what has the time of one run gets through', async () => {
    const { applies, kept, calls } = office();
    const all = Array.from({ length: 2000 }, (_, index) => mail(index));
    await applies(all);
    calls.made = 0;
    const [first, ...others] = all.toReversed();
    await applies([...others.toReversed(), { ...first, severities: ['SEV2'] }]);
    expect(calls.made).toBe(1);
    expect([...kept.values()].at(-1)).toMatchObject({ severities: ['SEV2'] });
  });

  test('who say yes while all are brought in line hear what the file says now', async () => {
    const { applies, kept, beforeNextPut } = office();
    await applies([{ ...mail(1), digest: '15m' }]);
    const [id = '', row] = [...kept][0] ?? [];
    beforeNextPut(() => kept.set(id, { ...(row as Subscription), state: 'confirmed' }));
    await applies([{ ...mail(1), digest: '1h' }]);
    expect(kept.get(id)).toMatchObject({ state: 'confirmed', digestSeconds: 3600 });
  });

  test('that want a digest are told by us, and end when the file does not name them', async () => {
    const { applies, kept, passes } = office();
    expect(await applies([{ ...mail(1), digest: '15m' }, mail(2)])).toMatchObject([mail(2)]);
    const [row] = kept.values();
    expect(row).toMatchObject({ address: 's1@example.com', digestSeconds: 900, isListed: true });
    passes(60);
    await applies([{ ...mail(1), digest: '1h' }, mail(2)]);
    expect([...kept.values()]).toMatchObject([{ digestSeconds: 3600 }]);
    expect(await applies([mail(2)])).toMatchObject([mail(2)]);
    expect(kept.size).toBe(0);
  });

  test('whose filter a topic does not take are told by us', async () => {
    const { applies, kept } = office();
    const [service = ''] = Object.keys(team.services);
    const fits = { ...mail(1), services: Array(150).fill(service) };
    const many = { ...fits, ...mail(2), severities: ['SEV1', 'SEV2'] };
    expect(await applies([fits, many])).toMatchObject([mail(1)]);
    expect(rows(kept)).toEqual(['s2@example.com']);
  });

  test('that subscribed themselves hear what they asked for, and not twice', async () => {
    const { applies, kept } = office();
    const id = subscriptionId('email', 's1@example.com');
    const own: Subscription = {
      ...{ id, channel: 'email', address: 's1@example.com', state: 'confirmed' },
      ...{ kinds: ['declared'], createdAt: later(0), createdBy: 'Jo' },
    };
    kept.set(id, own);
    expect(await applies([mail(1)])).toEqual([]);
    expect(kept.get(id)).toEqual(own);
    await applies([]);
    expect(kept.get(id)).toEqual(own);
  });

  test('find no room without SES beyond a hundred, which is said aloud', async () => {
    const { applies, kept, logged } = office({ asksByItself: true, byUsMax: 100 });
    await applies(Array.from({ length: listedByTopicMax + 101 }, (_, index) => mail(index)));
    expect(kept.size).toBe(100);
    expect(logged).toEqual([expect.stringContaining('error: stakeholders of tocsin.yaml')]);
  });

  test('are joined by queues that subscribed, each once', async () => {
    const { applies, kept } = office();
    const queue = (name: string) => `arn:aws:sqs:eu-central-1:111122223333:${name}`;
    for (const name of ['crm', 'bi']) {
      const id = subscriptionId('queue', queue(name));
      kept.set(id, {
        ...{ id, channel: 'queue', address: queue(name), state: 'confirmed' },
        ...{ severities: ['SEV1'], createdAt: later(0), createdBy: 'Ana' },
      });
    }
    const told = await applies([{ queue: queue('crm'), kinds: ['declared'] }]);
    expect(told).toEqual([
      { queue: queue('crm'), kinds: ['declared'] },
      { queue: queue('bi'), severities: ['SEV1'] },
    ]);
  });
});

test('of very many who follow by text, those behind them who follow by mail are found', async () => {
  const row = (channel: 'email' | 'sms', address: string): [string, Subscription] => {
    const id = subscriptionId(channel, address, 'customers');
    const since = { createdAt: later(0), createdBy: 'the status page' };
    return [id, { id, channel, address, state: 'confirmed', ...since }];
  };
  const texts = Array.from({ length: 450 }, (_, n) => row('sms', `+1555010${n + 1000}`));
  const kept = new Map([...texts, row('email', 'zoe@example.com'), row('email', 'al@example.com')]);
  const found = await mailAddressesOf(memorySubscriptions(kept), 'customers');
  expect(found.toSorted()).toEqual(['al@example.com', 'zoe@example.com']);
});

import { isDeepStrictEqual } from 'node:util';
import { inTurn, type Waiting } from '#core/communication/digest.ts';
import { audienceOf, type Subscription } from '#core/communication/stakeholders.ts';
import { type Leased, leaseSeconds } from '#core/lease.ts';
import type { Baskets, Subscriptions, ToldLedger } from '#ports/communication.ts';
import { memoryLeases } from './memory-leases.ts';

export function memorySubscriptions(all = new Map<string, Subscription>()): Subscriptions {
  return {
    page: async (of, after, most) =>
      [...all.values()]
        .filter(({ id }) => audienceOf(id) === of)
        .filter(({ id }) => after === undefined || id > after)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, most),
    find: async id => all.get(id),
    async put(next, previous) {
      if (!isDeepStrictEqual(all.get(next.id), withoutNothing(previous))) return false;
      all.set(next.id, withoutNothing(next));
      return true;
    },
    async remove(id) {
      const found = all.get(id);
      all.delete(id);
      return found;
    },
  };
}

/** What is undefined is no attribute of an item. */
function withoutNothing<Record extends Subscription | undefined>(record: Record): Record {
  return record && (JSON.parse(JSON.stringify(record)) as Record);
}

export function memoryTold(kept = new Map<string, Leased>()): ToldLedger {
  const leases = memoryLeases(kept, leaseSeconds.message);
  return {
    claim: async (key, who, at) => leases.take(`${key}/${who}`, { at }),
    finish: async (key, who, at) => leases.finish(`${key}/${who}`, { at }),
    release: async (key, who, at) => leases.giveBack(`${key}/${who}`, { at }),
  };
}

export function memoryBaskets(kept = new Map<string, Map<string, Waiting>>()): Baskets {
  return {
    async put(to, message) {
      const basket = kept.get(to) ?? new Map<string, Waiting>();
      kept.set(to, basket);
      if (!basket.has(message.key)) basket.set(message.key, message);
    },
    of: async to => [...(kept.get(to)?.values() ?? [])].toSorted(inTurn).slice(0, 100),
    async remove(to, messages) {
      for (const { key } of messages) kept.get(to)?.delete(key);
    },
  };
}

import { audienceOf, type Subscription } from '#core/communication/stakeholders.ts';
import { type Leased, leaseSeconds } from '#core/lease.ts';
import type { Subscriptions, ToldLedger } from '#ports/communication.ts';
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
      const found = all.get(next.id);
      if (found?.state !== previous?.state || found?.createdAt !== previous?.createdAt)
        return false;
      all.set(next.id, next);
      return true;
    },
    async remove(id) {
      const found = all.get(id);
      all.delete(id);
      return found;
    },
  };
}

export function memoryTold(kept = new Map<string, Leased>()): ToldLedger {
  const leases = memoryLeases(kept, leaseSeconds.message);
  return {
    claim: async (key, who, at) => leases.take(`${key}/${who}`, { at }),
    finish: async (key, who, at) => leases.finish(`${key}/${who}`, { at }),
    release: async (key, who, at) => leases.giveBack(`${key}/${who}`, { at }),
  };
}

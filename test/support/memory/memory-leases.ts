import { givenBack, type Lease, type Leased, leaseOn } from '#core/lease.ts';
import type { Instant } from '#core/time/instant.ts';

/** Leases of one ledger in memory, by key. */
export function memoryLeases<Kept extends Leased>(kept: Map<string, Kept>, seconds: number) {
  return {
    take(key: string, next: Omit<Kept, 'status'>): Lease {
      const lease = leaseOn(kept.get(key), next.at, seconds);
      if (lease === 'taken') kept.set(key, { ...next, status: 'claimed' } as Kept);
      return lease;
    },
    giveBack(key: string, change: { at: Instant } & Partial<Kept>): void {
      const found = kept.get(key);
      if (found?.status === 'claimed') kept.set(key, { ...found, status: 'retrying', ...change });
    },
    finish(key: string, outcome: Partial<Kept>): void {
      const found = kept.get(key);
      if (found === undefined) throw new Error(`${key} was never taken`);
      kept.set(key, { ...found, status: 'done', ...outcome });
    },
    endUnlessHeld(key: string, ended: Kept, leftBehind: Partial<Kept>): Lease {
      const found = kept.get(key);
      const lease = leaseOn(found, ended.at, seconds);
      const isLeftBehind = found !== undefined && !givenBack.includes(found.status);
      if (lease === 'taken') kept.set(key, { ...ended, ...(isLeftBehind && leftBehind) });
      return lease;
    },
  };
}

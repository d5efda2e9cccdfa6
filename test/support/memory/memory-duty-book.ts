import { type Leased, leaseSeconds } from '#core/lease.ts';
import { addSeconds, epochMs, type Instant } from '#core/time/instant.ts';
import type { DutyBook, DutySeen, SmsAccountRead } from '#ports/oncall.ts';
import { memoryLeases } from './memory-leases.ts';

const keptSeconds = 90 * 86_400;
const kept = (at: Instant) => ({ expiresAt: epochMs(addSeconds(at, keptSeconds)) / 1000 });

export function memoryDutyBook(): DutyBook {
  const leases = memoryLeases(new Map<string, Leased>(), leaseSeconds.round);
  let account: SmsAccountRead | undefined;
  let seen: DutySeen | undefined;
  return {
    lastSeen: async () => structuredClone(seen),
    async see(next, previous) {
      if (seen?.at !== previous?.at) return 'conflict';
      seen = structuredClone(next);
      return 'stored';
    },
    async keepAccount(read) {
      if (account === undefined || account.at <= read.at) account = structuredClone(read);
    },
    accountRead: async () => structuredClone(account),
    claim: async (task, at) => leases.take(task, { at, ...kept(at) }),
    finish: async (task, at) => leases.finish(task, { at, ...kept(at) }),
    release: async (task, at) => leases.giveBack(task, { at }),
  };
}

import { taskClaimSeconds } from '#adapters/dynamodb/duty-book.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { DutyBook, DutySeen, SmsAccountRead } from '#ports/oncall.ts';

const keptSeconds = 90 * 86_400;

export function memoryDutyBook(): DutyBook {
  const tasks = new Map<string, { status: 'claimed' | 'done'; at: Instant }>();
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
    async claim(task, at) {
      const held = tasks.get(task);
      const isStale = held?.status === 'claimed' && held.at < addSeconds(at, -taskClaimSeconds);
      const isOver = held !== undefined && addSeconds(held.at, keptSeconds) < at;
      if (held !== undefined && !isStale && !isOver) return false;
      tasks.set(task, { status: 'claimed', at });
      return true;
    },
    async finish(task, at) {
      if (!tasks.has(task)) throw new Error(`${task} was never claimed`);
      tasks.set(task, { status: 'done', at });
    },
    async release(task) {
      if (tasks.get(task)?.status === 'claimed') tasks.delete(task);
    },
  };
}

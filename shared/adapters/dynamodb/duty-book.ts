import { keys } from '#adapters/dynamodb/keys.ts';
import { finish, giveBack, takeLease } from '#adapters/dynamodb/leases.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { expiresAt, find, putIf, recordOf, type Table } from '#adapters/dynamodb/table.ts';
import { leaseSeconds } from '#core/lease.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { DutyBook, DutySeen, SmsAccountRead } from '#ports/oncall.ts';

/** What is done is known for this long without asking; nothing is done anew so soon. */
const knownSeconds = 86_400;
const knownMax = 1000;
const kept = (at: Instant) => ({ at, expiresAt: expiresAt(at, keptDays.roundTask) });

export function dutyBook(table: Table): DutyBook {
  /** Rounds ask for the same few tasks all day long. */
  const done = new Map<string, Instant>();
  const remember = (task: string, at: Instant) => {
    if (done.size >= knownMax) done.clear();
    done.set(task, at);
  };
  return {
    async lastSeen() {
      const item = await find(table, keys.dutySeen);
      return item && recordOf<DutySeen>(item);
    },

    async see({ at, people }, previous) {
      // Two rounds at once saw the same: the second has nothing to add.
      const asBefore = previous === undefined ? 'attribute_not_exists(pk)' : '#at = :previous';
      const isStored = await putIf(table, { ...keys.dutySeen, at, people }, asBefore, {
        previous: previous?.at,
      });
      return isStored ? 'stored' : 'conflict';
    },

    async keepAccount({ at, account }) {
      // A round that was slow does not take back what a later one read.
      const isNewest = 'attribute_not_exists(pk) OR #at <= :at';
      await putIf(table, { ...keys.smsAccount, at, account }, isNewest, { at });
    },

    async accountRead() {
      const item = await find(table, keys.smsAccount);
      return item && recordOf<SmsAccountRead>(item);
    },

    async claim(task, at) {
      const known = done.get(task);
      if (known !== undefined && at < addSeconds(known, knownSeconds)) return 'done';
      const item = { ...keys.task(task), ...kept(at) };
      const lease = await takeLease(table, item, leaseSeconds.round);
      if (lease === 'done') remember(task, at);
      return lease;
    },
    async finish(task, at) {
      await finish(table, keys.task(task), kept(at));
      remember(task, at);
    },
    release: (task, at) => giveBack(table, keys.task(task), { at }),
  };
}

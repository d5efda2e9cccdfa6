import { describe, expect, test } from 'vitest';
import { type Lease, leaseSeconds } from '#core/lease.ts';
import { pageGuard } from '#core/paging/still-wanted.ts';
import type { Instant } from '#core/time/instant.ts';
import { carryOut, declared, firstId, later, pageOf, start } from '../support/samples.ts';
import { inMemory, onDynamoDb, type Stores } from '../support/tables.ts';

/** One lease of a ledger, whatever it is on. */
interface Leasable {
  take(at: Instant): Promise<Lease | 'moved'>;
  giveBack(at: Instant): Promise<void>;
  finish(at: Instant): Promise<unknown>;
}

async function pageOfAnIncident({ incidents, pages }: Stores): Promise<Leasable> {
  const { after } = declared();
  await incidents.append(declared());
  const page = pageOf(after);
  const { key, channel, level, round, purpose, to } = page;
  let tokens = 0;
  return {
    take: at =>
      pages.claim({
        ...{ page, guard: pageGuard(after), at, attempt: 1 },
        token: `token-${++tokens}`,
      }),
    giveBack: at => pages.release(key, firstId, at, 'throttled'),
    finish: at =>
      carryOut(
        incidents,
        firstId,
        {
          ...{ type: 'RecordPageOutcome', at, page: key, person: to.person },
          ...{ channel, level, round, purpose, outcome: { sent: true } },
        },
        [{ kind: 'page-outcome', key, status: 'sent', detail: 'accepted', at }],
      ),
  };
}

const effectOf = async ({ effects }: Stores): Promise<Leasable> => ({
  take: at => effects.claim('notice', firstId, at),
  giveBack: at => effects.release('notice', firstId, at),
  finish: at => effects.record('notice', firstId, at, 'sent'),
});

const taskOf = async ({ duty }: Stores): Promise<Leasable> => ({
  take: at => duty.claim('mail', at),
  giveBack: at => duty.release('mail', at),
  finish: at => duty.finish('mail', at),
});

const ledgers = [
  { what: 'a page', of: pageOfAnIncident, seconds: leaseSeconds.message },
  { what: 'a notice', of: effectOf, seconds: leaseSeconds.message },
  { what: 'a task of a round', of: taskOf, seconds: leaseSeconds.round },
];

describe.each([inMemory, onDynamoDb()])('in $name', ({ open }) => {
  describe.each(ledgers)('a lease on $what', ({ of, seconds }) => {
    test('is taken by one of two at the same instant; the other has to come again', async () => {
      const lease = await of(await open());
      const outcomes = await Promise.all([lease.take(start), lease.take(start)]);
      expect(outcomes.filter(outcome => outcome === 'taken')).toHaveLength(1);
      // Two transactions on one item at once may also cancel each other, which is no answer yet.
      expect(outcomes).not.toContain('done');
      expect(await lease.take(start)).toBe('held');
    });

    test('of a dead run is taken over once the run cannot live any more, not before', async () => {
      const lease = await of(await open());
      await lease.take(start);
      expect(await lease.take(later(seconds - 1))).toBe('held');
      expect(await lease.take(later(seconds))).toBe('taken');
      expect(await lease.take(later(seconds + 1))).toBe('held');
    });

    test('that is given back is free at once', async () => {
      const lease = await of(await open());
      await lease.take(start);
      await lease.giveBack(later(1));
      expect(await lease.take(later(2))).toBe('taken');
    });

    test('is done for good, whoever gives it back afterwards', async () => {
      const lease = await of(await open());
      await lease.take(start);
      await lease.finish(later(1));
      await lease.giveBack(later(2));
      expect(await lease.take(later(2))).toBe('done');
      expect(await lease.take(later(seconds * 100))).toBe('done');
    });

    test('that nobody took cannot be done', async () => {
      const lease = await of(await open());
      await expect(lease.finish(start)).rejects.toThrow();
    });
  });

  test('a page that nobody wants any more is not ended under a run that has it', async () => {
    const stores = await open();
    const lease = await pageOfAnIncident(stores);
    const page = pageOf(declared().after);
    const suppress = (at: Instant) => stores.pages.suppress(page, at, 'Ana acknowledged it');
    await lease.take(start);
    expect(await suppress(later(1))).toBe('held');
    expect(await suppress(later(leaseSeconds.message))).toBe('taken');
    expect(await suppress(later(leaseSeconds.message + 1))).toBe('done');
  });

  test('a task of a round may be done anew months later', async () => {
    const lease = await taskOf(await open());
    await lease.take(start);
    await lease.finish(later(1));
    expect(await lease.take(later(91 * 86_400))).toBe('taken');
  });
});

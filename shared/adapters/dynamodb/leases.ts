import type { Key } from '#adapters/dynamodb/keys.ts';
import {
  fromItem,
  type Item,
  type Keyed,
  putOrFind,
  type Table,
  updateIf,
  type Values,
  type Write,
  write,
} from '#adapters/dynamodb/table.ts';
import { type Lease, type Leased, leaseOn } from '#core/lease.ts';
import { addSeconds, epochMs, type Instant } from '#core/time/instant.ts';

/*
 * Leases of every ledger: an item whose `status` is `claimed` since `at`, is given back, or says that it is done. The
 * conditions are `leaseOn` in the table's words.
 */

type Wanted = Keyed & { at: Instant };

/** Given back, or not there yet. */
const isFree = 'attribute_not_exists(pk) OR #status IN (:retrying, :bundled)';
/** Deliveries race for it: free, left behind by a crash, or done so long ago that it may be done anew. */
const mayBeTaken = `${isFree} OR (#status = :claimed AND #at <= :abandoned) OR expiresAt < :now`;
/** Only what somebody has can be given back; what was done stays done. */
const isHeld = '#status = :claimed';
/** Taken and not ended: what has ended stays as it ended. */
export const isUnderWay = '#status IN (:claimed, :retrying, :bundled)';
export const underWay = { claimed: 'claimed', retrying: 'retrying', bundled: 'bundled' };
/** What was never taken was never done. */
const wasTaken = 'attribute_exists(pk)';

export async function takeLease(table: Table, item: Wanted, seconds: number): Promise<Lease> {
  const values = mayBeTakenAt(item.at, seconds);
  const outcome = await putOrFind(table, { ...item, status: 'claimed' }, mayBeTaken, values);
  return outcome === 'put' ? 'taken' : leaseFound(outcome.found, item.at, seconds);
}

/** The same as a part of a transaction, whose refusal tells what was found. */
export function leaseWrite(item: Wanted, seconds: number): Write {
  const values = mayBeTakenAt(item.at, seconds);
  return write.putOrFind({ ...item, status: 'claimed' }, mayBeTaken, values);
}

/** What stood in the way of taking it. */
export function leaseFound(found: Item | undefined, at: Instant, seconds: number): Lease {
  return leaseOn(found && fromItem<Leased>(found), at, seconds) === 'done' ? 'done' : 'held';
}

/** Whoever asks next may try again, or tell of it together with others. */
export async function giveBack(
  table: Table,
  key: Key,
  { status = 'retrying', ...more }: { at: Instant; status?: string | undefined } & Values,
): Promise<void> {
  const sets = { status, ...more };
  await updateIf(table, key, setting(sets), isHeld, { ...sets, claimed: 'claimed' });
}

export async function finish(
  table: Table,
  key: Key,
  outcome: { at: Instant } & Values,
): Promise<void> {
  const sets = { status: 'done', ...outcome };
  if ((await updateIf(table, key, setting(sets), wasTaken, sets)) === undefined) {
    throw new Error(`${key.pk} ${key.sk} was never taken`);
  }
}

/** An end without a lease, if nobody has one; `leftBehind` says what is different if somebody died with it. */
export async function endUnlessHeld<Ended extends Wanted & { status: string }>(
  table: Table,
  item: Ended,
  leftBehind: Partial<Ended>,
  seconds: number,
): Promise<Lease> {
  const values = mayBeTakenAt(item.at, seconds);
  const first = await putOrFind(table, item, isFree, values);
  if (first === 'put') return 'taken';
  const second = await putOrFind(table, { ...item, ...leftBehind }, mayBeTaken, values);
  return second === 'put' ? 'taken' : leaseFound(second.found, item.at, seconds);
}

function setting(values: Values): string {
  return `SET ${Object.keys(values)
    .map(name => `#${name} = :${name}`)
    .join(', ')}`;
}

function mayBeTakenAt(at: Instant, seconds: number): Values {
  return {
    ...underWay,
    abandoned: addSeconds(at, -seconds),
    now: Math.floor(epochMs(at) / 1000),
  };
}

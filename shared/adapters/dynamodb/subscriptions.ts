import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { finish, giveBack, takeLease } from '#adapters/dynamodb/leases.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import {
  deleteIf,
  expiresAt,
  find,
  putIf,
  queryAfter,
  queryAll,
  recordOf,
  type Table,
  transact,
  write,
} from '#adapters/dynamodb/table.ts';
import { inTurn, type Waiting } from '#core/communication/digest.ts';
import { audienceOf, type Subscription } from '#core/communication/stakeholders.ts';
import { leaseSeconds } from '#core/lease.ts';
import type { Baskets, Subscriptions, ToldLedger } from '#ports/communication.ts';

/** All that is ever changed of one, by people and by who confirms it: what was read is what none of them changed since. */
const changing = [
  ...['state', 'createdAt', 'askedAt', 'wish', 'components', 'severities', 'services', 'kinds'],
  ...['digestSeconds', 'isListed'],
] as (keyof Subscription)[];

function asRead(previous: Subscription): string {
  return changing
    .map(name =>
      previous[name] === undefined ? `attribute_not_exists(#${name})` : `#${name} = :${name}`,
    )
    .join(' AND ');
}

export function subscriptions(table: Table): Subscriptions {
  return {
    async page(of, after, most) {
      const items = await queryAfter(table, ranges.subscriptions(of), after, most);
      return items.map(recordOf<Subscription>);
    },
    async find(id) {
      const item = await find(table, keys.subscription(id));
      return item && recordOf<Subscription>(item);
    },
    put(next, previous) {
      // Two ask at once, or one is ended while another changes it: the second looks again.
      const condition = previous === undefined ? 'attribute_not_exists(pk)' : asRead(previous);
      const item = {
        ...keys.subscription(next.id),
        ...next,
        // Whom strangers entered is forgotten where they do not answer.
        ...(next.state === 'pending' &&
          audienceOf(next.id) === 'customers' && {
            expiresAt: expiresAt(next.askedAt ?? next.createdAt, keptDays.unanswered),
          }),
      };
      return putIf(table, item, condition, { ...previous });
    },
    async remove(id) {
      const item = await deleteIf(table, keys.subscription(id));
      return item && recordOf<Subscription>(item);
    },
  };
}

export function toldLedger(table: Table): ToldLedger {
  return {
    claim: (key, who, at) =>
      takeLease(
        table,
        { ...keys.told(key, who), at, expiresAt: expiresAt(at, keptDays.told) },
        leaseSeconds.message,
      ),
    finish: (key, who, at) => finish(table, keys.told(key, who), { at }),
    release: (key, who, at) => giveBack(table, keys.told(key, who), { at }),
  };
}

/** A transaction takes a hundred writes. */
const takenAtOnce = 100;

export function baskets(table: Table): Baskets {
  return {
    async put(to, message) {
      const item = { ...keys.basket(to, message.key), ...message };
      await putIf(
        table,
        { ...item, expiresAt: expiresAt(message.at, keptDays.told) },
        'attribute_not_exists(pk)',
      );
    },
    async of(to) {
      const all = (await queryAll(table, ranges.baskets(to))).map(recordOf<Waiting>);
      return all.toSorted(inTurn).slice(0, takenAtOnce);
    },
    async remove(to, messages) {
      const done = await transact(
        table,
        messages.map(({ key }) => write.remove(keys.basket(to, key))),
      );
      if (done !== 'written') throw done.error;
    },
  };
}

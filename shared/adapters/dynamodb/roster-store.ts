import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import {
  deleteIf,
  expiresAt,
  find,
  fromItem,
  putIf,
  queryAll,
  recordOf,
  type Table,
  transact,
  updateIf,
  type Values,
  type Write,
  write,
} from '#adapters/dynamodb/table.ts';
import type {
  ContactMethod,
  OnCallChange,
  Override,
  OwnOrder,
  Roster,
} from '#core/oncall/roster.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { DevicesOf, OnCallChanges, RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';

/** A change is in force everywhere within this time. */
const freshSeconds = 15;
/** Tries per code: guessing six digits in five is hopeless. */
export const codeTries = 5;
/** An override is kept this long after its end, for `why`. */

/** What the configuration says and what the person entered stand side by side until a code settles it. */
const contactKey = ({ person, channel, address, enteredBy }: ContactMethod) =>
  // Of devices everybody has several.
  keys.contact(person, channel, channel === 'push' ? address : enteredBy);
/** Apart from the roster: a hash of a secret that everybody who pages would read along otherwise. */
const codeKey = ({ person, channel }: Pick<ContactMethod, 'person' | 'channel'>) =>
  keys.code(person, channel);

/** Overrides and contact methods in one partition, read with one query; small, because people are few. */
export function rosterStore(table: Table, now: Now): RosterStore {
  let cached: { until: Instant; roster: Roster } | undefined;
  let reading: Promise<Roster> | undefined;

  const self: RosterStore = {
    async current() {
      if (cached !== undefined && now() < cached.until) return cached.roster;
      reading ??= self.newest().finally(() => {
        reading = undefined;
      });
      const roster = await reading;
      cached = { until: addSeconds(now(), freshSeconds), roster };
      return roster;
    },

    async newest() {
      const items = await queryAll(table, ranges.roster);
      const of = <Kind extends object>(prefix: string) =>
        items.filter(({ sk }) => sk?.S?.startsWith(prefix)).map(recordOf<Kind>);
      const orders = of<OwnOrder>('ORDER#');
      const retired = of<NonNullable<Roster['retired']>[number]>('RETIRED#');
      const removed = of<NonNullable<Roster['removed']>[number]>('REMOVED#');
      return {
        overrides: of<Override>('OVERRIDE#'),
        contacts: of<ContactMethod>('CONTACT#'),
        ...(orders.length > 0 && { orders }),
        ...(retired.length > 0 && { retired }),
        ...(removed.length > 0 && { removed }),
      };
    },

    async addOverrides(overrides, change) {
      const writes = overrides.map(override => {
        const item = { ...override, expiresAt: expiresAt(override.until, keptDays.override) };
        // The same request twice, or two of one id: the first stays.
        return write.put({ ...item, ...keys.override(override.id) }, 'attribute_not_exists(pk)');
      });
      if (change !== undefined) writes.push(changeWrite(change));
      const outcome = await transact(table, writes);
      if (outcome !== 'written' && outcome.unmet === -1) throw outcome.error;
      if (outcome !== 'written') return 'exists';
      cached = undefined;
      return 'added';
    },

    async removeOverride(id, change) {
      // Two take it back at once: one of them does.
      const writes = [write.remove(keys.override(id), 'attribute_exists(pk)')];
      if (change !== undefined) writes.push(changeWrite(change));
      if (change?.removed !== undefined) {
        const item = {
          ...change.removed,
          removedAt: change.at,
          expiresAt: expiresAt(change.removed.until, keptDays.override),
        };
        writes.push(write.put({ ...item, ...keys.removedOverride(id) }));
      }
      const outcome = await transact(table, writes);
      if (outcome !== 'written' && outcome.unmet === -1) throw outcome.error;
      cached = undefined;
      return outcome === 'written' ? 'removed' : 'gone';
    },

    async putContact(next, previous, proof) {
      const writes = [write.put({ ...next, ...contactKey(next) }, ...asSeen(previous))];
      const { enteredBy, address } = previous ?? {};
      if (previous !== undefined && enteredBy === 'person' && address !== next.address) {
        writes.push(retirement(previous, next.at));
      }
      if (proof !== undefined) {
        const { codeSha256, at, instead } = proof;
        if (instead !== undefined) writes.push(retirement({ ...next, address: instead }, at));
        const isUnused = 'codeSha256 = :codeSha256 AND attribute_not_exists(usedAt)';
        const values = { codeSha256, at };
        writes.push(write.update(codeKey(next), 'SET usedAt = :at', isUnused, values));
      }
      // Somebody who touches the same at this moment is as good as somebody who has.
      if ((await transact(table, writes)) !== 'written') return 'conflict';
      cached = undefined;
      return 'stored';
    },

    async removeContact(contact, at) {
      const outcome = await transact(table, [
        write.remove(contactKey(contact), ...asSeen(contact)),
        ...(at === undefined ? [] : [retirement(contact, at)]),
      ]);
      if (outcome !== 'written' && outcome.unmet === -1) throw outcome.error;
      cached = undefined;
      return outcome === 'written' ? 'removed' : 'conflict';
    },

    async putOrder(order) {
      const key = keys.order(order.person);
      const isNone = order.high === undefined && order.low === undefined;
      if (isNone) await deleteIf(table, key);
      else await putIf(table, { ...order, ...key });
      cached = undefined;
    },

    async startVerification({ codeSha256, address, until, ...contact }) {
      const code = {
        codeSha256,
        address,
        until,
        tries: 0,
        expiresAt: expiresAt(until, keptDays.verificationCode),
      };
      // Over whatever code there was: only the newest is good.
      await putIf(table, { ...codeKey(contact), ...code });
    },

    async tryCode({ codeSha256, at, ...contact }) {
      // A try counts before it is judged, so that many at once are still many.
      const isThere = 'attribute_exists(pk)';
      const tried = await updateIf(table, codeKey(contact), 'ADD tries :one', isThere, { one: 1 });
      if (tried === undefined) return 'expired';
      const code = fromItem<Code>(tried);
      if (code.tries > codeTries) return 'too-many-tries';
      if (code.until <= at) return 'expired';
      if (code.codeSha256 !== codeSha256) return 'wrong';
      return { verified: code.address, ...(code.usedAt !== undefined && { isUsed: true }) };
    },
  };
  return self;
}

/** What went to an address that its person gave up is not answered from there any more. */
function retirement({ person, address }: ContactMethod, at: Instant): Write {
  const retired = { person, address, at, expiresAt: expiresAt(at, keptDays.retiredAddress) };
  return write.put({ ...keys.retired(person, address), ...retired });
}

function changeWrite(change: OnCallChange): Write {
  return write.put(changeItem(change), 'attribute_not_exists(pk)');
}

function changeItem(change: OnCallChange) {
  const expires = { expiresAt: expiresAt(change.at, keptDays.onCallChange) };
  return { ...keys.onCallChange(change.id), ...change, ...expires };
}

/** Read by themselves, since a page by push needs no more of the roster. */
export function devicesOf(table: Table): DevicesOf {
  return async (person, ids) => {
    const items = await Promise.all(ids.map(id => find(table, keys.contact(person, 'push', id))));
    return items.flatMap(item => {
      const known = item && recordOf<ContactMethod>(item);
      return known?.device === undefined ? [] : [{ address: known.address, device: known.device }];
    });
  };
}

export function onCallChanges(table: Table): OnCallChanges {
  return {
    async find(id) {
      const item = await find(table, keys.onCallChange(id));
      return item && recordOf<OnCallChange>(item);
    },
    async begin(change) {
      await putIf(table, changeItem(change), 'attribute_not_exists(pk)');
    },
    async goOn(next, { looked }) {
      // Two runs at once: what the second has looked at, the first has too.
      const isAsSeen = 'looked = :looked AND attribute_not_exists(doneAt)';
      return (await putIf(table, changeItem(next), isAsSeen, { looked })) ? 'stored' : 'conflict';
    },
    async unfinished() {
      const changes = (await queryAll(table, ranges.onCallChanges)).map(recordOf<OnCallChange>);
      return changes.filter(({ doneAt }) => doneAt === undefined);
    },
  };
}

interface Code {
  codeSha256: string;
  address: string;
  until: Instant;
  tries: number;
  usedAt?: Instant;
}

/** Somebody else may have changed what is known of the contact: the address, its state or its moment differ then. */
function asSeen(previous: ContactMethod | undefined): [string, Values] {
  return previous === undefined
    ? ['attribute_not_exists(pk)', {}]
    : ['address = :address AND #state = :state AND #at = :at', { ...previous }];
}

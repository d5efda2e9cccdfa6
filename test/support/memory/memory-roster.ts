import { codeTries } from '#adapters/dynamodb/roster-store.ts';
import type {
  ContactMethod,
  OnCallChange,
  Override,
  OwnOrder,
  Roster,
} from '#core/oncall/roster.ts';
import type { Instant } from '#core/time/instant.ts';
import type { OnCallChanges, RosterStore } from '#ports/oncall.ts';
import { freeze } from './memory-table.ts';

type Code = Parameters<RosterStore['startVerification']>[0] & { tries: number; usedAt?: Instant };

export function memoryRoster(changes = new Map<string, OnCallChange>()): RosterStore {
  const overrides = new Map<string, Override>();
  const contacts = new Map<string, ContactMethod>();
  const orders = new Map<string, OwnOrder>();
  const retired: NonNullable<Roster['retired']> = [];
  const removed: NonNullable<Roster['removed']> = [];
  const codes = new Map<string, Code>();
  const keyOf = ({ person, channel }: Pick<ContactMethod, 'person' | 'channel'>) =>
    `${person}#${channel}`;
  const placeOf = (contact: ContactMethod) =>
    `${keyOf(contact)}#${contact.channel === 'push' ? contact.address : contact.enteredBy}`;
  const isAsSeen = (now: ContactMethod | undefined, seen: ContactMethod | undefined) =>
    now?.address === seen?.address && now?.state === seen?.state && now?.at === seen?.at;
  const newest: RosterStore['newest'] = async () => ({
    overrides: [...overrides.values()],
    contacts: [...contacts.values()],
    ...(orders.size > 0 && { orders: [...orders.values()] }),
    ...(retired.length > 0 && { retired: [...retired] }),
    ...(removed.length > 0 && { removed: [...removed] }),
  });

  return {
    current: newest,
    newest,

    async addOverrides(added, change) {
      if (added.some(({ id }) => overrides.has(id))) return 'exists';
      for (const override of added) overrides.set(override.id, freeze(override));
      if (change !== undefined) changes.set(change.id, freeze(change));
      return 'added';
    },

    async removeOverride(id, change) {
      if (!overrides.delete(id)) return 'gone';
      if (change !== undefined) changes.set(change.id, freeze(change));
      if (change?.removed) removed.push({ ...change.removed, removedAt: change.at });
      return 'removed';
    },

    async putContact(next, previous, proof) {
      if (!isAsSeen(contacts.get(placeOf(next)), previous)) return 'conflict';
      const code = codes.get(keyOf(next));
      if (proof !== undefined) {
        if (code?.codeSha256 !== proof.codeSha256 || code.usedAt !== undefined) return 'conflict';
        code.usedAt = proof.at;
        if (proof.instead !== undefined) {
          retired.push({ person: next.person, address: proof.instead, at: proof.at });
        }
      }
      if (previous?.enteredBy === 'person' && previous.address !== next.address) {
        retired.push({ person: next.person, address: previous.address, at: next.at });
      }
      contacts.set(placeOf(next), freeze(next));
      return 'stored';
    },

    async removeContact(contact, at) {
      if (!isAsSeen(contacts.get(placeOf(contact)), contact)) return 'conflict';
      contacts.delete(placeOf(contact));
      const { person, address } = contact;
      if (at !== undefined) retired.push({ person, address, at });
      return 'removed';
    },

    async putOrder(order) {
      const isNone = order.high === undefined && order.low === undefined;
      if (isNone) orders.delete(order.person);
      else orders.set(order.person, freeze(order));
    },

    async startVerification(code) {
      codes.set(keyOf(code), { ...code, tries: 0 });
    },

    async tryCode({ codeSha256, at, ...contact }) {
      const code = codes.get(keyOf(contact));
      if (code === undefined) return 'expired';
      code.tries += 1;
      if (code.tries > codeTries) return 'too-many-tries';
      if (code.until <= at) return 'expired';
      if (code.codeSha256 !== codeSha256) return 'wrong';
      return { verified: code.address, ...(code.usedAt !== undefined && { isUsed: true }) };
    },
  };
}

export function memoryOnCallChanges(changes: Map<string, OnCallChange>): OnCallChanges {
  return {
    find: async id => changes.get(id),
    async begin(change) {
      if (!changes.has(change.id)) changes.set(change.id, freeze(change));
    },
    async goOn(next, { looked }) {
      const now = changes.get(next.id);
      if (now?.looked !== looked || now.doneAt !== undefined) return 'conflict';
      changes.set(next.id, freeze(next));
      return 'stored';
    },
    unfinished: async () => [...changes.values()].filter(({ doneAt }) => doneAt === undefined),
  };
}

import type { ContactMethod } from '#core/oncall/roster.ts';
import type { Contact } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';
import type { RosterStore } from '#ports/oncall.ts';
import { pushKey } from './settings.ts';

type Pick = (below: number) => number;

const later = (channel: Contact['channel'], afterSeconds: number): Contact => ({
  channel,
  afterSeconds,
});
const orders: Contact[][] = [
  [later('push', 0), later('sms', 60), later('email', 120)],
  [later('sms', 0), later('push', 0)],
  [later('push', 0)],
];

/** Browsers and phones of the team that take pages, from when their people sign them in until they sign them out or lose them. */
export function devices(pick: Pick, roster: RosterStore, now: () => Instant) {
  const signedOut = new Map<string, Instant>();
  const one = <Item>(items: readonly Item[]) => items[pick(items.length)] as Item;
  return {
    /** With a word of their own on the order in which they are tried. */
    async signIn(): Promise<void> {
      const person = one(['ana', 'bo', 'chidi']);
      const address = `dev_${person}_${pick(2)}`;
      const endpoint = `https://push.example.com/${address}`;
      const device = { name: 'Phone', endpoint, p256dh: 'k', auth: 'a', publicKey: pushKey };
      const next: ContactMethod = {
        ...{ person, channel: 'push', address, device },
        ...{ state: 'verified', enteredBy: 'person', at: now() },
      };
      const { contacts } = await roster.newest();
      const stored = await roster.putContact(next, contacts.find(isDevice(address)));
      if (stored === 'stored') signedOut.delete(address);
      if (pick(2) === 0) await roster.putOrder({ person, high: one(orders), at: now() });
    },
    async signOut(): Promise<void> {
      const { contacts } = await roster.newest();
      const known = contacts.filter(({ channel }) => channel === 'push');
      if (known.length === 0) return;
      const contact = one(known);
      if ((await roster.removeContact(contact, now())) === 'conflict') return;
      signedOut.set(contact.address, now());
    },
    /** Of those to which a page goes, one that was signed out before. */
    leftAmong: (addresses: string) =>
      addresses.split(' ').find(address => (signedOut.get(address) ?? now()) < now()),
    /** Those of which its push service says that it knows them no more. */
    lost: (addresses: string) => (pick(5) === 0 ? [one(addresses.split(' '))] : []),
  };
}

function isDevice(address: string) {
  return (contact: ContactMethod) => contact.channel === 'push' && contact.address === address;
}

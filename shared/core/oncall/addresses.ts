import { emailAddress, type PhoneNumber, parsePhoneNumber } from '#core/ids.ts';
import type { ContactMethod, Roster } from '#core/oncall/roster.ts';
import { entryOf } from '#core/own-entry.ts';
import { type Channel, channels } from '#core/people.ts';
import type { Directory, Person } from '#core/setup/directory.ts';
import { beginning, isOneWord } from '#core/text/plain-text.ts';

/** What the configuration knows of a channel of somebody. */
export function configuredAddress(person: Person, channel: Channel): string | undefined {
  switch (channel) {
    case 'sms':
    case 'voice':
      return person.phone;
    case 'email':
      return person.email;
    case 'webhook':
      return person.webhook;
    // Nothing that its person could verify or take out of use.
    case 'slack':
    // Only the browser itself knows it.
    case 'push':
      return undefined;
    default:
      return channel satisfies never;
  }
}

/** No mail system takes more. */
const mailboxMax = 254;
/**
 * Without the signs by which a header of a mail holds names, comments and several: one address, however it is written, would
 * pass for many. Source: RFC 5322, 3.2.3 and 3.4.
 */
const mailbox = /^[^@<>()[\]\\,;:"]+@[^@<>()[\]\\,;:"]+\.[^@<>()[\]\\,;:".]+$/;

/** Whether mail to both goes to one. Of ASCII alone: in small the Kelvin sign would be a k, of a mailbox that is another's. */
export function isSameMailbox(one: string, other: string): boolean {
  const small = (text: string) => text.replace(/[A-Z]+/g, letters => letters.toLowerCase());
  return small(one) === small(other);
}

/** As we keep it: E.164, an address, or an https URL. `undefined`: it is none. */
export function parseAddress(channel: Channel, text: string): string | undefined {
  const tidy = text.trim();
  switch (channel) {
    case 'sms':
    case 'voice':
      return parsePhoneNumber(tidy);
    case 'email':
      return tidy.length <= mailboxMax && isOneWord(tidy) && mailbox.test(tidy)
        ? emailAddress(tidy)
        : undefined;
    case 'webhook':
      return tidy.startsWith('https://') && isOneWord(tidy) && URL.canParse(tidy)
        ? tidy
        : undefined;
    // The workspace vouches for its members; nobody enters one.
    case 'slack':
    case 'push':
      return undefined;
    default:
      return channel satisfies never;
  }
}

/** Those of which somebody types an address; a member of Slack is known by their e-mail address, a device says its own. */
export const enterable = channels.filter(channel => channel !== 'slack' && channel !== 'push');

export function parseChannel(text: string | undefined): Channel | undefined {
  return enterable.find(channel => channel === text);
}

/** Everywhere that people may get mail, as configured and as they entered it. */
export function mailOfPeople({ people }: Directory, { contacts }: Roster): string[] {
  const entered = contacts.filter(({ channel }) => channel === 'email');
  const all = [
    ...Object.values(people).map(({ email }) => email),
    ...entered.map(each => each.address),
  ];
  return [...new Set(all.flatMap(address => address ?? []))];
}

/** What is known of this very address; of another one of the same channel it would say nothing. */
export function contactAt(
  { contacts }: Roster,
  person: string,
  channel: Channel,
  address: string | undefined,
): ContactMethod | undefined {
  return contacts.find(
    method => method.person === person && method.channel === channel && method.address === address,
  );
}

/** What they entered themselves. */
export function enteredContact(
  roster: Roster,
  person: string,
  channel: Channel,
): ContactMethod | undefined {
  return storedContact(roster, { person, channel, enteredBy: 'person' });
}

/** What the table holds in the place of this one: the channel's entry by the same hand. */
export function storedContact(
  { contacts }: Roster,
  { person, channel, enteredBy }: Pick<ContactMethod, 'person' | 'channel' | 'enteredBy'>,
): ContactMethod | undefined {
  return contacts.find(
    method =>
      method.person === person && method.channel === channel && method.enteredBy === enteredBy,
  );
}

/**
 * Whether somebody of the team proved that an address is theirs, and it is still: where the configuration has another by now,
 * the mailbox or the duty phone of before may be somebody else's.
 */
export function isProved({ people }: Directory, contact: ContactMethod): boolean {
  const { channel, address, enteredBy, state } = contact;
  const person = entryOf(people, contact.person);
  if (person === undefined || state !== 'verified') return false;
  return enteredBy === 'person' || configuredAddress(person, channel) === address;
}

/** Whose phone this is: a number that somebody entered and verified themselves, or the configuration's. */
export function personByAnyPhone(
  directory: Directory,
  { contacts }: Roster,
  phone: PhoneNumber,
): { id: string; name: string } | undefined {
  const { people } = directory;
  const own = contacts.find(
    contact =>
      (contact.channel === 'sms' || contact.channel === 'voice') &&
      contact.address === phone &&
      isProved(directory, contact),
  );
  const id =
    own?.person ?? Object.entries(people).find(([, person]) => person.phone === phone)?.[0];
  const person = entryOf(people, id);
  return id === undefined || person === undefined ? undefined : { id, name: person.name };
}

/** For those who may not change it: enough to recognise one's own, too little to call anybody. */
export function masked(channel: Channel, address: string): string {
  switch (channel) {
    case 'sms':
    case 'voice':
      return `${address.slice(0, 2)}${'*'.repeat(Math.max(0, address.length - 4))}${address.slice(-2)}`;
    case 'email': {
      const [name = '', domain = ''] = address.split('@');
      return `${name.slice(0, 1)}***@${domain}`;
    }
    case 'slack':
      return address.includes('@') ? masked('email', address) : address;
    case 'webhook':
      return URL.canParse(address) ? `https://${new URL(address).host}/…` : '…';
    case 'push':
      return address;
    default:
      return channel satisfies never;
  }
}

const vendorWordsMax = 1000;
/** Of whatever signs an address may have that is kept. */
const mailWithin =
  /[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:".]{1,63}(?:\.[^\s@<>()[\]\\,;:".]{1,63})+/g;
const numberWithin = /\+[1-9]\d{6,14}(?!\d)/g;

/**
 * Why a vendor did not send, in its own words, which name whom it was for. It is told on the timeline, in chats and to programs
 * outside, where nobody's address is.
 */
export function maskedWithin(words: string): string {
  // Of an address that is cut in two the rest could no more be told from a word.
  const kept =
    words.length <= vendorWordsMax
      ? words
      : beginning(words, vendorWordsMax).replace(/[^\s<>()[\]\\,;:"]+$/, '');
  return kept
    .replace(mailWithin, address => masked('email', address))
    .replace(numberWithin, number => masked('sms', number));
}

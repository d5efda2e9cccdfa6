import type { ContactMethod, Roster } from '#core/oncall/roster.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Channel, Contact, Responder } from '#core/people.ts';
import type { Directory, Person } from '#core/setup/directory.ts';
import type { Urgency } from '#core/severity.ts';

/**
 * A person with the contacts of their rules that work at this moment, and with a remark for each that does not.
 * Verified ones first of all: unverified ones are used only where nothing else is left, because silence is worse.
 */
export function responderFor(
  directory: Directory,
  roster: Roster,
  personId: string,
  urgency: Urgency,
): Responder | undefined {
  const person = entryOf(directory.people, personId);
  if (person === undefined) return undefined;

  const methods = roster.contacts.filter(method => method.person === personId);
  const ways = waysOf(person, methods, directory.push?.publicKey);
  const rules = rulesOf(directory, roster, personId, urgency).ways;
  const { contacts, remarks } = working(rules, ways);
  return {
    person: personId,
    name: person.name,
    ...(addressOf(ways, 'sms', 'voice') !== undefined && {
      phone: addressOf(ways, 'sms', 'voice'),
    }),
    ...(addressOf(ways, 'email') !== undefined && { email: addressOf(ways, 'email') }),
    ...(addressOf(ways, 'webhook') !== undefined && { webhook: addressOf(ways, 'webhook') }),
    ...(person.slack !== undefined && { slack: person.slack }),
    ...(addressOf(ways, 'push') !== undefined && { push: addressOf(ways, 'push') }),
    contacts,
    ...(remarks.length > 0 && { remarks }),
  };
}

/** In which order somebody is tried, and who says so. */
export function rulesOf(
  { people, notify }: Pick<Directory, 'people' | 'notify'>,
  { orders = [] }: Pick<Roster, 'orders'>,
  personId: string,
  urgency: Urgency,
): { by: 'person' | 'configuration'; isOfAll?: true; ways: readonly Contact[] } {
  const own = orders.find(({ person }) => person === personId)?.[urgency];
  if (own !== undefined) return { by: 'person', ways: own };
  const theirs = entryOf(people, personId)?.notify?.[urgency];
  return theirs === undefined
    ? { by: 'configuration', isOfAll: true, ways: notify[urgency] }
    : { by: 'configuration', ways: theirs };
}

type Way =
  | { state: 'verified' | 'unverified'; address: string }
  | { state: 'unusable'; why: string };
type Ways = Record<Channel, Way>;

/** `pushKey`: ours, by which devices know us; `undefined`: nobody is paged by push. */
function waysOf(
  person: Person,
  methods: readonly ContactMethod[],
  pushKey: string | undefined,
): Ways {
  const address = (channel: Channel) => addressInForce(person, methods, channel);
  const member = address('slack');
  return {
    sms: wayOf('sms', address('sms'), methods, 'no phone number is known'),
    // A number that answered a text is the right one to call too.
    voice: wayOf('voice', address('voice'), methods, 'no phone number is known', 'sms'),
    email: wayOf('email', address('email'), methods, 'no e-mail address is known'),
    webhook: wayOf('webhook', address('webhook'), methods, 'no webhook is known'),
    // The workspace vouches for its members: there is nothing to verify, and nobody opts out.
    slack:
      member === undefined
        ? { state: 'unusable', why: 'no member of Slack is known' }
        : { state: 'verified', address: member },
    push: pushWay(methods, pushKey),
  };
}

/** A device proves itself: it was signed in when it gave its address. One that listens to an earlier key of ours hears nothing. */
function pushWay(methods: readonly ContactMethod[], pushKey: string | undefined): Way {
  if (pushKey === undefined) return { state: 'unusable', why: 'push is not set up' };
  const known = methods.filter(({ channel }) => channel === 'push');
  const address = devicesOf(known.filter(({ device }) => device?.publicKey === pushKey));
  if (address !== undefined) return { state: 'verified', address };
  const why = known.length === 0 ? 'no device takes pages' : 'its devices know an earlier key only';
  return { state: 'unusable', why };
}

function devicesOf(methods: readonly ContactMethod[]): string | undefined {
  const ids = methods.filter(({ channel }) => channel === 'push').map(({ address }) => address);
  return ids.length === 0 ? undefined : ids.toSorted().join(' ');
}

/** What is used of all that is known of somebody, whether it works or not. `methods`: theirs. */
export function addressInForce(
  person: Addresses,
  methods: readonly ContactMethod[],
  channel: Channel,
): string | undefined {
  switch (channel) {
    case 'sms':
    case 'voice':
      return numberOf(person, methods);
    case 'email':
      return ownOf(methods, 'email') ?? person.email;
    case 'webhook':
      return ownOf(methods, 'webhook') ?? person.webhook;
    case 'slack':
      return person.slack ?? person.email;
    case 'push':
      return devicesOf(methods);
    default:
      return channel satisfies never;
  }
}

/** Of somebody, as the configuration has them. */
export interface Addresses {
  phone?: string;
  email?: string;
  webhook?: string;
  slack?: string;
}

/** Texts and calls go to one number: what the person entered and verified wins over the configuration's. */
function numberOf({ phone }: Addresses, methods: readonly ContactMethod[]): string | undefined {
  const own = ownOf(methods, 'sms');
  if (own !== undefined) return own;
  const isVerified = methods.some(
    ({ channel, address, state }) => channel === 'sms' && address === phone && state === 'verified',
  );
  return isVerified ? phone : (ownOf(methods, 'voice') ?? phone);
}

function ownOf(methods: readonly ContactMethod[], channel: Channel): string | undefined {
  return methods
    .filter(
      method =>
        method.channel === channel && method.enteredBy === 'person' && method.state === 'verified',
    )
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1)?.address;
}

function wayOf(
  channel: Channel,
  address: string | undefined,
  methods: readonly ContactMethod[],
  unknown: string,
  verifiedBy: Channel = channel,
): Way {
  if (address === undefined) return { state: 'unusable', why: unknown };
  const known = methods.filter(method => method.address === address);
  const why = whyUnusable(known, channel, address);
  if (why !== undefined) return { state: 'unusable', why };
  const isVerified = known.some(
    method =>
      method.state === 'verified' && (method.channel === channel || method.channel === verifiedBy),
  );
  return { state: isVerified ? 'verified' : 'unverified', address };
}

/** `the address has opted out`: what is known of an entered or configured one, by which nobody is reached. */
export function whyUnusable(
  methods: readonly ContactMethod[],
  channel: Channel,
  address: string | undefined,
): string | undefined {
  return methods
    .filter(method => method.channel === channel && method.address === address)
    .map(whyNobodyIsReached)
    .find(why => why !== undefined);
}

function whyNobodyIsReached({ channel, state, reason }: ContactMethod): string | undefined {
  const what = channel === 'email' || channel === 'webhook' ? 'the address' : 'the number';
  switch (state) {
    case 'opted-out':
      return `${what} has opted out`;
    case 'undeliverable':
      return `${what} is undeliverable${reason === undefined ? '' : `: ${reason}`}`;
    case 'pending':
    case 'verified':
      return undefined;
    default:
      return state satisfies never;
  }
}

function working(
  rules: readonly Contact[],
  ways: Ways,
): { contacts: Contact[]; remarks: NonNullable<Responder['remarks']> } {
  const isVerified = ({ channel }: Contact) => ways[channel].state === 'verified';
  // These come beside the others and take none of their place: a browser at a desk wakes nobody.
  const isBeside = ({ channel }: Contact) => channel === 'slack' || channel === 'push';
  const onlyVerified = rules.some(rule => !isBeside(rule) && isVerified(rule));
  const contacts = rules.filter(contact =>
    onlyVerified || isBeside(contact)
      ? isVerified(contact)
      : ways[contact.channel].state === 'unverified',
  );
  const named = [...new Set(rules.map(({ channel }) => channel))];
  const remarks = named.flatMap(channel => {
    const way = ways[channel];
    if (way.state === 'verified') return [];
    if (way.state === 'unusable') return [{ channel, text: way.why }];
    const text = onlyVerified ? 'left out: not verified, and another way is' : 'not verified yet';
    return [{ channel, text }];
  });
  return { contacts, remarks };
}

function addressOf(ways: Ways, ...channels: Channel[]): string | undefined {
  for (const channel of channels) {
    const way = ways[channel];
    if (way.state !== 'unusable') return way.address;
  }
  return undefined;
}

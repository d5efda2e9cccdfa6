import { type Addresses, addressInForce, whyUnusable } from '#core/oncall/responder.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { entryOf } from '#core/own-entry.ts';
import { addressBy, type Channel, type Responder } from '#core/people.ts';

/** Who is in the team at this moment, and at which addresses. */
export type Team = Readonly<Record<string, Addresses>>;

export type ReachedNow =
  /** `moved`: that it is another address than the plan holds, for whoever asks why. */
  { to: Responder; moved?: string } | { to: Responder; nowhere: string };

/**
 * Plans name people, and for how long: whoever runs through one is reached where they are now. An address that its person
 * replaced, or took out of use, gets nothing more, nor one that takes nothing; neither does one of somebody who left, unless it is a colleague's.
 * `team`: `undefined` as long as nothing is configured, when plans are all that is known.
 */
export function reachedNow(
  team: Team | undefined,
  { contacts }: Pick<Roster, 'contacts'>,
  to: Responder,
  channel: Channel,
): ReachedNow {
  const planned = addressBy(channel, to);
  if (team === undefined) return { to };
  const person = entryOf(team, to.person);
  if (person === undefined) {
    return planned === undefined || isOfTheTeam(team, { contacts }, planned)
      ? { to }
      : { to: at(to, channel, undefined), nowhere: `${to.name} is no longer in the configuration` };
  }
  // Without an id of Slack's, Slack itself knows whose address that is.
  if (channel === 'slack' && person.slack === to.slack) return { to };
  const methods = contacts.filter(method => method.person === to.person);
  const address = addressInForce(person, methods, channel);
  const unusable = whyUnusable(methods, channel, address);
  if (unusable !== undefined) {
    return { to: at(to, channel, undefined), nowhere: `${to.name}: ${unusable}` };
  }
  if (address === planned) return { to };
  if (planned === undefined) {
    const moved = `the plan knew no ${words[channel]} of ${to.name}, and this is known since`;
    return { to: at(to, channel, address), moved };
  }
  const what = `${words[channel]} that the plan has of ${to.name}`;
  if (channel === 'push') {
    return address === undefined
      ? { to: at(to, channel, undefined), nowhere: `the ${what} were taken out of use` }
      : { to: at(to, channel, address), moved: `the ${what} are others since` };
  }
  return address === undefined
    ? { to: at(to, channel, undefined), nowhere: `the ${what} was taken out of use` }
    : { to: at(to, channel, address), moved: `the ${what} was replaced since, by this one` };
}

/** Under whatever id: somebody who is called by another one is still reached. */
export function isStillThere(team: Team, { contacts }: Pick<Roster, 'contacts'>, to: Responder) {
  const { person, phone, email, webhook, slack } = to;
  return (
    Object.hasOwn(team, person) ||
    [phone, email, webhook, slack].some(
      address => address !== undefined && isOfTheTeam(team, { contacts }, address),
    )
  );
}

const words: Record<Channel, string> = {
  sms: 'number',
  voice: 'number',
  email: 'address',
  webhook: 'webhook',
  slack: 'member of Slack',
  push: 'devices',
};

function at(to: Responder, channel: Channel, address: string | undefined): Responder {
  const { phone, email, webhook, slack, push, ...rest } = to;
  const known = { phone, email, webhook, slack, push };
  switch (channel) {
    case 'sms':
    case 'voice':
      return whole(rest, { ...known, phone: address });
    case 'email':
      return whole(rest, { ...known, email: address });
    case 'webhook':
      return whole(rest, { ...known, webhook: address });
    case 'slack':
      return address?.includes('@')
        ? whole(rest, { ...known, slack: undefined, email: address })
        : whole(rest, { ...known, slack: address });
    case 'push':
      return whole(rest, { ...known, push: address });
    default:
      return channel satisfies never;
  }
}

function whole(
  rest: Pick<Responder, 'person' | 'name' | 'contacts' | 'remarks'>,
  addresses: { [Field in keyof Addresses | 'push']: string | undefined },
): Responder {
  const known = Object.entries(addresses).filter(([, address]) => address !== undefined);
  return { ...rest, ...Object.fromEntries(known) };
}

/** Somebody who is called by another id now, or a number that several share. */
export function isOfTheTeam(
  team: Team,
  { contacts }: Pick<Roster, 'contacts'>,
  address: string,
): boolean {
  const isKnown = ({ phone, email, webhook, slack }: Addresses) =>
    [phone, email, webhook, slack].includes(address);
  return (
    Object.values(team).some(isKnown) ||
    contacts.some(
      method =>
        method.address === address &&
        method.state === 'verified' &&
        Object.hasOwn(team, method.person),
    )
  );
}

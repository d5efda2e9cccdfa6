import { isProved, isSameMailbox } from '#core/oncall/addresses.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { Directory } from '#core/setup/directory.ts';

/** Who somebody is, as an issuer vouches for it: its token was verified before. */
export interface Identity {
  email: string | undefined;
  isEmailVerified: boolean;
  groups: readonly string[];
}

export type OpenIdSettings = NonNullable<NonNullable<Directory['signIn']>['openId']>;
type Scope = 'read' | 'respond' | 'admin';

/** Whom of the team an issuer speaks of, and what they may; `refused`: in words for them. */
export function personOfIdentity(
  directory: Directory,
  { contacts }: Pick<Roster, 'contacts'>,
  { groups }: Pick<OpenIdSettings, 'groups'>,
  identity: Identity,
): { person: string; scopes?: readonly Scope[] } | { refused: string } {
  const { email } = identity;
  if (email === undefined) return { refused: 'Your issuer says no e-mail address of you.' };
  if (!identity.isEmailVerified) {
    return {
      refused: 'Your issuer does not vouch for your e-mail address: have it verified there.',
    };
  }
  const isWanted = (address: string) => isSameMailbox(address, email.trim());
  const verified = contacts.flatMap(contact => {
    const isTheirs = contact.channel === 'email' && isWanted(contact.address);
    return isTheirs && isProved(directory, contact) ? [contact.person] : [];
  });
  const configured = Object.entries(directory.people).flatMap(([id, person]) =>
    person.email !== undefined && isWanted(person.email) ? [id] : [],
  );
  const ids = new Set([...verified, ...configured]);
  const [person] = ids;
  if (person === undefined) return { refused: 'Nobody of the team has your e-mail address.' };
  if (ids.size > 1) return { refused: 'Several of the team have your e-mail address.' };
  if (groups === undefined) return { person };
  const isIn = (some: readonly string[] = []) => some.some(each => identity.groups.includes(each));
  if (isIn(groups.admin)) return { person, scopes: ['read', 'respond', 'admin'] };
  if (isIn(groups.respond)) return { person, scopes: ['read', 'respond'] };
  if (isIn(groups.read)) return { person, scopes: ['read'] };
  return { refused: 'You are in none of the groups that may come in.' };
}

import { masked } from '#core/oncall/addresses.ts';
import type { Finding } from '#core/oncall/finding.ts';
import { ledTo, type Outlook } from '#core/oncall/outlook.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { ContactMethod } from '#core/oncall/roster.ts';
import { addressBy, type Contact, type Responder } from '#core/people.ts';
import type { Urgency } from '#core/severity.ts';
import { listed } from '#core/text/listing.ts';

/** Everybody who may be paged in the time ahead, and whether that would reach them. */
export function peopleFindings(outlook: Outlook): Finding[] {
  return [...pagedIn(outlook)].flatMap(person => {
    const { directory, roster } = outlook;
    const high = responderFor(directory, roster, person, 'high');
    const low = responderFor(directory, roster, person, 'low');
    if (high === undefined || low === undefined) return [];
    const dead = deadWays(outlook, high, low);
    const silent = unreachable(outlook, high, low);
    return [...dead, ...silent, ...(silent.length > 0 ? [] : verification(outlook, high))];
  });
}

function pagedIn(outlook: Outlook): Set<string> {
  const { directory, duty } = outlook;
  const levels = Object.values(directory.escalationPolicies).flatMap(policy => policy.levels);
  const schedules = [...duty.keys()];
  return new Set([
    ...levels.flatMap(level => ledTo(outlook, level)),
    ...ledTo(outlook, { name: '', people: [], schedules }),
    ...(directory.fallback === undefined ? [] : [directory.fallback]),
  ]);
}

/** Addresses that this person's rules would use, and to which nothing gets through. */
function deadWays(outlook: Outlook, high: Responder, low: Responder): Finding[] {
  const { person, name } = high;
  const known = outlook.roster.contacts
    .filter(method => method.person === person && isInForce(method, high))
    .flatMap((method): Finding[] => {
      const { channel, address, state, reason } = method;
      const whose = `${name}'s ${channel} ${masked(channel, address)}`;
      switch (state) {
        case 'opted-out':
          return [{ kind: state, severity: 'problem', text: `${whose} has opted out`, person }];
        case 'undeliverable': {
          const why = reason === undefined ? '' : ` (${reason})`;
          const text = `${whose} is undeliverable${why}: pages go their other ways until it is verified again, or three days have passed`;
          return [{ kind: state, severity: 'problem', text, person }];
        }
        case 'pending':
        case 'verified':
          return [];
        default:
          return state satisfies never;
      }
    });
  const { phone, email } = high;
  const unconfirmed: Finding[] = [];
  const usesMail = [high, low].some(({ contacts = [] }) => contacts.some(isMail));
  if (email !== undefined && usesMail && isUnconfirmed(outlook, email)) {
    const text = `${name}'s address ${masked('email', email)} has not confirmed AWS's mail about its subscription, or unsubscribed: no mail reaches it; tocsin apply asks it anew`;
    unconfirmed.push({ kind: 'unconfirmed', severity: 'problem', text, person });
  }
  const usesTexts = [high, low].some(({ contacts = [] }) => contacts.some(isText));
  if (phone === undefined || !usesTexts) return [...known, ...unconfirmed];
  const whose = `${name}'s number ${masked('sms', phone)}`;
  const refused: Finding[] = [];
  if (hasOptedOut(outlook, phone)) {
    const text = `${whose} has opted out of the account's texts`;
    refused.push({ kind: 'opted-out', severity: 'problem', text, person });
  }
  if (isSandboxed(outlook, phone)) {
    const text = `${whose} is not verified in the account's SMS sandbox: texts to it are refused`;
    refused.push({ kind: 'sandboxed', severity: 'problem', text, person });
  }
  return [...known, ...unconfirmed, ...refused];
}

/** Whether this is the address that their pages would go to; of one that was replaced nothing matters. */
function isInForce({ channel, address }: ContactMethod, responder: Responder): boolean {
  const used = addressBy(channel, responder);
  return used === undefined || used === address;
}

const urgencies: [Urgency, string][] = [
  ['high', 'when it is urgent'],
  ['low', 'when it can wait'],
];

function unreachable(outlook: Outlook, high: Responder, low: Responder): Finding[] {
  const { person, name } = high;
  const when = urgencies
    .filter(([urgency]) => ways(outlook, urgency === 'high' ? high : low).length === 0)
    .map(([, words]) => words);
  if (when.length === 0) return [];
  const text = `${name} is paged and cannot be reached on any channel ${listed(when)}`;
  return [{ kind: 'unreachable', severity: 'problem', text, person }];
}

/** Two ways that do not fail together: a text and a call to one number are one. */
function verification(outlook: Outlook, high: Responder): Finding[] {
  const { person, name, remarks = [] } = high;
  const verified = ways(outlook, high).filter(
    ({ channel }) => !remarks.some(remark => remark.channel === channel),
  );
  const addresses = new Set(verified.map(({ channel }) => addressBy(channel, high)));
  if (addresses.size >= 2) return [];
  if (addresses.size === 0) {
    const text = `${name} has verified no channel: pages go to addresses that nobody has tried`;
    return [{ kind: 'unverified', severity: 'problem', text, person }];
  }
  const channels = listed([...new Set(verified.map(({ channel }) => channel))]);
  const text = `${name} has one verified way only (${channels}): two are needed, in case it fails`;
  return [{ kind: 'one-channel', severity: 'warning', text, person }];
}

/** Of their rules, what leads to them, as far as the account is known to send. */
function ways(outlook: Outlook, { contacts = [], phone, email }: Responder): Contact[] {
  const refusesTexts =
    outlook.facts.noTexts ||
    (phone !== undefined && (hasOptedOut(outlook, phone) || isSandboxed(outlook, phone)));
  const refusesMail = email !== undefined && isUnconfirmed(outlook, email);
  return contacts.filter(
    contact => !(refusesTexts && isText(contact)) && !(refusesMail && isMail(contact)),
  );
}

function isText({ channel }: Contact): boolean {
  return channel === 'sms';
}

function isMail({ channel }: Contact): boolean {
  return channel === 'email';
}

function isUnconfirmed({ facts }: Outlook, email: string): boolean {
  return facts.unconfirmedMail?.includes(email) ?? false;
}

function hasOptedOut({ facts }: Outlook, phone: string): boolean {
  return facts.optedOut?.includes(phone) ?? false;
}

function isSandboxed({ facts }: Outlook, phone: string): boolean {
  const { sandbox, sandboxVerified } = facts;
  return sandbox === true && sandboxVerified !== undefined && !sandboxVerified.includes(phone);
}

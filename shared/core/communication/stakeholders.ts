import type { Notice } from '#core/communication/notice.ts';
import type { StakeholderReaction } from '#core/communication/notices.ts';
import { sha256 } from '#core/digest.ts';
import { masked } from '#core/oncall/addresses.ts';
import type { Severity } from '#core/severity.ts';
import type { StakeholderKind } from '#core/stakeholder-kinds.ts';
import { readableText, subjectLine } from '#core/text/plain-text.ts';
import type { Instant } from '#core/time/instant.ts';

/** `customers` read what is on the status page and nothing else; `stakeholders` hear of incidents as the company speaks of them. */
export type Audience = 'stakeholders' | 'customers';

/** Somebody outside the team who wants to hear, beside those of tocsin.yaml. */
export interface Subscription {
  /** Says of which audience: `sub_…`, or `pub_…` for customers. */
  id: string;
  /** A queue hears by the topic, the others by us. */
  channel: 'email' | 'sms' | 'webhook' | 'queue';
  address: string;
  severities?: Severity[] | undefined;
  services?: string[] | undefined;
  kinds?: StakeholderKind[] | undefined;
  /** They hear of it together, this long after the first of it at the latest, but for what is urgent. */
  digestSeconds?: number | undefined;
  /** tocsin.yaml names it, and the topic does not tell it. */
  isListed?: true | undefined;
  /** Of customers: only these components; all where there are none. */
  components?: string[] | undefined;
  /** What was asked for on the status page and is in force once its owner confirms it. */
  wish?: { components: string[] } | undefined;
  /** `pending`: asked for, and nobody said yet that they want it; told nothing. */
  state: 'pending' | 'confirmed';
  createdAt: Instant;
  createdBy: string;
  /** When they were last asked to confirm. */
  askedAt?: Instant;
}

/** What customers are told, in the words of the status page. */
export interface PublicMessage {
  /** Which it is about; nobody is left out where it is about none. */
  components: string[];
  /** For programs. */
  data: { id: string; type: string } & Record<string, unknown>;
  /** Before the address where it is ended, in a mail and in a text. */
  wayOut: { mail: string; text: string };
}

export type AsStakeholders = Pick<
  StakeholderReaction,
  'severity' | 'was' | 'service' | 'about' | 'isUrgent'
>;

/** One message for everybody of an audience, a page of them at a time. */
export type FanOut = Pick<StakeholderReaction, 'key' | 'incidentId' | 'notice' | 'purpose'> &
  Progress &
  (AsStakeholders | { public: PublicMessage });

interface Progress {
  kind: 'fan-out';
  /** The last who was seen to. */
  after?: string;
  /** How many were told so far. */
  told?: number;
  /** Only these, whom a vendor refused for the moment. */
  only?: string[];
  /** From 1. */
  attempt?: number;
}

const beginningOf: Record<Audience, string> = { stakeholders: 'sub_', customers: 'pub_' };

/** One address has one subscription of each audience, however often it is asked for. */
export function subscriptionId(
  channel: Subscription['channel'],
  address: string,
  audience: Audience = 'stakeholders',
): string {
  return `${beginningOf[audience]}${sha256(`${channel}\n${address.toLowerCase()}`).slice(0, 24)}`;
}

/** Enough to recognise it. */
export function shownAddress({
  channel,
  address,
}: Pick<Subscription, 'channel' | 'address'>): string {
  // The name of a queue is no secret, and says which one it is.
  return channel === 'queue' ? address : masked(channel, address);
}

export function audienceOf(id: string): Audience {
  return id.startsWith(beginningOf.customers) ? 'customers' : 'stakeholders';
}

export function wantsToHear(
  { state, channel, severities, services, kinds, components }: Subscription,
  work: AsStakeholders | { public: Pick<PublicMessage, 'components'> },
): boolean {
  if (state !== 'confirmed' || channel === 'queue') return false;
  if ('public' in work) {
    const about = work.public.components;
    return about.length === 0 || about.some(each => among(components, each));
  }
  return (
    [work.severity, work.was ?? work.severity].some(each => among(severities, each)) &&
    among(services, work.service) &&
    among(kinds, work.about)
  );
}

function among(all: readonly string[] | undefined, one: string): boolean {
  return all === undefined || all.length === 0 || all.includes(one);
}

/** With the way out, which every mail has. */
export function withWayOut(
  notice: Notice,
  link: string,
  words = 'You hear this because you subscribed. No more of it:',
): Notice {
  const body = `${notice.body}\n\n--\n${words} ${link}`;
  return { subject: notice.subject, body, unsubscribe: link };
}

/** For whoever was subscribed, before anything else is sent there. */
export function confirmationNotice(organisation: string, by: string, link: string): Notice {
  return {
    subject: subjectLine(`Confirm: incidents of ${organisation}`),
    body: [
      `${by} asked that you hear of incidents of ${organisation}. If you want that, confirm it here:`,
      link,
      '',
      'If not, do nothing: nothing else is sent.',
    ].join('\n'),
  };
}

export function confirmationText(organisation: string, link: string): string {
  return readableText(`Do you want texts about incidents of ${organisation}? Confirm: ${link}`);
}

/** One text says what it is and where the rest stands. */
export function textOf({ subject }: Notice, link: string, words = 'No more of these:'): string {
  return readableText(`${subject}. ${words} ${link}`);
}

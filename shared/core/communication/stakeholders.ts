import type { Notice } from '#core/communication/notice.ts';
import type { StakeholderReaction } from '#core/communication/notices.ts';
import { sha256 } from '#core/digest.ts';
import type { Severity } from '#core/severity.ts';
import type { StakeholderKind } from '#core/stakeholder-kinds.ts';
import { gsm7, subjectLine } from '#core/text/plain-text.ts';
import type { Instant } from '#core/time/instant.ts';

/** Somebody outside the team who wants to hear, beside those of tocsin.yaml. */
export interface Subscription {
  id: string;
  channel: 'email' | 'sms' | 'webhook';
  address: string;
  severities?: Severity[] | undefined;
  services?: string[] | undefined;
  kinds?: StakeholderKind[] | undefined;
  /** `pending`: asked for, and nobody said yet that they want it; told nothing. */
  state: 'pending' | 'confirmed';
  createdAt: Instant;
  createdBy: string;
  /** When they were last asked to confirm. */
  askedAt?: Instant;
}

/** One message for everybody who subscribed, a page of them at a time. */
export interface FanOut extends Omit<StakeholderReaction, 'kind'> {
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

/** One address has one subscription, however often it is asked for. */
export function subscriptionId(channel: Subscription['channel'], address: string): string {
  return `sub_${sha256(`${channel}\n${address.toLowerCase()}`).slice(0, 24)}`;
}

export function wantsToHear(
  { state, severities, services, kinds }: Subscription,
  { severity, service, about }: Pick<FanOut, 'severity' | 'service' | 'about'>,
): boolean {
  const among = (all: readonly string[] | undefined, one: string) =>
    all === undefined || all.length === 0 || all.includes(one);
  return (
    state === 'confirmed' &&
    among(severities, severity) &&
    among(services, service) &&
    among(kinds, about)
  );
}

/** With the way out, which every mail has. */
export function withWayOut(notice: Notice, link: string): Notice {
  const body = `${notice.body}\n\n--\nYou hear this because you subscribed. No more of it: ${link}`;
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
  return gsm7(`Do you want texts about incidents of ${organisation}? Confirm: ${link}`);
}

/** One text says what it is and where the rest stands. */
export function textOf({ subject }: Notice, link: string): string {
  return gsm7(`${subject}. No more of these: ${link}`);
}

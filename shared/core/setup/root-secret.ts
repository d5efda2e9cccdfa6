import { addSeconds, type Instant } from '#core/time/instant.ts';

/**
 * Of which all is made that is worked out and not kept: links of subscriptions and meetings, addresses of readers, secrets
 * of event webhooks. It is handed to nobody.
 */
export interface RootSecret {
  secret: string;
  since: Instant;
  /** Of which it was made before: what signs our webhooks, which their receivers have. Where there was one. */
  before?: string;
}

/** How long a link of before is known: in mails that were sent, it ends what somebody no longer wants. */
const linksOfBeforeDays = 90;

/** Of which a link that comes back may have been made. */
export function rootsOfLinks({ secret, since, before }: RootSecret, at: Instant): string[] {
  const isKnown = at < addSeconds(since, linksOfBeforeDays * 86_400);
  return before !== undefined && isKnown ? [secret, before] : [secret];
}

/** Readers have an address and keep it, until they are taken away. */
export function rootOfReader(
  { secret, since, before }: RootSecret,
  reader: { createdAt: Instant },
): string {
  return before !== undefined && reader.createdAt < since ? before : secret;
}

/** With which events are signed, so that a receiver finds its own: who holds a secret of before is not lost. */
export function rootsOfSignatures({ secret, before }: RootSecret): string[] {
  return before === undefined ? [secret] : [secret, before];
}

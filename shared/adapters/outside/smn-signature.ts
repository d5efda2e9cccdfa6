import * as z from 'zod/mini';
import {
  cached,
  fetchText,
  linesOf,
  NoSuchCertificate,
  oneLine,
  signedWith,
  type Verdict,
} from '#adapters/aws/sns-signature.ts';
import type { Instant } from '#core/time/instant.ts';

/*
 * Huawei Cloud's Simple Message Notification signs as Amazon SNS does, with other names. Source: "Message Signature
 * Verification" and "HTTP or HTTPS Message Format" of its user guide.
 */

const timeoutMs = 3000;

const common = {
  message: z.string(),
  message_id: oneLine,
  timestamp: oneLine,
  topic_urn: oneLine.check(z.regex(/^urn:smn:/)),
  signature_version: z.string().check(z.regex(/^v1$/i)),
  signature: z.string().check(z.regex(/^[A-Za-z0-9+/]{1,4000}={0,2}$/)),
  signing_cert_url: z.string(),
};
const smnMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Notification'), ...common, subject: z.nullish(z.string()) }),
  z.object({ type: z.literal('SubscriptionConfirmation'), ...common, subscribe_url: oneLine }),
  z.object({ type: z.literal('UnsubscribeConfirmation'), ...common, subscribe_url: oneLine }),
]);
type SmnMessage = z.infer<typeof smnMessage>;

/**
 * Whether SMN signed this message: that some topic of Huawei Cloud sent it, not whose; the integration key does that.
 * Throws when the certificate cannot be fetched just now.
 */
export async function verifySmnMessage(
  deps: { fetchCertificate: (url: string) => Promise<string>; now: () => Instant },
  message: unknown,
): Promise<Verdict> {
  const read = z.safeParse(smnMessage, message);
  if (!read.success) {
    const [field = 'body'] = read.error.issues[0]?.path ?? [];
    return invalid(`${String(field)} is missing or not of SMN`);
  }
  const signed = read.data;
  if (!isCertificateOfSmn(signed.signing_cert_url)) {
    return invalid('the certificate is not at an address of SMN');
  }
  if (signed.type === 'SubscriptionConfirmation' && !isConfirmation(signed.subscribe_url)) {
    return invalid('the address at which it is confirmed is not of Huawei Cloud');
  }
  return signedWith(deps, {
    url: signed.signing_cert_url,
    sent: { by: 'SMN', name: 'timestamp', text: signed.timestamp },
    text: signedText(signed),
    signature: signed.signature,
    algorithm: 'sha256',
  });
}

/** That form and nothing like it: no user, port, query, or second reading by another parser; one region in both places. */
export function isCertificateOfSmn(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { host, pathname } = new URL(url);
  const region = /^smn\.([a-z]{2}(?:-[a-z]+)+-\d{1,3})\.myhuaweicloud\.(?:com|eu)$/.exec(host)?.[1];
  return (
    region !== undefined &&
    /^\/smn\/SMN_[a-z0-9-]+_[0-9a-f]{32}\.pem$/.test(pathname) &&
    pathname.startsWith(`/smn/SMN_${region}_`) &&
    url === `https://${host}${pathname}`
  );
}

const consoles =
  /^(?:[a-z0-9-]*console(?:-intl)?(?:\.[a-z0-9-]+)?\.huaweicloud|smn\.[a-z0-9-]+\.myhuaweicloud)\.(?:com|eu)$/;

function isConfirmation(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { host, pathname, search } = new URL(url);
  return (
    consoles.test(host) &&
    pathname === '/smn/subscription/confirm' &&
    url === `https://${host}${pathname}${search}`
  );
}

function signedText(signed: SmnMessage): string {
  const { message, message_id, timestamp, topic_urn, type } = signed;
  // One that is empty is not signed.
  return signed.type === 'Notification'
    ? linesOf({
        ...{ message, message_id, subject: signed.subject || undefined },
        ...{ timestamp, topic_urn, type },
      })
    : linesOf({
        ...{ message, message_id, subscribe_url: signed.subscribe_url },
        ...{ timestamp, topic_urn, type },
      });
}

function invalid(reason: string): Verdict {
  return { valid: false, reason };
}

export const fetchCertificate = cached(async url => {
  if (!isCertificateOfSmn(url)) throw new NoSuchCertificate('this is no address of SMN');
  return fetchText(url);
});

/**
 * Confirms that a topic may post here. Unlike Amazon's there is no call for that without an account: its address, which is
 * of Huawei Cloud and under the signature, is visited.
 */
export async function confirmSmnSubscription(message: { subscribe_url?: string }): Promise<void> {
  const { subscribe_url: url = '' } = message;
  if (!isConfirmation(url)) throw new Error('A confirmation of SMN without its address');
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { redirect: 'manual', signal });
  await response.body?.cancel();
  if (response.status >= 400) throw new Error(`SMN answered the confirmation ${response.status}`);
}

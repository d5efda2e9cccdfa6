import { createHmac, timingSafeEqual } from 'node:crypto';

type LinkPurpose = 'confirm' | 'end';

/** What stands in an address where a subscription is confirmed or ended: worked out from a secret, kept nowhere. */
export function subscriptionToken(secret: string, what: LinkPurpose, id: string): string {
  const proof = createHmac('sha256', secret)
    .update(`${what} subscription\n${id}`)
    .digest('base64url');
  return `${what}-${id}-${proof}`;
}

/** `undefined`: it is none that we gave out. */
export function subscriptionOf(
  secret: string,
  token: string,
): { what: LinkPurpose; id: string } | undefined {
  const [, what, id = ''] = /^(confirm|end)-((?:sub|pub)_[0-9a-f]+)-/.exec(token) ?? [];
  if (what !== 'confirm' && what !== 'end') return undefined;
  const [given, ours] = [Buffer.from(token), Buffer.from(subscriptionToken(secret, what, id))];
  return given.length === ours.length && timingSafeEqual(given, ours) ? { what, id } : undefined;
}

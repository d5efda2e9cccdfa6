import { createHmac, timingSafeEqual } from 'node:crypto';

type LinkPurpose = 'confirm' | 'end';

/** What stands in an address where a subscription is confirmed or ended: worked out from a secret, kept nowhere. */
export function subscriptionToken(secret: string, what: LinkPurpose, id: string): string {
  const proof = createHmac('sha256', secret)
    .update(`${what} subscription\n${id}`)
    .digest('base64url');
  return `${what}-${id}-${proof}`;
}

/** `undefined`: it is none that we gave out, made of one of these. */
export function subscriptionOf(
  roots: readonly string[],
  token: string,
): { what: LinkPurpose; id: string } | undefined {
  const [, what, id = ''] = /^(confirm|end)-((?:sub|pub)_[0-9a-f]+)-/.exec(token) ?? [];
  if (what !== 'confirm' && what !== 'end') return undefined;
  const given = Buffer.from(token);
  const isOf = (secret: string) => {
    const ours = Buffer.from(subscriptionToken(secret, what, id));
    return given.length === ours.length && timingSafeEqual(given, ours);
  };
  return roots.some(isOf) ? { what, id } : undefined;
}

import { createHmac } from 'node:crypto';

/** Each address has a secret of its own, worked out from the one that is kept: who knows one knows no other. */
export function eventSecret(root: string, name: string, version: number): string {
  const key = createHmac('sha256', root).update(`event-webhook\n${name}\n${version}`).digest();
  return `whsec_${key.toString('base64')}`;
}

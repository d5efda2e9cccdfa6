import { epochMs } from '#core/time/instant.ts';
import type { Now } from '#ports/runtime.ts';

const keptMs = 300_000;

/** Secrets by which senders sign, read at most once in five minutes. What cannot be read is asked for again by the sender. */
export function signingSecrets(
  readSecret: (arn: string) => Promise<{ text: string } | { unreadable: string }>,
  now: Now,
) {
  const known = new Map<string, { secrets: string[]; until: number }>();
  return async (arn: string): Promise<readonly string[]> => {
    const kept = known.get(arn);
    const at = epochMs(now());
    if (kept !== undefined && kept.until > at) return kept.secrets;
    const read = await readSecret(arn);
    if ('unreadable' in read) throw new Error(read.unreadable);
    const secrets = read.text.split(/\s+/).filter(Boolean);
    known.set(arn, { secrets, until: at + keptMs });
    return secrets;
  };
}

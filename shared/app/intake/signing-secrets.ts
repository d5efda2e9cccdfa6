import { epochMs } from '#core/time/instant.ts';
import type { Now } from '#ports/runtime.ts';

const keptMs = 300_000;
const newestMs = 10_000;

/**
 * Secrets by which senders sign, kept for five minutes; `newest`: for ten seconds, for whoever signs by none that is kept.
 * What cannot be read is asked for again by the sender.
 */
export function signingSecrets(
  readSecret: (arn: string) => Promise<{ text: string } | { unreadable: string }>,
  now: Now,
) {
  const known = new Map<string, { secrets: string[]; readAt: number }>();
  return async (arn: string, wanted?: 'newest'): Promise<readonly string[]> => {
    const kept = known.get(arn);
    const at = epochMs(now());
    const longest = wanted === 'newest' ? newestMs : keptMs;
    if (kept !== undefined && at - kept.readAt < longest) return kept.secrets;
    const read = await readSecret(arn);
    if ('unreadable' in read) throw new Error(read.unreadable);
    const secrets = read.text.split(/\s+/).filter(Boolean);
    known.set(arn, { secrets, readAt: at });
    return secrets;
  };
}

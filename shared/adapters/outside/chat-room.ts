import type { readSecretText } from '#adapters/aws/secrets.ts';
import type { OutsideAnswer, OutsideCall } from '#adapters/outside/outside-call.ts';
import { retryAfterSeconds } from '#adapters/outside/retry-after.ts';
import { roomAddress } from '#core/setup/chat-settings.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { PostToRoom } from '#ports/communication.ts';
import type { Now } from '#ports/runtime.ts';

/** A secret that was changed is in use after this at the latest. */
const keptSeconds = 300;

/**
 * One message to a chat, at the address that it gave out. What is gone, or refuses us or the message, will not take it later
 * either; everything else may pass. The address is never quoted: it is all that it takes to write there.
 */
export function postToRoom(deps: {
  call: OutsideCall;
  read: ReturnType<typeof readSecretText>;
  now: Now;
}): PostToRoom {
  const known = new Map<string, { address: URL; at: Instant }>();
  const post: PostToRoom = async (room, message) => {
    const { secret } = room;
    const { query = {}, body } = message;
    const kept = known.get(secret);
    let address = kept && addSeconds(kept.at, keptSeconds) > deps.now() ? kept.address : undefined;
    if (address === undefined) {
      const found = await deps.read(secret);
      if ('unreadable' in found) return { sent: false, failed: 'retry', reason: found.unreadable };
      address = roomAddress(found.text);
      if (address === undefined) {
        const reason = `the secret ${secret} has no https address in it`;
        return { sent: false, failed: 'retry', reason };
      }
      known.set(secret, { address, at: deps.now() });
    }
    const url = new URL(address);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = { 'content-type': 'application/json', 'user-agent': 'Tocsin' };
    try {
      const answer = await deps.call('POST', url, headers, JSON.stringify(body));
      if ('refused' in answer) return { sent: false, failed: 'give-up', reason: answer.refused };
      const outcome = outcomeOf(answer, deps.now());
      if (outcome.sent || outcome.failed !== 'give-up' || address !== kept?.address) return outcome;
      // Whoever put a new address into the secret took the old one away: what it was not told is not lost for that.
      known.delete(secret);
      return post(room, message);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { sent: false, failed: 'retry', reason: `no answer: ${why}`.slice(0, 300) };
    }
  };
  return post;
}

const final = new Set([400, 401, 403, 404, 405, 410, 413]);

function outcomeOf(answer: OutsideAnswer, now: Instant): Awaited<ReturnType<PostToRoom>> {
  const { status, body } = answer;
  // Connectors of Microsoft answer 200 where the chat behind them did not take it, and say so in words.
  const behind = /delivery failed with error:.*\b(?:HTTP error|status:?) (\d{3})/i.exec(body)?.[1];
  const said = behind === undefined ? status : Number(behind);
  if (said >= 200 && said < 300) return { sent: true };
  const reason = `answered ${said}`;
  if (final.has(said)) {
    const isGone = said === 404 || said === 410;
    return { sent: false, failed: 'give-up', reason: isGone ? `${reason}: it is gone` : reason };
  }
  const afterSeconds = retryAfterSeconds(answer, now) ?? asked(body);
  return { sent: false, failed: 'retry', reason, ...(afterSeconds && { afterSeconds }) };
}

/** Discord says it in the body as well, to the millisecond. */
function asked(body: string): number {
  return Number(/"retry_after":\s*([\d.]+)/.exec(body)?.[1] ?? 0);
}

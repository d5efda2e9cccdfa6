import { createHmac } from 'node:crypto';
import { eventSecret } from '#adapters/outside/event-secret.ts';
import type { OutsideCall } from '#adapters/outside/outside-call.ts';
import { retryAfterSeconds } from '#adapters/outside/retry-after.ts';
import { rootsOfSignatures } from '#core/setup/root-secret.ts';
import { epochMs } from '#core/time/instant.ts';
import type { PostEvent, Root } from '#ports/communication.ts';
import type { Now } from '#ports/runtime.ts';

/**
 * An event as a webhook of Standard Webhooks, so that every receiver's library can tell that it is ours and new:
 * `webhook-id`, `webhook-timestamp` in seconds, and `webhook-signature`, a list of `v1,` with the base64 of an HMAC-SHA256
 * over `id.timestamp.body`. What is refused may be taken once the receiver is mended; only 410 means that it is gone.
 */
export function postEvent(deps: { call: OutsideCall; root: Root; now: Now }): PostEvent {
  return async ({ name, url, secretVersion = 1 }, event) => {
    const body = JSON.stringify(event);
    const roots = rootsOfSignatures(await deps.root());
    const seconds = Math.floor(epochMs(deps.now()) / 1000);
    // With a new secret, that of before is good until its receiver has the new one.
    const versions = secretVersion > 1 ? [secretVersion, secretVersion - 1] : [secretVersion];
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Tocsin',
      'webhook-id': event.id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': roots
        .flatMap(root => versions.map(version => eventSecret(root, name, version)))
        .map(secret => eventSignature(secret, event.id, seconds, body))
        .join(' '),
    };
    try {
      const answer = await deps.call('POST', new URL(url), headers, body);
      if ('refused' in answer) return { sent: false, failed: 'give-up', reason: answer.refused };
      const { status } = answer;
      if (status >= 200 && status < 300) return { sent: true };
      const reason = `answered ${status}`;
      if (status === 410) {
        return { sent: false, failed: 'give-up', reason: `${reason}: it is gone`, isGone: true };
      }
      const afterSeconds = retryAfterSeconds(answer, deps.now());
      return { sent: false, failed: 'retry', reason, ...(afterSeconds && { afterSeconds }) };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { sent: false, failed: 'retry', reason: `no answer: ${why}`.slice(0, 300) };
    }
  };
}

function eventSignature(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

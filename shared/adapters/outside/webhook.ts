import { createHmac } from 'node:crypto';
import type { OutsidePost } from '#adapters/outside/outside-call.ts';
import { isTransient } from '#adapters/outside/transient.ts';
import { epochMs } from '#core/time/instant.ts';
import type { Delivery, SendWebhook, WebhookSecret } from '#ports/communication.ts';
import type { Now } from '#ports/runtime.ts';

/**
 * A page to a program of the recipient's own. It is signed, so that the receiver knows that it is ours and when it was
 * sent: `tocsin-signature: t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`.
 */
export function sendWebhook(deps: {
  post: OutsidePost;
  secret: WebhookSecret;
  now: Now;
}): SendWebhook {
  return async (address, content) => {
    if (!URL.canParse(address)) return giveUp('the address is not a web address');
    const body = JSON.stringify(content);
    const secret = await deps.secret();
    const seconds = Math.floor(epochMs(deps.now()) / 1000);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Tocsin',
      'tocsin-signature': `t=${seconds},v1=${signature(secret, seconds, body)}`,
    };
    try {
      const answer = await deps.post(new URL(address), headers, body);
      return 'refused' in answer ? giveUp(answer.refused) : deliveryOf(answer.status);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { sent: false, failed: 'retry', reason: `webhook: no answer: ${why}`.slice(0, 300) };
    }
  };
}

export function signature(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}

function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return { sent: true };
  const reason = `webhook: answered ${status}`;
  return { sent: false, failed: isTransient(status) ? 'retry' : 'give-up', reason };
}

function giveUp(why: string): Delivery {
  return { sent: false, failed: 'give-up', reason: `webhook: ${why}` };
}

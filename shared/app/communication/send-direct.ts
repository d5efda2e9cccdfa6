import type { ChatApi, Chatted, Delivery, SendDirect } from '#ports/communication.ts';

/** To one member, found by their id or by the address that the workspace has confirmed. */
export function sendDirect(
  chat: Pick<ChatApi, 'memberByEmail' | 'openDirect' | 'post'>,
): SendDirect {
  return async ({ slack, email }, card, key) => {
    const found = slack === undefined ? await memberOf(email) : { done: slack };
    if ('failed' in found) return failed(found);
    if (found.done === undefined) {
      return { sent: false, failed: 'give-up', reason: 'nobody in Slack has this address' };
    }
    const direct = await chat.openDirect(found.done);
    if ('failed' in direct) return failed(direct);
    const posted = await chat.post(direct.done.channel, card, key);
    return 'failed' in posted ? failed(posted) : { sent: true, externalId: posted.done.ts };
  };

  async function memberOf(email: string | undefined): Promise<Chatted<string | undefined>> {
    return email === undefined ? { done: undefined } : chat.memberByEmail(email);
  }
}

function failed({ failed: how, reason }: Extract<Chatted<never>, { failed: unknown }>): Delivery {
  return { sent: false, failed: how === 'no' ? 'give-up' : 'retry', reason: `Slack: ${reason}` };
}

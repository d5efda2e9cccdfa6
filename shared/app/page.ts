import type { HandleCommand } from '#app/handle-command.ts';
import { incidentId, phoneNumber } from '#core/ids.ts';
import type { PageReaction } from '#core/incident/reactions.ts';
import { pageGuard, stillWanted } from '#core/incident/still-wanted.ts';
import { type PageWords, pageEmail, pageSms } from '#core/messages/page.ts';
import { pageVoice } from '#core/messages/page-voice.ts';
import { pageWebhook } from '#core/messages/page-webhook.ts';
import type {
  Delivery,
  IncidentStore,
  Loaded,
  Log,
  NewToken,
  Now,
  PageLedger,
  QueuePageAgain,
  SendEmail,
  SendSms,
  SendVoice,
  SendWebhook,
} from '#ports';

const looksMax = 20;
const attemptsMax = 4;
const secondsBeforeRetry = 10;

/**
 * One attempt to reach one person on one channel. Looks whether the page is still wanted, claims it on the condition
 * that nothing changed since, sends, and records how it went both in the ledger and on the timeline.
 */
export function page(deps: {
  incidents: IncidentStore;
  ledger: PageLedger;
  handle: HandleCommand;
  sendSms: SendSms;
  sendEmail: SendEmail;
  sendVoice: SendVoice;
  sendWebhook: SendWebhook;
  queuePageAgain: QueuePageAgain;
  now: Now;
  newToken: NewToken;
  publicUrl: string;
  log: Log;
}) {
  /** `delivered`: how often the queue handed this page out. More than once: an earlier run may have sent it. */
  return async (reaction: PageReaction, delivered: number): Promise<void> => {
    const id = incidentId(reaction.incident.id);
    for (let look = 1; look <= looksMax; look++) {
      const loaded = await deps.incidents.load(id);
      const at = deps.now();
      const verdict = stillWanted(loaded.incident, reaction, at);
      if (!verdict.wanted) return deps.ledger.suppress(reaction, at, verdict.reason);

      const token = deps.newToken();
      const guard = pageGuard(loaded.incident);
      const { attempt } = reaction;
      const claim = await deps.ledger.claim({ page: reaction, guard, at, token, attempt });
      if (claim === 'moved') continue;
      if (claim !== 'claimed') {
        // Nobody may call it done that is not: whoever has it may have died, or be an earlier run of ours.
        if (claim.held.status === 'claimed')
          throw new Error(`${reaction.key} is held by another run`);
        return;
      }
      return perform(reaction, loaded, token, attempt > 1 || delivered > 1);
    }
    throw new Error(`${id} changed ${looksMax} times while page ${reaction.key} was claimed`);
  };

  async function perform(reaction: PageReaction, loaded: Loaded, token: string, again: boolean) {
    const delivery = await send(reaction, token, again);
    const { attempt } = reaction;
    if (!delivery.sent && delivery.failed === 'retry' && attempt < attemptsMax) {
      await deps.ledger.release(reaction.key, reaction.incident.id, deps.now(), delivery.reason);
      const next = { ...reaction, attempt: attempt + 1 };
      return deps.queuePageAgain(next, secondsBeforeRetry * attempt);
    }
    await record(reaction, loaded, delivery);
  }

  function send(reaction: PageReaction, token: string, again: boolean): Promise<Delivery> {
    const words: PageWords = {
      incident: reaction.incident,
      purpose: reaction.purpose,
      reason: reaction.reason,
      levelName: reaction.levelName,
      link: `${deps.publicUrl}/a/${token}`,
      now: deps.now(),
      again,
    };
    const { phone, email, webhook } = reaction.to;
    switch (reaction.channel) {
      case 'sms':
        if (phone === undefined) return Promise.resolve(nowhere('no phone number'));
        return deps.sendSms(phoneNumber(phone), pageSms(words));
      case 'email':
        if (email === undefined) return Promise.resolve(nowhere('no e-mail address'));
        return deps.sendEmail(email, pageEmail(words));
      case 'voice':
        if (phone === undefined) return Promise.resolve(nowhere('no phone number'));
        return deps.sendVoice(phoneNumber(phone), pageVoice(words));
      case 'webhook':
        if (webhook === undefined) return Promise.resolve(nowhere('no webhook'));
        return deps.sendWebhook(webhook, pageWebhook(reaction, words));
      default:
        return reaction.channel satisfies never;
    }
  }

  async function record(reaction: PageReaction, loaded: Loaded, delivery: Delivery) {
    const { key, channel, level, round, purpose, incident, to } = reaction;
    const at = deps.now();
    const outcome = delivery.sent
      ? {
          sent: true as const,
          ...(delivery.externalId !== undefined && { externalId: delivery.externalId }),
        }
      : { sent: false as const, reason: delivery.reason };
    const detail = delivery.sent ? (delivery.externalId ?? 'accepted') : delivery.reason;
    const status = delivery.sent ? 'sent' : 'failed';
    deps.log(delivery.sent ? 'info' : 'error', `page ${status}`, {
      incidentId: incident.id,
      page: key,
      person: to.person,
      channel,
      reason: delivery.sent ? undefined : delivery.reason,
    });
    await deps.handle(
      incidentId(incident.id),
      {
        type: 'RecordPageOutcome',
        at,
        page: key,
        person: to.person,
        channel,
        level,
        round,
        purpose,
        outcome,
      },
      {
        loaded,
        claims: [
          {
            kind: 'page-outcome',
            key,
            status,
            detail,
            at,
            ...(delivery.sent &&
              delivery.externalId !== undefined && { messageId: delivery.externalId }),
          },
        ],
      },
    );
  }
}

function nowhere(what: string): Delivery {
  return { sent: false, failed: 'give-up', reason: `this person has ${what}` };
}

import { ownAlert } from '#app/intake/own-alert.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import { deadLetterDays } from '#contract/work-queues.ts';
import { type ReceiptId, receiptId } from '#core/ids.ts';
import { ownAlerts } from '#core/intake/trust-domain.ts';
import { counted } from '#core/text/listing.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Accept, Receipt, Receipts } from '#ports/intake.ts';
import type { DeadLetters } from '#ports/setup.ts';

/** So many of each queue are looked at in one round; the next sees others. */
const most = 100;

interface GivenUp {
  webhook: AcceptedWebhook;
  queue: 'alerts' | 'repeats';
  /** When it was put into its queue, by whoever sent it again. */
  sentAt: Instant;
}
/** `before`: its receipt as it is. */
type News = GivenUp & { before: Receipt | undefined };

/**
 * What triage gave up has been accepted and opened no incident: its receipt ends with the reason, and whoever answers for the
 * service is paged. The message stays among the dead letters, from where it can be sent again.
 */
export function endGivenUp(deps: {
  deadLetters: Pick<DeadLetters, 'look'>;
  /** `undefined`: it is none of ours. */
  decode: (body: string) => AcceptedWebhook | undefined;
  receipts: Receipts;
  accept: Accept;
  newReceiptId: (at: Instant) => ReceiptId;
}) {
  return async (at: Instant): Promise<'done'> => {
    const found: GivenUp[] = [];
    for (const queue of ['alerts', 'repeats'] as const) {
      for (const { body, sentAt } of await deps.deadLetters.look(queue, most)) {
        const webhook = deps.decode(body);
        if (webhook !== undefined) found.push({ webhook, queue, sentAt });
      }
    }
    const news: News[] = [];
    for (const each of found) {
      const before = await deps.receipts.find(receiptId(each.webhook.receiptId));
      // What was sent again since, and is here again, is news again.
      if (before?.state !== 'failed' || before.at < each.sentAt) news.push({ ...each, before });
    }
    const together = ({ webhook, before }: News) => `${isAgain(before)} ${senderOf(webhook)}`;
    for (const some of Map.groupBy(news, together).values()) {
      // Before it is written down: what is told twice joins the same incident, what is not told is lost. An alert of
      // ours that was given up itself would only bring the next one.
      await tell(
        some.filter(({ webhook }) => !isOwn(webhook)),
        at,
      );
      for (const each of some) await end(each, at);
    }
    return 'done';
  };

  async function end({ webhook, queue, before }: News, at: Instant): Promise<void> {
    const id = receiptId(webhook.receiptId);
    const reason =
      `given up ${isAgain(before) ? 'again ' : ''}after every attempt; it waits among the dead letters of ${queue} for ${deadLetterDays} days, from where ` +
      '`tocsin dead-letters` sends it again';
    await deps.receipts.record([{ outcomes: [], ...before, id, at, state: 'failed', reason }]);
  }

  async function tell(some: readonly News[], at: Instant): Promise<void> {
    const [first] = some;
    if (first === undefined) return;
    const sender = senderOf(first.webhook);
    const service = first.webhook.kind === 'webhook' ? first.webhook.service : undefined;
    // Whoever sent it again does not look at the incident of the first time any more.
    const again = isAgain(first.before) ? ' again' : '';
    const alert = {
      // One key for ever: more of it joins the same incident.
      key: `tocsin-given-up${again}#${sender}`,
      title: `Alerts of ${sender} were given up${again}: they opened no incident`,
      severity: 'SEV2',
      description:
        `${counted(some.length, 'webhook')} of it accepted, and triage failed at them again and again. Look into the monitoring tool for what fires, and ` +
        `then: tocsin dead-letters list. Receipts: ${some
          .slice(0, 20)
          .map(({ webhook }) => webhook.receiptId)
          .join(', ')}.`,
    };
    const from = { receiptId: deps.newReceiptId(at), by: 'the look at dead letters', service, at };
    await deps.accept(ownAlert(alert, from), 'alerts');
  }
}

function isAgain(before: Receipt | undefined): boolean {
  return before?.state === 'failed';
}

function senderOf(webhook: AcceptedWebhook): string {
  switch (webhook.kind) {
    case 'webhook':
      return `integration ${webhook.integration}`;
    case 'alarm-event':
      return 'CloudWatch alarms of this account';
    case 'held':
      return 'all senders, which waited behind mutes,';
    default:
      return webhook satisfies never;
  }
}

function isOwn(webhook: AcceptedWebhook): boolean {
  return webhook.kind === 'webhook' && webhook.domain === ownAlerts;
}

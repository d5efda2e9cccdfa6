import type { Sqs } from '#adapters/aws/sqs.ts';
import { sqsText } from '#adapters/aws/sqs-text.ts';
import { encodeWebhook } from '#adapters/aws/webhook-message.ts';
import type { ReceiptAgain } from '#contract/delivery-receipts.ts';
import type { AcceptedWebhook, WakeMessage } from '#contract/messages.ts';
import { chunks } from '#core/chunks.ts';
import { delaySecondsOf, type Reaction } from '#core/reactions.ts';
import { epochMs, type Instant } from '#core/time/instant.ts';
import type {
  QueueAsk,
  QueueChatAgain,
  QueueChatRequest,
  QueueCustomers,
  QueueDeliveries,
  QueueDigest,
  QueueFanOut,
  QueueStatusPage,
} from '#ports/communication.ts';
import type { QueueArchive } from '#ports/evidence.ts';
import type { QueueReactions } from '#ports/incident.ts';
import type { Accept, QueueRest } from '#ports/intake.ts';
import type { QueueReplan } from '#ports/oncall.ts';
import type { QueuePageAgain, QueueReceiptAgain } from '#ports/paging.ts';
import type { QueueIssueAgain } from '#ports/review.ts';
import type { Now } from '#ports/runtime.ts';
import type { QueueSubscriptionSync } from '#ports/setup.ts';

/** SQS delays a message by whole seconds, 15 minutes at most: who has to wait for longer looks at the clock when it comes. */
const delaySecondsMax = 900;
const delayOf = (seconds: number) => Math.min(Math.max(0, Math.ceil(seconds)), delaySecondsMax);
const messagesPerCall = 10;

export function accept(sqs: Sqs, queues: { alerts: string; repeats: string }): Accept {
  return async (webhook: AcceptedWebhook, lane) => {
    const body = encodeWebhook(webhook);
    if (body === undefined) return 'too-large';
    await sqs('SendMessage', {
      QueueUrl: queues[lane],
      MessageBody: body,
      // Fair queues: one noisy integration does not starve the others.
      MessageGroupId: groupOf(webhook),
    });
    return 'accepted';
  };
}

export function queueRest(sqs: Sqs, url: string): QueueRest {
  return async webhook => {
    const body = encodeWebhook(webhook);
    if (body === undefined) throw new Error(`What is left of ${webhook.receiptId} is too large`);
    const command = { QueueUrl: url, MessageBody: body, MessageGroupId: groupOf(webhook) };
    await sqs('SendMessage', command);
  };
}

/** A group id takes letters, digits and punctuation only. */
function groupOf(webhook: AcceptedWebhook): string {
  const name = webhook.kind === 'webhook' ? `${webhook.source}-${webhook.integration}` : 'alarms';
  return name.replace(/[^\w-]/g, '_').slice(0, 128);
}

type QueueOfReactions = 'pages' | 'effects' | 'archive' | 'chat' | 'statusPage';

/** For who may send what failed once more, which pages and archives are not. */
export function queueAgain(
  sqs: Sqs,
  queues: Pick<Record<QueueOfReactions, string>, 'effects' | 'chat' | 'statusPage'>,
): QueueReactions {
  return queueReactions(sqs, { pages: '', archive: '', ...queues });
}

export function queueReactions(sqs: Sqs, queues: Record<QueueOfReactions, string>): QueueReactions {
  return async reactions => {
    const byQueue = Map.groupBy(reactions, reaction => queues[queueOf(reaction)]);
    await Promise.all(
      [...byQueue].flatMap(([url, some]) =>
        chunks(some, messagesPerCall).map(chunk => sendAll(sqs, url, chunk)),
      ),
    );
  };
}

/** Pages share nothing with anything else, so a slow vendor of another kind cannot delay them. */
function queueOf(reaction: Reaction): QueueOfReactions {
  switch (reaction.kind) {
    case 'page':
      return 'pages';
    case 'notice':
    case 'stakeholders':
    case 'action-item':
    case 'issue':
    case 'figures':
    case 'customers':
      return 'effects';
    case 'archive':
      return 'archive';
    case 'chat':
      return 'chat';
    case 'status-page':
      return 'statusPage';
    default:
      return reaction satisfies never;
  }
}

export function queueDeliveries(sqs: Sqs, url: string): QueueDeliveries {
  return async deliveries => {
    for (const chunk of chunks(deliveries, messagesPerCall)) {
      const Entries = chunk.map((delivery, index) => ({
        Id: String(index),
        MessageBody: sqsText(delivery),
        // Fair queues: an address that is down does not keep the others waiting.
        MessageGroupId: delivery.kind === 'event' ? delivery.webhook : delivery.room,
      }));
      const sent = await sqs('SendMessageBatch', { QueueUrl: url, Entries });
      const [first] = sent.Failed ?? [];
      if (first !== undefined) throw new Error(`Deliveries not queued: ${first.Code}`);
    }
  };
}

/** Leaves a message that is to come again where it is for so long. */
export function rest(sqs: Sqs, url: string) {
  return async (receiptHandle: string, seconds: number): Promise<void> => {
    await sqs('ChangeMessageVisibility', {
      QueueUrl: url,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    });
  };
}

async function sendAll(sqs: Sqs, url: string, reactions: readonly Reaction[]) {
  const { Failed: failed = [] } = await sqs('SendMessageBatch', {
    QueueUrl: url,
    Entries: reactions.map((reaction, index) => ({
      Id: String(index),
      MessageBody: sqsText(reaction),
      DelaySeconds: delaySecondsOf(reaction),
    })),
  });
  const [first] = failed;
  if (first !== undefined) throw new Error(`${failed.length} reactions not queued: ${first.Code}`);
}

export function queuePageAgain(sqs: Sqs, url: string): QueuePageAgain {
  return (page, delaySeconds) => send(sqs, url, page, delaySeconds);
}

export function queueIssueAgain(sqs: Sqs, url: string): QueueIssueAgain {
  return (reaction, delaySeconds) => send(sqs, url, reaction, delaySeconds);
}

export function queueFanOut(sqs: Sqs, url: string): QueueFanOut {
  return (work, delaySeconds) => send(sqs, url, work, delaySeconds);
}

export function queueDigest(sqs: Sqs, url: string): QueueDigest {
  return (work, delaySeconds) => send(sqs, url, work, delaySeconds);
}

export function queueReceiptAgain(sqs: Sqs, url: string): QueueReceiptAgain {
  return (receipt, looks, delaySeconds) => {
    const message: ReceiptAgain = { kind: 'receipt', receipt, looks };
    return send(sqs, url, message, delaySeconds);
  };
}

export function queueSubscriptionSync(sqs: Sqs, url: string): QueueSubscriptionSync {
  return () => send(sqs, url, { kind: 'sync-subscriptions' }, 0);
}

export function queueStatusPage(sqs: Sqs, url: string): QueueStatusPage {
  return (delaySeconds = 0) => send(sqs, url, { kind: 'status-page' }, delaySeconds);
}

export function queueCustomers(sqs: Sqs, url: string): QueueCustomers {
  return told => send(sqs, url, told, 0);
}

export function queueAsk(sqs: Sqs, url: string): QueueAsk {
  return subscription => send(sqs, url, { kind: 'ask', subscription }, 0);
}

export function queueReplan(sqs: Sqs, url: string): QueueReplan {
  return (change, delaySeconds) => send(sqs, url, { kind: 'replan', change }, delaySeconds);
}

export function queueChatAgain(sqs: Sqs, url: string): QueueChatAgain {
  return (reaction, delaySeconds) => send(sqs, url, reaction, delaySeconds);
}

export function queueChatRequest(sqs: Sqs, url: string): QueueChatRequest {
  return asked => send(sqs, url, asked, 0);
}

export function queueArchive(sqs: Sqs, url: string): QueueArchive {
  return (wanted, delaySeconds = 0) => send(sqs, url, wanted, delaySeconds);
}

export function queueSnapshotExpiry(sqs: Sqs, url: string): () => Promise<void> {
  return () => send(sqs, url, { kind: 'expire-snapshots' }, 0);
}

/** Wakes after the whole seconds that remain, rounded down: whoever is woken waits for the rest of the second. */
export function wakeSoon(sqs: Sqs, url: string, now: Now) {
  return async (incidentId: string, at: Instant): Promise<void> => {
    const remaining = Math.floor((epochMs(at) - epochMs(now())) / 1000);
    const message: WakeMessage = { incidentId };
    await send(sqs, url, message, remaining);
  };
}

async function send(sqs: Sqs, url: string, message: unknown, delaySeconds: number) {
  await sqs('SendMessage', {
    QueueUrl: url,
    MessageBody: sqsText(message),
    DelaySeconds: delayOf(delaySeconds),
  });
}

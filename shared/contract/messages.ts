import * as z from 'zod/mini';
import type { ChatRequest } from '#core/communication/chat/chat-request.ts';
import type { ChatReaction } from '#core/communication/chat/told-in-chat.ts';
import type { DigestWork } from '#core/communication/digest.ts';
import type { NoticeReaction, StakeholderReaction } from '#core/communication/notices.ts';
import type { OutgoingDelivery } from '#core/communication/outgoing/event-delivery.ts';
import type { FanOut } from '#core/communication/stakeholders.ts';
import type { StatusPageReaction } from '#core/communication/status-page/status-page-reaction.ts';
import type { CustomersReaction } from '#core/communication/status-page/subscribers.ts';
import type { ArchiveReaction } from '#core/evidence/archive-reaction.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import type {
  ActionItemReaction,
  FiguresReaction,
  IssueReaction,
} from '#core/review/review-reactions.ts';
import type { Mapping } from '#core/setup/document-integrations.ts';

/** Of a body that takes more than one run: what the runs before left. */
const part = {
  part: z.optional(
    z.object({
      /** From 1; the message that was accepted is none. */
      number: z.number(),
      /** One sign for each alert of the body, in its order: `1` is left to do. */
      left: z.string(),
    }),
  ),
};

/** What travels on the alerts and repeats queues: the raw body, so that nothing is lost if our own parser is at fault. */
export const acceptedWebhook = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('webhook'),
    receiptId: z.string(),
    source: z.string(),
    /** The integration's name, for reasons and reports. */
    integration: z.string(),
    /** Who vouches for its alerts; absent in messages of before there were domains. */
    domain: z.optional(z.string()),
    /** Given by the integration or by `?service=`; wins over what the payload says. */
    service: z.optional(z.string()),
    /** Its receipt names what a vendor signed: once that is processed, the same signature counts no more. */
    once: z.optional(z.literal(true)),
    /** Its integration ran beside another pager: it opens, pages and tells nothing. */
    shadow: z.optional(z.literal(true)),
    /** No body, but that the heartbeat of this name came. */
    heartbeat: z.optional(z.string()),
    /** How it was read when it was accepted: a change of the configuration meanwhile makes it nothing else. */
    /** What of its alerts is one problem, where its integration says so. */
    groupBy: z.optional(z.array(z.string())),
    mapping: z.optional(z.custom<Mapping>(given => typeof given === 'object')),
    acceptedAt: z.string(),
    body: z.string(),
    ...part,
  }),
  /** A CloudWatch alarm that came natively: the EventBridge rule's input transformer writes this. */
  z.object({
    kind: z.literal('alarm-event'),
    receiptId: z.string(),
    acceptedAt: z.string(),
    event: z.unknown(),
    ...part,
  }),
  /** Alerts that waited behind a mute, by their identities: they are to be looked at again. */
  z.object({
    kind: z.literal('held'),
    receiptId: z.string(),
    acceptedAt: z.string(),
    fingerprints: z.array(z.string()),
    ...part,
  }),
]);
export type AcceptedWebhook = z.infer<typeof acceptedWebhook>;

/** EventBridge's word of a new object in the archive's bucket. The key is as it is, not encoded as in S3's own notifications. */
export const objectCreated = z.object({
  detail: z.object({ object: z.object({ key: z.string() }) }),
});

/** On the timers queue. The state says what is due; the message only names the incident. */
export const wakeMessage = z.object({ incidentId: z.string() });
export type WakeMessage = z.infer<typeof wakeMessage>;

/** On the pages queue. We wrote it ourselves a moment ago; its shape is that of the core's type. */
export const pageMessage = z.custom<PageReaction>(isOfKind('page'));

/** On the effects queue. */
export const effectMessage = z.custom<
  | NoticeReaction
  | StakeholderReaction
  | ActionItemReaction
  | IssueReaction
  | FiguresReaction
  | FanOut
  | { kind: 'sync-subscriptions' }
  | { kind: 'replan'; change: string }
  | CustomersReaction
  | { kind: 'ask'; subscription: string }
  | DigestWork
>(
  isOfKind(
    ...['notice', 'stakeholders', 'action-item', 'issue', 'figures'],
    ...['sync-subscriptions', 'replan', 'fan-out'],
    ...['customers', 'ask', 'digest'],
  ),
);

/** On the events queue. */
export const deliveryMessage = z.custom<OutgoingDelivery>(isOfKind('event', 'room'));
/** On the chat queue, and on that of what people ask for in chat. `key`: the same however often it is told. */
export type AskedInChat = { kind: 'chat-request'; key: string; request: ChatRequest };
export const chatMessage = z.custom<ChatReaction | AskedInChat>(isOfKind('chat', 'chat-request'));

/** On the status page's queue: of an incident, or because something else of the page is new. */
export const statusPageMessage = z.custom<StatusPageReaction | { kind: 'status-page' }>(
  isOfKind('status-page'),
);

/** On the archive queue. */
export const archiveMessage = z.custom<ArchiveReaction | { kind: 'expire-snapshots' }>(
  isOfKind('archive', 'expire-snapshots'),
);

function isOfKind(...kinds: string[]) {
  return (message: unknown) =>
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    kinds.includes(String(message.kind));
}

import type { Notice } from '#core/communication/notice.ts';
import type { EventDelivery } from '#core/communication/outgoing/event-delivery.ts';
import type { OutgoingEvent } from '#core/communication/outgoing/outgoing-event.ts';
import type { PhoneNumber } from '#core/ids.ts';
import type { Commit } from '#core/incident/commit.ts';

/* Ways of telling somebody something. */

/** `retry`: the vendor may take it later. `give-up`: this way does not lead to this person. */
export type Delivery =
  | { sent: true; externalId?: string }
  | { sent: false; failed: 'retry' | 'give-up'; reason: string };

export type SendSms = (to: PhoneNumber, text: string) => Promise<Delivery>;

/** To one subscribed person. */
export type SendEmail = (to: string, notice: Notice) => Promise<Delivery>;

/** A call that reads the words aloud. */
export type SendVoice = (to: PhoneNumber, text: string) => Promise<Delivery>;

/** A signed POST of JSON to the recipient's own address. */
export type SendWebhook = (url: string, body: object) => Promise<Delivery>;

/** With which webhooks are signed; made when it is first asked for. */
export type WebhookSecret = () => Promise<string>;

/** Puts events on the bus of the account, for rules of the team's own. */
export type PutOnBus = (events: readonly OutgoingEvent[]) => Promise<void>;

export type QueueDeliveries = (deliveries: readonly EventDelivery[]) => Promise<void>;

/** Signed by Standard Webhooks. `afterSeconds`: how long it asks us to wait. */
export type PostEvent = (
  webhook: { name: string; url: string; secretVersion?: number },
  event: OutgoingEvent,
) => Promise<Delivery & { afterSeconds?: number }>;

/** A commit with what messages of it need; `undefined`: there is none. */
export type FindCommit = (incidentId: string, version: number) => Promise<Commit | undefined>;

export type NotifyStakeholders = (
  notice: Notice,
  about: { severity: string; service: string },
) => Promise<Delivery>;

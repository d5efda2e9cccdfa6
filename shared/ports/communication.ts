import type { Notice } from '#core/communication/notice.ts';
import type { PhoneNumber } from '#core/ids.ts';

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

export type NotifyStakeholders = (
  notice: Notice,
  about: { severity: string; service: string },
) => Promise<Delivery>;

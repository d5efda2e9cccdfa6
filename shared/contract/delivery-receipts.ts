import * as z from 'zod/mini';
import { maskedWithin } from '#core/oncall/addresses.ts';
import { jsonIn } from '#core/text/json-in.ts';

/** What a carrier said, later, of a message that its vendor had accepted. */
const receipt = z.object({
  /** The vendor's id of the message. */
  messageId: z.string(),
  /** Where it went, of texts and of what bounces: the plan may hold another address by then. */
  address: z.optional(z.string()),
  outcome: z.union([
    z.object({ delivered: z.literal(true) }),
    z.object({
      delivered: z.literal(false),
      reason: z.string(),
      /** It stands against an earlier word that the message had arrived. */
      isFinal: z.optional(z.literal(true)),
    }),
  ]),
});
export type DeliveryReceipt = z.infer<typeof receipt>;

/** On the receipts queue, besides the events of calls: a receipt that came before its page was recorded. */
export const receiptAgain = z.object({ kind: z.literal('receipt'), receipt, looks: z.number() });
export type ReceiptAgain = z.infer<typeof receiptAgain>;

/** Of what others write, any field may be missing or null: only what nothing can be said without is needed. */
const text = z.catch(z.optional(z.string()), undefined);

/** A line that SNS writes to CloudWatch Logs for each text that it has tried to deliver. */
const smsStatus = z.object({
  notification: z.object({ messageId: z.string() }),
  delivery: z.catch(z.optional(z.object({ destination: text, providerResponse: text })), undefined),
  status: z.enum(['SUCCESS', 'FAILURE']),
});

/** `undefined`: not about a text, or not in a form that is known. */
export function smsReceipt(line: string): DeliveryReceipt | undefined {
  const read = z.safeParse(smsStatus, jsonIn(line));
  if (!read.success) return undefined;
  const { notification, delivery, status } = read.data;
  const reason = maskedWithin(delivery?.providerResponse ?? 'the carrier gave no reason');
  const address = delivery?.destination;
  return {
    messageId: notification.messageId,
    ...(address !== undefined && { address }),
    outcome: status === 'SUCCESS' ? { delivered: true } : { delivered: false, reason },
  };
}

/** `Voice Message Delivery Status Updated`, an event of End User Messaging. */
const voiceStatus = z.object({
  source: z.literal('aws.sms-voice'),
  detail: z.object({
    eventType: z.string(),
    messageId: z.string(),
    messageStatusDescription: text,
  }),
});

/** `undefined`: the call is still under way, or it is no call. */
export function voiceReceipt(event: unknown): DeliveryReceipt | undefined {
  const read = z.safeParse(voiceStatus, event);
  if (!read.success) return undefined;
  const { eventType, messageId, messageStatusDescription: why } = read.data.detail;
  switch (eventType) {
    // Whoever answered was reached, however soon they hung up.
    case 'VOICE_ANSWERED':
    case 'VOICE_COMPLETED':
      return { messageId, outcome: { delivered: true } };
    case 'VOICE_BUSY':
      return undelivered(messageId, 'the line was busy', why);
    case 'VOICE_NO_ANSWER':
      return undelivered(messageId, 'nobody answered the call', why);
    case 'VOICE_TTL_EXPIRED':
      return undelivered(messageId, 'the call was not made in time', why);
    case 'VOICE_FAILED':
      return undelivered(messageId, 'the call failed', why);
    default:
      return undefined;
  }
}

/** What SES puts on the event bus; its words for a bounce are the mail server's. */
const mailStatus = z.object({
  source: z.literal('aws.ses'),
  detail: z.object({
    eventType: z.string(),
    mail: z.object({ messageId: z.string() }),
    bounce: z.catch(
      z.optional(
        z.object({
          bounceType: text,
          bouncedRecipients: z.catch(
            z.optional(
              z.array(z.catch(z.object({ diagnosticCode: text, emailAddress: text }), {})),
            ),
            undefined,
          ),
        }),
      ),
      undefined,
    ),
    reject: z.catch(z.optional(z.object({ reason: text })), undefined),
    deliveryDelay: z.catch(
      z.optional(
        z.object({
          delayedRecipients: z.catch(
            z.optional(z.array(z.catch(z.object({ diagnosticCode: text }), {}))),
            undefined,
          ),
        }),
      ),
      undefined,
    ),
  }),
});

/** `undefined`: it says nothing about whether somebody was reached. */
export function mailReceipt(event: unknown): DeliveryReceipt | undefined {
  const read = z.safeParse(mailStatus, event);
  if (!read.success) return undefined;
  const { eventType, mail, bounce, reject, deliveryDelay } = read.data.detail;
  const { messageId } = mail;
  switch (eventType) {
    case 'Delivery':
      return { messageId, outcome: { delivered: true } };
    case 'Bounce': {
      const [recipient] = bounce?.bouncedRecipients ?? [];
      const why = recipient?.diagnosticCode;
      // An answer that its reader is away comes as one of these, too, after a mail that has arrived.
      if (bounce?.bounceType === 'Transient') {
        return undelivered(messageId, 'the mailbox takes nothing now', why);
      }
      const { outcome } = undelivered(messageId, 'the address bounced', why);
      if (bounce?.bounceType !== 'Permanent') return { messageId, outcome };
      // Many mail servers take everything at first, which SES calls delivered, and bounce it then.
      const address = recipient?.emailAddress;
      return {
        messageId,
        ...(address !== undefined && { address }),
        outcome: { ...outcome, isFinal: true },
      };
    }
    case 'DeliveryDelay': {
      // It may arrive in hours, for which a page has no time.
      const why = deliveryDelay?.delayedRecipients?.[0]?.diagnosticCode;
      return undelivered(messageId, 'the mail server makes it wait', why);
    }
    case 'Reject':
      return undelivered(messageId, 'SES did not send it', reject?.reason);
    default:
      return undefined;
  }
}

function undelivered(messageId: string, what: string, why: string | undefined) {
  const reason = why === undefined ? what : `${what}: ${maskedWithin(why)}`;
  return { messageId, outcome: { delivered: false, reason } } as const;
}

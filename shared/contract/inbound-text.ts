import * as z from 'zod/mini';
import { sha256 } from '#core/digest.ts';

const text = z.catch(z.optional(z.string()), undefined);

/** What SNS puts around it, unless it delivers messages raw. */
const envelope = z.object({ Message: z.string(), MessageId: text });
const inbound = z.object({
  originationNumber: z.string(),
  messageBody: text,
  inboundMessageId: text,
});

export interface InboundText {
  originationNumber: string;
  messageBody: string;
  /** The same each time that the text is delivered. */
  inboundMessageId: string;
}

/**
 * A text from a phone, as End User Messaging tells of it. An empty one is a text, too: whoever sent it is answered. One that
 * does not say from where throws: it cannot be answered, and stays where somebody looks at it.
 */
export function inboundText(body: string): InboundText {
  const told: unknown = JSON.parse(body);
  const wrapped = z.safeParse(envelope, told);
  const message: unknown = wrapped.success ? JSON.parse(wrapped.data.Message) : told;
  const { originationNumber, messageBody = '', inboundMessageId } = z.parse(inbound, message);
  const id = inboundMessageId ?? (wrapped.success ? wrapped.data.MessageId : undefined);
  return { originationNumber, messageBody, inboundMessageId: id ?? sha256(body) };
}

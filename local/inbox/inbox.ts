import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Clock } from '#local/clock/clock.ts';

/** A message that reached a fake phone or mailbox. */
export interface InboxMessage {
  at: string;
  channel: 'sms' | 'email' | 'voice' | 'webhook' | 'push';
  /** Phone number, e-mail address, web address of a webhook or of a browser at its push service. */
  to: string;
  subject?: string;
  body: string;
  /** Of an e-mail that has it. */
  html?: string;
  /** Of an e-mail that has them. */
  attachments?: { name: string; contentType: string; content: string }[];
  /** Of a webhook. */
  signature?: string;
  /** Of a message to a browser: all that it is given, and how long the push service tries. */
  push?: { payload: string; ttl: number; urgency: string; topic: string };
  /** Every web address in the body. */
  links: string[];
  /** The vendor's id: what a reply refers to. */
  messageId: string;
  /** What its person answered, sent from `to` instead. */
  reply?: true;
}

export interface Inbox {
  add(message: Omit<InboxMessage, 'at' | 'links'>): void;
  /** The newest, oldest first. */
  list(to?: string): InboxMessage[];
}

/** In memory; the file has all of them. */
const keptMax = 10_000;

/** Kept as one line of JSON per message, so that nothing is rewritten and a killed run loses nothing. */
export function inbox(deps: { clock: Clock; file?: string }): Inbox {
  const { file } = deps;
  const messages: InboxMessage[] =
    file !== undefined && existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter(line => line.endsWith('}'))
          .slice(-keptMax)
          .map(line => JSON.parse(line) as InboxMessage)
      : [];
  return {
    add(given) {
      const { channel, to, subject, body, html, attachments, signature, push, messageId, reply } =
        given;
      const message: InboxMessage = {
        at: new Date(deps.clock.now()).toISOString(),
        channel,
        to,
        ...(subject !== undefined && { subject }),
        body,
        ...(html !== undefined && { html }),
        ...(attachments !== undefined && { attachments }),
        ...(signature !== undefined && { signature }),
        ...(push !== undefined && { push }),
        links: (body.match(/https?:\/\/[^\s<>"')\]]+/g) ?? []).map(withoutStop),
        messageId,
        ...(reply && { reply }),
      };
      messages.push(message);
      if (messages.length > keptMax) messages.shift();
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(message)}\n`);
    },
    list: to => (to === undefined ? messages : messages.filter(message => message.to === to)),
  };
}

/** A full stop after an address ends the sentence, not the address. */
function withoutStop(link: string): string {
  return link.replace(/[.,;:!?]+$/, '');
}

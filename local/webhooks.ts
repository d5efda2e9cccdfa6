import { randomUUID } from 'node:crypto';
import type { Inbox } from '#local/inbox.ts';

/** The servers that webhooks go to. Nothing leaves this machine: each POST is a message in the inbox. */
export interface Webhooks {
  /** Answers the status that the address is to answer. */
  receive(webhook: { url: string; signature: string | undefined; body: string }): number;
  /** What the address answers to somebody who only looks. */
  statusOf(url: string): number;
  /** From now on this address answers so. */
  answer(url: string, status: number): void;
}

export function webhooks({ inbox }: { inbox: Inbox }): Webhooks {
  const answers = new Map<string, number>();
  const statusOf = (url: string) => answers.get(url) ?? 200;
  return {
    statusOf,
    receive({ url, signature, body }) {
      const status = statusOf(url);
      if (status < 300) {
        inbox.add({
          channel: 'webhook',
          to: url,
          body,
          ...(signature !== undefined && { signature }),
          messageId: randomUUID(),
        });
      }
      return status;
    },
    answer: (url, status) => void answers.set(url, status),
  };
}

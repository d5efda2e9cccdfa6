import type { Notice } from '#core/communication/notice.ts';
import { counted, listed } from '#core/text/listing.ts';
import { said, subjectLine } from '#core/text/plain-text.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/* Who does not want each message at once gets them together. */

/** A message that waits for one of them. */
export interface Waiting {
  /** Of the message; the same however often it is put there. */
  key: string;
  at: Instant;
  incidentId: string;
  subject: string;
  body: string;
  /** It takes with it what waits. */
  isUrgent?: true;
}

/** Somebody is to be told what waits for them, at that moment. */
export interface DigestWork {
  kind: 'digest';
  to: string;
  dueAt: Instant;
  /** When the message was put there for which it was asked. */
  since?: Instant;
}

/** In which order messages are taken out: what cannot wait is not behind what can. */
export function inTurn(a: Waiting, b: Waiting): number {
  const [first, second] = [a.isUrgent === true, b.isUrgent === true];
  if (first !== second) return first ? -1 : 1;
  return a.at < b.at ? -1 : 1;
}

/** SNS takes 256 KB of a message, of which the rest is for what stands around them. */
const bytesMax = 200 * 1024;

/** As many of them, as they are taken out, as one mail holds. */
export function inOneMail(inTurn: readonly Waiting[]): readonly Waiting[] {
  let bytes = 0;
  const over = inTurn.findIndex(({ subject, body }, index) => {
    bytes += new TextEncoder().encode(subject + body).length;
    return index > 0 && bytes > bytesMax;
  });
  return over === -1 ? inTurn : inTurn.slice(0, over);
}

/** Whether what waits is told now: the oldest has waited for long enough, or something cannot wait. */
export function isDue(waiting: readonly Waiting[], digestSeconds: number, at: Instant): boolean {
  return waiting.some(each => each.isUrgent === true || addSeconds(each.at, digestSeconds) <= at);
}

/** As it came, where it is one; else all of them in their order, with what was said last in the subject. */
export function digestOf(waiting: readonly Waiting[]): Notice {
  const inOrder = waiting.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const last = inOrder.at(-1);
  if (last === undefined || inOrder.length === 1) {
    return { subject: last?.subject ?? '', body: last?.body ?? '' };
  }
  const incidents = [...new Set(inOrder.map(({ incidentId }) => incidentId))];
  return {
    subject: subjectLine(`${inOrder.length} messages, the last: ${last.subject}`),
    body: [
      `${counted(inOrder.length, 'message')} of ${listed(incidents)}, the oldest first.`,
      // In a body a program makes a link of what it leaves alone in a subject.
      ...inOrder.map(({ subject, body }) => `${said(subject)}\n\n${body}`),
    ].join(`\n\n${'-'.repeat(40)}\n\n`),
  };
}

import type { MarkUnusable } from '#app/paging/mark-unusable.ts';
import type { Channel, Responder } from '#core/people.ts';
import type { Log } from '#ports/runtime.ts';

interface Refusal {
  to: Pick<Responder, 'person' | 'phone'>;
  channel: Channel;
  reason: string;
}

export type NoteRefusal = (refusal: Refusal) => Promise<void>;

/** As SNS names it, and as carriers say it in a receipt. */
const optedOut = /opted[ -]?out/i;

/**
 * A number that a page showed to have opted out is not tried by the next one. Comes after the page's own outcome, and
 * fails nobody: the daily round finds what is missed here.
 */
export function noteRefusal(deps: { markUnusable: MarkUnusable; log: Log }): NoteRefusal {
  return async ({ to: { person, phone }, channel, reason }) => {
    if (channel !== 'sms' || phone === undefined || !optedOut.test(reason)) return;
    const unusable = { person, channel, address: phone, state: 'opted-out', reason } as const;
    try {
      const marked = await deps.markUnusable(unusable);
      deps.log('warn', 'a page went to a number that has opted out', { person, marked });
    } catch (error) {
      deps.log('warn', 'an opted-out number cannot be noted', { person, error: String(error) });
    }
  };
}

import type { MarkUnusable, Unusable } from '#app/paging/mark-unusable.ts';
import type { Channel, Responder } from '#core/people.ts';
import type { Log } from '#ports/runtime.ts';

interface Refusal {
  to: Pick<Responder, 'person' | 'phone'>;
  channel: Channel;
  reason: string;
  /** The address that does not exist, or takes nothing, as its mail server says for good. */
  bounced?: string;
}

export type NoteRefusal = (refusal: Refusal) => Promise<void>;

/** As SNS names it, and as carriers say it in a receipt. */
const optedOut = /opted[ -]?out/i;

/**
 * A number that a page showed to have opted out is not tried by the next one, and neither is an address that bounced. Comes
 * after the page's own outcome, and fails nobody: the daily round finds what is missed here of numbers, the next bounce the rest.
 */
export function noteRefusal(deps: { markUnusable: MarkUnusable; log: Log }): NoteRefusal {
  return async refusal => {
    const unusable = unusableBy(refusal);
    if (unusable === undefined) return;
    const { person, channel, state } = unusable;
    try {
      const marked = await deps.markUnusable(unusable);
      deps.log('warn', 'a page went where nothing arrives', { person, channel, state, marked });
    } catch (error) {
      const about = { person, channel, state, error: String(error) };
      deps.log('warn', 'where nothing arrives cannot be noted', about);
    }
  };
}

function unusableBy({ to, channel, reason, bounced }: Refusal): Unusable | undefined {
  const { person, phone } = to;
  if (channel === 'sms' && phone !== undefined && optedOut.test(reason)) {
    return { person, channel, address: phone, state: 'opted-out', reason };
  }
  return channel === 'email' && bounced !== undefined
    ? { person, channel, address: bounced, state: 'undeliverable', reason }
    : undefined;
}

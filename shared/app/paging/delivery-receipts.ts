import type { HandleCommand } from '#app/incident/handle-command.ts';
import type { NoteRefusal } from '#app/paging/note-refusal.ts';
import type { DeliveryReceipt } from '#contract/delivery-receipts.ts';
import { incidentId } from '#core/ids.ts';
import type { Incident } from '#core/incident/incident.ts';
import type { Channel, Responder } from '#core/people.ts';
import type { PageRecord, PagesByMessage, QueueReceiptAgain } from '#ports/paging.ts';
import type { Log, Now } from '#ports/runtime.ts';

/** A page is recorded within a second of being sent; a function that died at that moment records it after a minute. */
const secondsBeforeNextLook = [5, 60, 120];

/**
 * What became of a message becomes a fact of its incident: a failure moves on to the person's next channel. The carrier
 * may be quicker than our own record of the page, so an unknown message is looked for again before it is let go. Codes
 * and answers are texts too, and belong to no page.
 */
export function recordReceipt(deps: {
  pagesByMessage: PagesByMessage;
  handle: HandleCommand;
  queueReceiptAgain: QueueReceiptAgain;
  noteRefusal: NoteRefusal;
  now: Now;
  log: Log;
}) {
  /** `looks`: how often it was looked for before. */
  return async (receipt: DeliveryReceipt, looks = 0): Promise<void> => {
    const { messageId, outcome } = receipt;
    const pages = await deps.pagesByMessage(messageId);
    if (pages.length === 0) {
      const seconds = secondsBeforeNextLook[looks];
      if (seconds !== undefined) return deps.queueReceiptAgain(receipt, looks + 1, seconds);
      deps.log('info', 'receipt of no page', { messageId, delivered: outcome.delivered });
      return;
    }
    for (const page of pages) await record(receipt, page);
  };

  async function record({ messageId, outcome, address }: DeliveryReceipt, page: PageRecord) {
    const { incidentId: id, key, person } = page;
    const channel = page.channel as Channel;
    const isFinal = !outcome.delivered && outcome.isFinal === true;
    const said = `receipt#${messageId}#${key}${isFinal ? '#final' : ''}`;
    const handled = await deps.handle(
      incidentId(id),
      { type: 'RecordReceipt', at: deps.now(), page: key, person, channel, receipt: outcome },
      // Logs and events come at least once; the first word on a message stands, but for one that is final.
      { claims: [{ kind: 'request', key: said, digest: '' }] },
    );
    if ('taken' in handled) return;
    deps.log(outcome.delivered ? 'info' : 'warn', 'receipt recorded', {
      incidentId: id,
      page: key,
      person,
      channel,
      delivered: outcome.delivered,
      reason: outcome.delivered ? undefined : outcome.reason,
    });
    if (outcome.delivered || !('incident' in handled)) return;
    const to = recipient(handled.incident, person);
    if (to === undefined) return;
    const { reason } = outcome;
    await deps.noteRefusal({
      to: channel === 'sms' && address !== undefined ? { ...to, phone: address } : to,
      channel,
      reason,
      ...(isFinal && address && { bounced: address }),
    });
  }
}

/** The page's own record has no address: the incident knows to which one it was to go, which its person may have left since. */
function recipient(incident: Incident, person: string): Responder | undefined {
  if (incident.phase === 'undeclared') return undefined;
  return incident.paging.audience.find(responder => responder.person === person);
}

import type { TriagedAlert } from '#app/intake/triaged.ts';
import { chunks } from '#core/chunks.ts';
import { type Fingerprint, type ReceiptId, receiptId } from '#core/ids.ts';
import { groupMark } from '#core/intake/trust-domain.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Accept, AlertIndex } from '#ports/intake.ts';

/** So many are taken up by one message, which is one run of triage. */
const alertsPerMessage = 100;
/** So many are taken up at once; the others follow a minute later. */
const alertsMax = 2000;

/**
 * What waits behind a mute is sent through triage again as soon as it is to be looked at: by the sweep of every minute, so
 * that nothing depends on another delivery, and at once when a person ends a silence.
 */
export function takeUpHeld(deps: {
  alerts: Pick<AlertIndex, 'waiting'>;
  accept: Accept;
  newReceiptId: (at: Instant) => ReceiptId;
}) {
  /** Those that are to be looked at until then, sent at that moment. Answers how many. */
  return async (until: Instant, at: Instant): Promise<number> => {
    const waiting = await deps.alerts.waiting(until, alertsMax);
    for (const some of chunks(waiting, alertsPerMessage)) {
      const fingerprints = some.map(({ fingerprint }) => fingerprint);
      const about = { receiptId: deps.newReceiptId(at), acceptedAt: at, fingerprints };
      await deps.accept({ kind: 'held', ...about }, 'alerts');
    }
    return waiting.length;
  };
}

/** As they were accepted, those that wait still. One whose whole group is over since is over as well. */
export function heldAlerts(deps: { alerts: Pick<AlertIndex, 'lookUp'> }) {
  return async (fingerprints: readonly Fingerprint[], receipt: string): Promise<TriagedAlert[]> => {
    const { alerts } = await deps.alerts.lookUp({ problems: [], fingerprints });
    const waiting = [...alerts.values()].flatMap(status =>
      status.held === undefined ? [] : [{ ...status, held: status.held }],
    );
    const marks = [...new Set(waiting.map(({ held }) => groupMark(held.alert.problem)))];
    const groups =
      marks.length === 0
        ? new Map()
        : (await deps.alerts.lookUp({ problems: [], fingerprints: marks })).alerts;
    return waiting.map(({ at, held: { alert, from, receiptId: waited } }, index) => {
      const over: Instant | undefined = groups.get(groupMark(alert.problem))?.at;
      const isOver = over !== undefined && over > at;
      return {
        alert: isOver ? { ...alert, status: 'cleared' } : alert,
        acceptedAt: isOver ? over : at,
        ...{ receiptId: receiptId(receipt), index, from, waited, before: [] },
      };
    });
  };
}

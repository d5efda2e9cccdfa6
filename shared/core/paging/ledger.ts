import type { IncidentEvent } from '#core/incident/events.ts';
import type { Instant } from '#core/time/instant.ts';

/** One page as the ledger knows it: decided, and what became of it. */
export interface LedgerRow {
  key: string;
  at: Instant;
  person: string;
  name?: string;
  channel: string;
  purpose: string;
  level: number;
  round: number;
  reason: string;
  /** Pages of before that was noted have none. */
  decidedAt?: Instant;
  status: 'claimed' | 'retrying' | 'bundled' | 'sent' | 'delivered' | 'failed' | 'suppressed';
  attempt: number;
  detail?: string;
}

type Recorded = Omit<LedgerRow, 'status'> & {
  status: Exclude<LedgerRow['status'], 'delivered'>;
};

/** The pages with what receipts said of them later, in the order in which they were decided or done. */
export function ledgerOf(
  pages: readonly Recorded[],
  events: readonly IncidentEvent[],
): LedgerRow[] {
  const said = new Map<string, Pick<LedgerRow, 'status' | 'detail'>>();
  for (const event of events) {
    if (event.type === 'PageDelivered') said.set(event.page, { status: 'delivered' });
    if (event.type === 'PageUndelivered') {
      said.set(event.page, { status: 'failed', detail: event.reason });
    }
  }
  return pages
    .map(
      ({ key, at, person, name, channel, purpose, level, round, reason, decidedAt, ...rest }) => ({
        key,
        at,
        person,
        ...(name !== undefined && { name }),
        channel,
        purpose,
        level,
        round,
        reason,
        ...(decidedAt !== undefined && { decidedAt }),
        attempt: rest.attempt,
        status: rest.status,
        ...(rest.detail !== undefined && { detail: rest.detail }),
        ...said.get(key),
      }),
    )
    .toSorted((a, b) =>
      a.at === b.at ? a.key.localeCompare(b.key, 'en', { numeric: true }) : a.at < b.at ? -1 : 1,
    );
}

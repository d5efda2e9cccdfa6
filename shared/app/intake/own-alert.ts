import type { AcceptedWebhook } from '#contract/messages.ts';
import type { ReceiptId } from '#core/ids.ts';
import { ownAlerts } from '#core/intake/trust-domain.ts';
import type { Instant } from '#core/time/instant.ts';

/** What Tocsin has to say itself, of the form of `generic`: it goes the way of all alerts, in a domain that no key reaches. */
export function ownAlert(
  alert: object,
  from: { receiptId: ReceiptId; by: string; service: string | undefined; at: Instant },
): AcceptedWebhook {
  const { receiptId, by, service, at } = from;
  return {
    ...{ kind: 'webhook', receiptId, source: 'generic' },
    ...{ integration: `Tocsin, ${by}`, domain: ownAlerts },
    ...(service !== undefined && { service }),
    ...{ acceptedAt: at, body: JSON.stringify(alert) },
  };
}

import type { TriagedAlert } from '#app/intake/apply-triage.ts';
import type { SettledAlert, TriageBatch } from '#app/intake/triage-batch.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import { type ReceiptId, receiptId } from '#core/ids.ts';
import { parsePayload } from '#core/intake/parse.ts';
import { identityOf, inDomain, nativeAlarms, type TrustDomain } from '#core/intake/trust-domain.ts';
import { parseSource } from '#core/sources.ts';
import { instant } from '#core/time/instant.ts';
import type { KeepRaw, Receipt, ReceiptOutcome, Receipts } from '#ports/intake.ts';
import type { Log, Now } from '#ports/runtime.ts';

export interface Delivered {
  messageId: string;
  webhook: AcceptedWebhook;
}

/**
 * The front half of the pipeline: accepted bodies become alerts, alerts become incidents. What fails because
 * something is down is answered by message id and comes again; what cannot be read is quarantined, never dropped.
 */
export function ingest(deps: {
  settle: TriageBatch;
  keepRaw: KeepRaw;
  receipts: Receipts;
  now: Now;
  log: Log;
}) {
  return async (delivered: readonly Delivered[]): Promise<{ failed: string[] }> => {
    const triaged: TriagedAlert[] = [];
    const receipts = new Map<ReceiptId, Receipt>();
    const replayed = new Set<string>();
    for (const { messageId, webhook } of delivered) {
      const receipt = emptyReceipt(receiptId(webhook.receiptId), deps.now());
      if (await isReplayed(webhook, receipts)) replayed.add(messageId);
      else {
        receipts.set(receipt.id, receipt);
        triaged.push(...read(webhook, receipt));
      }
    }

    // The page comes first; evidence and receipts follow, and a failure there repeats only what is harmless to repeat.
    const { settled, failed } = await deps.settle(triaged);
    const failedReceipts = new Set<string>(failed.map(alert => alert.receiptId));
    for (const alert of settled) receipts.get(alert.receiptId)?.outcomes.push(outcomeOf(alert));

    const done = delivered.filter(
      ({ messageId, webhook }) =>
        !failedReceipts.has(webhook.receiptId) && !replayed.has(messageId),
    );
    if (done.length > 0) {
      const raw = await deps.keepRaw(
        done.map(({ webhook }) => webhook),
        deps.now(),
      );
      await deps.receipts.record(
        [...receipts.values()]
          .filter(({ id }) => !failedReceipts.has(id))
          .map(receipt => ({ ...receipt, raw })),
      );
    }
    return {
      failed: delivered
        .filter(({ webhook }) => failedReceipts.has(webhook.receiptId))
        .map(({ messageId }) => messageId),
    };
  };

  /** What was signed once is not news when it is posted again: the receipt of the first time stands. */
  async function isReplayed(
    webhook: AcceptedWebhook,
    inHand: ReadonlyMap<ReceiptId, Receipt>,
  ): Promise<boolean> {
    if (webhook.kind !== 'webhook' || webhook.once !== true) return false;
    const id = receiptId(webhook.receiptId);
    const earlier = await deps.receipts.find(id);
    return inHand.has(id) || (earlier !== undefined && isEnd[earlier.state]);
  }

  function read(webhook: AcceptedWebhook, receipt: Receipt): TriagedAlert[] {
    const source = webhook.kind === 'alarm-event' ? 'cloudwatch' : parseSource(webhook.source);
    const body = webhook.kind === 'alarm-event' ? JSON.stringify(webhook.event) : webhook.body;
    const parsed =
      source === undefined
        ? { invalid: [{ path: '', message: `unknown source ${webhook.kind}` }] }
        : parsePayload(source, body);
    if ('invalid' in parsed) {
      const reason = parsed.invalid.map(({ path, message }) => `${path} ${message}`).join('; ');
      deps.log('error', 'webhook quarantined', { receiptId: receipt.id, reason });
      receipt.state = 'quarantined';
      receipt.outcomes.push({ alert: '(unreadable)', outcome: 'ignored', reason });
      return [];
    }
    for (const reason of parsed.ignored) {
      receipt.outcomes.push({ alert: '(not an alert)', outcome: 'ignored', reason });
    }
    const service = webhook.kind === 'webhook' ? webhook.service : undefined;
    const domain = webhook.kind === 'alarm-event' ? nativeAlarms : webhook.domain;
    return parsed.alerts.map(given => {
      const alert = service === undefined ? given : { ...given, service };
      return {
        alert: domain === undefined ? alert : inDomain(domain as TrustDomain, alert),
        // As identities were made before there were domains: what is still open under them must clear.
        ...(domain !== undefined && { before: identityOf(given) }),
        acceptedAt: instant(webhook.acceptedAt),
        receiptId: receipt.id,
      };
    });
  }
}

const isEnd: Record<Receipt['state'], boolean> = { processed: true, quarantined: true };

function emptyReceipt(id: ReceiptId, at: Receipt['at']): Receipt {
  return { id, state: 'processed', at, outcomes: [] };
}

function outcomeOf({ alert, outcome, incidentId, reason }: SettledAlert): ReceiptOutcome {
  const incident = incidentId === undefined ? {} : { incident: incidentId };
  return { alert: alert.title, outcome, ...incident, reason };
}

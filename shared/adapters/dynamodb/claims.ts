import { keys } from '#adapters/dynamodb/keys.ts';
import { isUnderWay, underWay } from '#adapters/dynamodb/leases.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { expiresAt, type Write, write } from '#adapters/dynamodb/table.ts';
import type { Claim, NewCommit } from '#ports/incident.ts';
import type { AlertStatus, ReadStatus } from '#ports/intake.ts';

/** The write that makes a claim true together with a commit. */
export function claimWrites(claim: Claim, { id, at }: Pick<NewCommit, 'id' | 'at'>): Write[] {
  switch (claim.kind) {
    case 'problem': {
      const { problem, replaces } = claim;
      // Two deliveries of a new problem both declare: only one finds the problem free, or held by the closed incident.
      const freeOrClosed =
        replaces === undefined ? 'attribute_not_exists(pk)' : 'incidentId = :replaces';
      const item = { ...keys.problem(problem), incidentId: id, at };
      return [write.put(item, freeOrClosed, { replaces })];
    }
    case 'alert': {
      const { status, previous } = claim;
      const { condition, values } = asRead(previous);
      return [write.put(alertItem(status, keptDays.alert), condition, values)];
    }
    case 'budget': {
      const { key, budget, read } = claim;
      // Two runs open new problems at once: the second has not seen what the first has spent.
      const asSpent =
        read === undefined
          ? 'attribute_not_exists(pk)'
          : '#problems = :readProblems AND #worst = :readWorst';
      const values = { readProblems: read?.problems, readWorst: read?.worst };
      const item = { ...keys.budget(key), ...budget, expiresAt: expiresAt(at, keptDays.budget) };
      return [write.put(item, asSpent, values)];
    }
    case 'request': {
      const { key, digest } = claim;
      const expires = expiresAt(at, keptDays.request);
      const item = { ...keys.request(key), incidentId: id, digest, expiresAt: expires };
      // The same request twice at once: the second is answered from the first.
      return [write.put(item, 'attribute_not_exists(pk)')];
    }
    case 'page-outcome': {
      const { key, messageId, ...outcome } = claim;
      const named = messageId === undefined ? '' : ', externalId = :messageId';
      const update = `SET #status = :status, #at = :at, detail = :detail${named}`;
      const values = { ...outcome, messageId, ...underWay };
      return [
        // A page that was never claimed has no outcome. One of a bundle may ask more than once how it went.
        write.update(keys.page(id, key), update, isUnderWay, values),
        ...messageOf(claim, id),
      ];
    }
    default:
      return claim satisfies never;
  }
}

/** So that a receipt, and an answer to a text, find the page. A vendor that gives no id sends no receipts. */
function messageOf(claim: Extract<Claim, { kind: 'page-outcome' }>, incidentId: string): Write[] {
  const { key: page, status, messageId, at } = claim;
  if (status !== 'sent' || messageId === undefined) return [];
  const way = { incidentId, page, expiresAt: expiresAt(at, keptDays.message) };
  return [write.put({ ...keys.message(messageId, page), ...way })];
}

/** An alert's status moves only from what the writer has read, so no transition is counted twice. */
export function asRead(previous: ReadStatus | undefined) {
  if (previous === undefined) return { condition: 'attribute_not_exists(pk)', values: {} };
  const { at, status, held } = previous;
  const values = { readAt: at, read: status };
  const condition = '#at = :readAt AND #status = :read';
  if (held === undefined) return { condition, values };
  // Two older words of what waits move nothing but what is kept of it.
  const readHeld = JSON.stringify(held);
  return { condition: `${condition} AND held = :readHeld`, values: { ...values, readHeld } };
}

/** In the sparse index of deadlines stands what waits, and is to be looked at again. */
export const heldKey = 'HELD';

export function alertItem(
  { fingerprint, status, at, incidents, problem, held }: AlertStatus,
  days: number,
) {
  return {
    ...{ ...keys.alert(fingerprint), status, at, incidents, expiresAt: expiresAt(at, days) },
    ...(problem !== undefined && { problem }),
    ...(held !== undefined && {
      ...{ held: JSON.stringify(held), deadlineKey: heldKey, dueAt: held.lookAgainAt },
    }),
  };
}

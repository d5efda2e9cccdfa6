import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { expiresAt, keys, toItem } from '#adapters/dynamodb/table.ts';
import { epochMs } from '#core/time/instant.ts';
import type { Claim, NewCommit } from '#ports/incident.ts';
import type { AlertStatus } from '#ports/intake.ts';

/** Alerts that say nothing for this long are forgotten; the incident keeps its own count. */
const alertDays = 90;
const requestDays = 2;
/** A carrier may take three days to say what became of a message. */
const messageDays = 7;

/** The write that makes a claim true together with a commit. `TableName` is filled in by the store. */
export function claimWrites(claim: Claim, commit: NewCommit): TransactWriteItem[] {
  const { id, at } = commit;
  switch (claim.kind) {
    case 'problem': {
      // Two deliveries of a new problem both declare: only one finds the problem free, or held by the closed incident.
      const freeOrClosed =
        claim.replaces === undefined ? 'attribute_not_exists(pk)' : 'incidentId = :replaces';
      return [
        {
          Put: {
            TableName: '',
            Item: toItem({ ...keys.problem(claim.problem), incidentId: id, at }),
            ConditionExpression: freeOrClosed,
            ...(claim.replaces !== undefined && {
              ExpressionAttributeValues: toItem({ ':replaces': claim.replaces }),
            }),
          },
        },
      ];
    }
    case 'alert':
      return [{ Put: { TableName: '', ...alertPut(claim.status, claim.previous) } }];
    case 'request':
      return [
        {
          Put: {
            TableName: '',
            Item: toItem({
              ...keys.request(claim.key),
              incidentId: id,
              digest: claim.digest,
              expiresAt: expiresAt(epochMs(at), requestDays),
            }),
            // The same request twice at once: the second is answered from the first.
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ];
    case 'page-outcome':
      return [
        {
          Update: {
            TableName: '',
            Key: toItem(keys.page(id, claim.key)),
            UpdateExpression: `SET #status = :status, #at = :at, detail = :detail${claim.messageId === undefined ? '' : ', externalId = :externalId'}`,
            // A page that was never claimed cannot have an outcome.
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
            ExpressionAttributeValues: toItem({
              ':status': claim.status,
              ':at': claim.at,
              ':detail': claim.detail,
              ':externalId': claim.messageId,
            }),
          },
        },
        ...messageOf(claim, id),
      ];
    default:
      return claim satisfies never;
  }
}

/** So that a receipt, and an answer to a text, find the page. A vendor that gives no id sends no receipts. */
function messageOf(
  claim: Extract<Claim, { kind: 'page-outcome' }>,
  incidentId: string,
): TransactWriteItem[] {
  const { key: page, status, messageId, at } = claim;
  if (status !== 'sent' || messageId === undefined) return [];
  const expires = expiresAt(epochMs(at), messageDays);
  const item = { ...keys.message(messageId, page), incidentId, page, expiresAt: expires };
  return [{ Put: { TableName: '', Item: toItem(item) } }];
}

/** An alert's status moves only from what the writer has read, so no transition is counted twice. */
function alertPut(status: AlertStatus, previous: AlertStatus | undefined) {
  return {
    Item: toItem({
      ...keys.alert(status.fingerprint),
      status: status.status,
      at: status.at,
      incidentId: status.incidentId,
      expiresAt: expiresAt(epochMs(status.at), alertDays),
    }),
    ...(previous === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#at = :readAt AND #status = :read',
          ExpressionAttributeNames: { '#at': 'at', '#status': 'status' },
          ExpressionAttributeValues: toItem({ ':readAt': previous.at, ':read': previous.status }),
        }),
  };
}

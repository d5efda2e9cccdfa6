import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  expiresAt,
  fromItem,
  type Item,
  isConditionFailure,
  keys,
  type Table,
  toItem,
} from '#adapters/dynamodb/table.ts';
import {
  type Fingerprint,
  fingerprint,
  incidentId,
  type ProblemKey,
  problemKey,
} from '#core/ids.ts';
import { epochMs, instant } from '#core/time/instant.ts';
import type { AlertIndex, AlertStatus } from '#ports/intake.ts';

const keysPerRead = 100;
const rememberDays = 2;

export function alertIndex({ client, name }: Table): AlertIndex {
  return {
    async lookUp({ problems, fingerprints }) {
      const found = {
        problems: new Map<ProblemKey, ReturnType<typeof incidentId>>(),
        alerts: new Map<Fingerprint, AlertStatus>(),
      };
      let left = [...problems.map(keys.problem), ...fingerprints.map(keys.alert)].map(toItem);
      while (left.length > 0) {
        const { Responses: answers, UnprocessedKeys: unread } = await client.send(
          new BatchGetItemCommand({
            RequestItems: { [name]: { Keys: left.slice(0, keysPerRead), ConsistentRead: true } },
          }),
        );
        for (const item of answers?.[name] ?? []) collect(item, found);
        left = [...left.slice(keysPerRead), ...(unread?.[name]?.Keys ?? [])];
      }
      return found;
    },

    async remember(status) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: name,
            Item: toItem({
              ...keys.alert(status.fingerprint),
              status: status.status,
              at: status.at,
              incidentId: status.incidentId,
              expiresAt: expiresAt(epochMs(status.at), rememberDays),
            }),
            // Notifications overtake each other: the newest word stays.
            ConditionExpression: 'attribute_not_exists(pk) OR #at < :at',
            ExpressionAttributeNames: { '#at': 'at' },
            ExpressionAttributeValues: toItem({ ':at': status.at }),
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    },
  };
}

interface ClaimItem {
  pk: string;
  at: string;
  status?: AlertStatus['status'];
  incidentId?: string;
}

function collect(
  item: Item,
  found: {
    problems: Map<ProblemKey, ReturnType<typeof incidentId>>;
    alerts: Map<Fingerprint, AlertStatus>;
  },
): void {
  const { pk, at, status, incidentId: id } = fromItem<ClaimItem>(item);
  if (pk.startsWith('PROBLEM#') && id !== undefined) {
    found.problems.set(problemKey(pk.slice('PROBLEM#'.length)), incidentId(id));
  }
  if (pk.startsWith('ALERT#') && status !== undefined) {
    const print = fingerprint(pk.slice('ALERT#'.length));
    found.alerts.set(print, {
      fingerprint: print,
      status,
      at: instant(at),
      ...(id !== undefined && { incidentId: incidentId(id) }),
    });
  }
}

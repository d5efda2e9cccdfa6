import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/*
 * The one table. An example of every kind of item:
 *
 *   pk                     sk                         what
 *   INC#INC-2026-001       STATE                      the folded incident and its version; lists (byPhase) and the
 *                                                     sparse index of deadlines (byDeadline) are made of these
 *   INC#INC-2026-001       EVENT#000003               one commit: its events, and what dispatch needs; the stream
 *   INC#INC-2026-001       PAGE#INC-2026-001#3#0      one page: claimed, then how it went
 *   INC#INC-2026-001       EFFECT#INC-2026-001#3#2    one notice: claimed, then how it went
 *   INC#INC-2026-001       POSTMORTEM#000002          one version of its post-mortem
 *   REVIEW                 INC-2026-001               what is left to do of an incident that is over
 *   PROBLEM#<key>          CLAIM                      which incident is the open one of a problem
 *   ALERT#<fingerprint>    STATUS                     an alert's last status and the incident that it belongs to
 *   RECEIPT#<id>           RECEIPT                    the fate of one accepted webhook; expires
 *   REQUEST#<hash>         REQUEST                    a request with an idempotency key that was carried out; expires
 *   LINK#<sha-256>         LINK                       a recipient's acknowledgement link; expires
 *   MESSAGE#<id>           PAGE#INC-2026-001#3#0      a page that a vendor's message told of, for its receipt; expires
 *   PHONE#<number>         PAGED#INC-2026-001         that a phone was paged for an incident; expires
 *   PHONE#<number>         ANSWERS#2026-11-23T02      how often it was told that it is not understood; expires
 *   PHONE#<number>         TRAFFIC#sms                what went to it within the hour, and what waits for it; expires
 *   ROSTER                 OVERRIDE#<id>              somebody stands in on a schedule; kept for a while after its end
 *   ROSTER                 CONTACT#ana#sms#person     what is known of one way of reaching one person
 *   CODE#ana#sms           CODE                       hash of a code that was sent there, and the tries; expires
 *   FEED#cal_<sha-256>     FEED                       a private calendar address, by the hash of its token
 *   DUTY                   SEEN                       who was on duty when the last round ended
 *   DUTY#<task>            DONE                       a mail or a check of a round: claimed, then done; expires
 *   ACTIONS                RUN#act_<id>               an action that was asked for in earnest, and how it ended; expires.
 *                                                     Until it ended it is in byDeadline too
 *   CONFIG                 VERSION#000007             one applied configuration
 *   SECRET                 WEBHOOKS                   with which webhooks are signed; made when it is first asked for
 *   COUNTER                2026                       the last incident number of a year
 *
 * Every write is conditional. A condition is named beside its use for the race that it decides.
 */
export interface Table {
  client: DynamoDBClient;
  name: string;
}

export type Item = Record<string, AttributeValue>;

export const keys = {
  state: (id: string) => ({ pk: `INC#${id}`, sk: 'STATE' }),
  event: (id: string, version: number) => ({ pk: `INC#${id}`, sk: `EVENT#${padded(version)}` }),
  page: (id: string, key: string) => ({ pk: `INC#${id}`, sk: `PAGE#${key}` }),
  effect: (id: string, key: string) => ({ pk: `INC#${id}`, sk: `EFFECT#${key}` }),
  postmortem: (id: string, version: number) => ({
    pk: `INC#${id}`,
    sk: `POSTMORTEM#${padded(version)}`,
  }),
  problem: (key: string) => ({ pk: `PROBLEM#${key}`, sk: 'CLAIM' }),
  alert: (fingerprint: string) => ({ pk: `ALERT#${fingerprint}`, sk: 'STATUS' }),
  receipt: (id: string) => ({ pk: `RECEIPT#${id}`, sk: 'RECEIPT' }),
  request: (key: string) => ({ pk: `REQUEST#${key}`, sk: 'REQUEST' }),
  link: (hash: string) => ({ pk: `LINK#${hash}`, sk: 'LINK' }),
  message: (id: string, page: string) => ({ pk: `MESSAGE#${id}`, sk: `PAGE#${page}` }),
  phone: (number: string, id: string) => ({ pk: `PHONE#${number}`, sk: `PAGED#${id}` }),
  traffic: (number: string, channel: string) => ({
    pk: `PHONE#${number}`,
    sk: `TRAFFIC#${channel}`,
  }),
  configuration: (version: number) => ({ pk: 'CONFIG', sk: `VERSION#${padded(version)}` }),
  webhookSecret: { pk: 'SECRET', sk: 'WEBHOOKS' },
  counter: (year: number) => ({ pk: 'COUNTER', sk: String(year) }),
};

export function toItem(record: Record<string, unknown>): Item {
  return marshall(record, { removeUndefinedValues: true });
}

export function fromItem<Shape>(item: Item): Shape {
  return unmarshall(item) as Shape;
}

/** Every item of an incident whose sort key begins so, in order, read consistently and to the end. */
export async function itemsOfIncident(
  { client, name }: Table,
  id: string,
  prefix: 'EVENT#' | 'PAGE#',
): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: toItem({ ':pk': `INC#${id}`, ':prefix': prefix }),
        ConsistentRead: true,
        ...(start !== undefined && { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

/** DynamoDB deletes expired items within days; a reader must not rely on the moment. */
export function expiresAt(epochMs: number, days: number): number {
  return Math.floor(epochMs / 1000) + days * 86_400;
}

/** Why each item of a cancelled transaction stood in its way, in order; `undefined` when it was another error. */
export function cancellation(error: unknown): { code: string; item?: Item }[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined;
  const { CancellationReasons: reasons = [] } = error as Error & {
    CancellationReasons?: { Code?: string; Item?: Item }[];
  };
  return reasons.map(({ Code, Item: item }) => ({ code: Code ?? 'None', ...(item && { item }) }));
}

export function isConditionFailure(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

function padded(number: number): string {
  return String(number).padStart(6, '0');
}

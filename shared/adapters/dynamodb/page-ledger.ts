import {
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  cancellation,
  expiresAt,
  fromItem,
  type Item,
  isConditionFailure,
  itemsOfIncident,
  keys,
  type Table,
  toItem,
} from '#adapters/dynamodb/table.ts';
import { sha256 } from '#core/digest.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import { leftBehind } from '#core/paging/still-wanted.ts';
import { addSeconds, epochMs, type Instant } from '#core/time/instant.ts';
import type { PageLedger, PageRecord, PagesOf } from '#ports/paging.ts';

/**
 * Longer than a function that claims may run, so a claim without an outcome after this belongs to nobody; and shorter
 * than its queue hides a message that failed, so that the next delivery may take it over.
 */
export const claimSeconds = 30;
/** An acknowledgement link works this long. */
const linkSeconds = 24 * 3600;
const phoneDays = 7;

export function pageLedger({ client, name }: Table): PageLedger {
  return {
    async claim({ page, guard, at, token, attempt }) {
      const { person, name: personName } = page.to;
      const incidentId = page.incident.id;
      const writes = [
        stillAsSeen(incidentId, guard),
        claimOfPage(page, at, attempt),
        linkOf({ incidentId, person, name: personName }, at, token),
        ...pagedPhone(page, at),
      ];
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: inTable(writes, name) }));
        return 'claimed';
      } catch (error) {
        const reasons = cancellation(error);
        if (reasons === undefined) throw error;
        if (reasons[0]?.code === 'ConditionalCheckFailed') return 'moved';
        const held = reasons[1];
        if (held?.code === 'ConditionalCheckFailed' && held.item !== undefined) {
          return { held: toRecord(held.item) };
        }
        // Another transaction touched the incident at this very moment: look again.
        if (reasons.some(({ code }) => code === 'TransactionConflict')) return 'moved';
        throw error;
      }
    },

    async release(key, incidentId, at, reason, as = 'retrying') {
      await client.send(
        new UpdateItemCommand({
          TableName: name,
          Key: toItem(keys.page(incidentId, key)),
          UpdateExpression: 'SET #status = :as, #at = :at, detail = :detail',
          // Only a claim can be given back; an outcome stays.
          ConditionExpression: '#status = :claimed',
          ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
          ExpressionAttributeValues: toItem({
            ':as': as,
            ':claimed': 'claimed',
            ':at': at,
            ':detail': reason,
          }),
        }),
      );
    },

    async addLink({ incidentId, person, name: personName, guard, at, token }) {
      const writes = [
        stillAsSeen(incidentId, guard),
        linkOf({ incidentId, person, name: personName }, at, token),
      ];
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: inTable(writes, name) }));
        return 'added';
      } catch (error) {
        const reasons = cancellation(error) ?? [];
        const [seen] = reasons;
        if (seen?.code === 'ConditionalCheckFailed') return 'moved';
        if (reasons.some(({ code }) => code === 'TransactionConflict')) return 'moved';
        throw error;
      }
    },

    async suppress(page, at, reason) {
      // A page that was sent stays sent, whatever became of the incident since.
      const isFree = await put(page, at, reason, {
        condition: 'attribute_not_exists(pk) OR #status IN (:retrying, :bundled)',
        values: { ':retrying': 'retrying', ':bundled': 'bundled' },
      });
      if (isFree) return;
      await put(page, at, leftBehind(reason), {
        condition: '#status = :claimed AND #at < :stale',
        names: { '#at': 'at' },
        values: { ':claimed': 'claimed', ':stale': addSeconds(at, -claimSeconds) },
      });
    },
  };

  async function put(
    page: PageReaction,
    at: Instant,
    detail: string,
    when: { condition: string; names?: Record<string, string>; values: Record<string, string> },
  ): Promise<boolean> {
    try {
      await client.send(
        new PutItemCommand({
          TableName: name,
          Item: toItem({ ...itemOf(page, at), status: 'suppressed', detail, attempt: 0 }),
          ConditionExpression: when.condition,
          ExpressionAttributeNames: { '#status': 'status', ...when.names },
          ExpressionAttributeValues: toItem(when.values),
        }),
      );
      return true;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return false;
    }
  }
}

export function pagesOf(table: Table): PagesOf {
  return async id => (await itemsOfIncident(table, id, 'PAGE#')).map(toRecord);
}

type Write = ['ConditionCheck' | 'Put', object];

function inTable(writes: readonly Write[], TableName: string): TransactWriteItem[] {
  return writes.map(([kind, body]) => ({ [kind]: { ...body, TableName } }) as TransactWriteItem);
}

/** An acknowledgement, a resolution or an update that committed first wins: the page is looked at again. */
function stillAsSeen(incidentId: string, guard: string): Write {
  return [
    'ConditionCheck',
    {
      Key: toItem(keys.state(incidentId)),
      ConditionExpression: 'guard = :guard',
      ExpressionAttributeValues: toItem({ ':guard': guard }),
    },
  ];
}

/** Deliveries of one page race for it: free, given back for another try, or left behind by a crash. */
function claimOfPage(page: PageReaction, at: Instant, attempt: number): Write {
  const freeOrGivenBackOrLeft =
    'attribute_not_exists(pk) OR #status IN (:retrying, :bundled) OR (#status = :claimed AND #at < :stale)';
  return [
    'Put',
    {
      Item: toItem({ ...itemOf(page, at), status: 'claimed', attempt }),
      ConditionExpression: freeOrGivenBackOrLeft,
      ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
      ExpressionAttributeValues: toItem({
        ':retrying': 'retrying',
        ':bundled': 'bundled',
        ':claimed': 'claimed',
        ':stale': addSeconds(at, -claimSeconds),
      }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  ];
}

function linkOf(
  whose: { incidentId: string; person: string; name: string },
  at: Instant,
  token: string,
): Write {
  return [
    'Put',
    {
      Item: toItem({
        ...keys.link(sha256(token)),
        ...whose,
        until: addSeconds(at, linkSeconds),
        expiresAt: expiresAt(epochMs(at), 7),
      }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  ];
}

/** Remembers what a phone was paged for, so that a reply without a code finds its incident. */
function pagedPhone({ incident, to, channel }: PageReaction, at: Instant): Write[] {
  if (channel !== 'sms' || to.phone === undefined) return [];
  const item = {
    ...keys.phone(to.phone, incident.id),
    incidentId: incident.id,
    at,
    expiresAt: expiresAt(epochMs(at), phoneDays),
  };
  return [['Put', { Item: toItem(item) }]];
}

function itemOf(page: PageReaction, at: Instant) {
  const { incident, key, to, channel, purpose, level, levelName, round, reason } = page;
  const { decidedAt, afterSeconds } = page;
  return {
    ...keys.page(incident.id, key),
    key,
    incidentId: incident.id,
    person: to.person,
    name: to.name,
    channel,
    purpose,
    level,
    levelName,
    round,
    reason,
    decidedAt,
    afterSeconds,
    at,
  };
}

function toRecord(item: Item): PageRecord {
  const { pk: _pk, sk: _sk, ...record } = fromItem<PageRecord & { pk: string; sk: string }>(item);
  return record;
}

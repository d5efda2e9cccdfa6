import { GetItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  fromItem,
  isConditionFailure,
  keys,
  type Table,
  toItem,
} from '#adapters/dynamodb/table.ts';
import { sha256 } from '#core/digest.ts';
import { incidentId } from '#core/ids.ts';
import { instant } from '#core/time/instant.ts';
import type { Link, Links, PagedOn } from '#ports/paging.ts';

/** Only hashes are stored: whoever reads the table cannot acknowledge for somebody else. */
export function links({ client, name }: Table): Links {
  return {
    async find(token) {
      const { Item: item } = await client.send(
        new GetItemCommand({
          TableName: name,
          Key: toItem(keys.link(sha256(token))),
          ConsistentRead: true,
        }),
      );
      return (
        item &&
        toLink(
          fromItem<
            Record<'incidentId' | 'person' | 'name' | 'until', string> & { usedAt?: string }
          >(item),
        )
      );
    },

    async use(token, at) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: name,
            Key: toItem(keys.link(sha256(token))),
            UpdateExpression: 'SET usedAt = :at',
            // Two taps at once: one acts.
            ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(usedAt)',
            ExpressionAttributeValues: toItem({ ':at': at }),
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },
  };
}

export function pagedOn({ client, name }: Table): PagedOn {
  return async phone => {
    const { Items: items = [] } = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :paged)',
        ExpressionAttributeValues: toItem({ ':pk': `PHONE#${phone}`, ':paged': 'PAGED#' }),
        ConsistentRead: true,
      }),
    );
    return items
      .map(item => fromItem<{ incidentId: string; at: string }>(item))
      .map(paged => ({ incidentId: incidentId(paged.incidentId), at: instant(paged.at) }))
      .toSorted((a, b) => (a.at > b.at ? -1 : 1));
  };
}

function toLink(item: {
  incidentId: string;
  person: string;
  name: string;
  until: string;
  usedAt?: string;
}): Link {
  return {
    incidentId: incidentId(item.incidentId),
    person: item.person,
    name: item.name,
    expiresAt: instant(item.until),
    ...(item.usedAt !== undefined && { usedAt: instant(item.usedAt) }),
  };
}

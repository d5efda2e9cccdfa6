import { BatchGetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { fromItem, keys, type Table, toItem } from '#adapters/dynamodb/table.ts';
import type { PageRecord, PagesByMessage } from '#ports/paging.ts';

const keysPerCall = 100;

/** From the vendor's id of a message to the pages that it told of; each way is written with its page's outcome. */
export function pagesByMessage({ client, name }: Table): PagesByMessage {
  return async messageId => {
    const { Items: ways = [] } = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: toItem({ ':pk': keys.message(messageId, '').pk }),
        ConsistentRead: true,
      }),
    );
    const wanted = ways
      .map(way => fromItem<{ incidentId: string; page: string }>(way))
      .map(({ incidentId, page }) => toItem(keys.page(incidentId, page)));
    const pages: PageRecord[] = [];
    // A key that the table was too busy to read is asked for again.
    for (let left = wanted; left.length > 0; ) {
      const now = left.slice(0, keysPerCall);
      const { Responses: found = {}, UnprocessedKeys: unread = {} } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [name]: { Keys: now, ConsistentRead: true } } }),
      );
      pages.push(...(found[name] ?? []).map(pageOf));
      left = [...left.slice(keysPerCall), ...(unread[name]?.Keys ?? [])];
    }
    return pages;
  };
}

function pageOf(item: Parameters<typeof fromItem>[0]): PageRecord {
  const { pk: _pk, sk: _sk, ...page } = fromItem<PageRecord & { pk: string; sk: string }>(item);
  return page;
}

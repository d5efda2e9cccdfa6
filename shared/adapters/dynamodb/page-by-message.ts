import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { fromItem, keys, type Table, toItem } from '#adapters/dynamodb/table.ts';
import type { PageByMessage, PageRecord } from '#ports';

/** From the vendor's id of a message to the page that it was; the way there is written with the page's outcome. */
export function pageByMessage({ client, name }: Table): PageByMessage {
  async function read<Shape>(key: object): Promise<Shape | undefined> {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: name, Key: toItem({ ...key }), ConsistentRead: true }),
    );
    return item && fromItem<Shape>(item);
  }

  return async messageId => {
    const way = await read<{ incidentId: string; page: string }>(keys.message(messageId));
    if (way === undefined) return undefined;
    const item = await read<PageRecord & { pk: string; sk: string }>(
      keys.page(way.incidentId, way.page),
    );
    if (item === undefined) return undefined;
    const { pk: _pk, sk: _sk, ...page } = item;
    return page;
  };
}

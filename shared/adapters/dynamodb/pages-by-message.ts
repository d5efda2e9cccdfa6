import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { batchGet, fromItem, queryAll, recordOf, type Table } from '#adapters/dynamodb/table.ts';
import type { PageRecord, PagesByMessage } from '#ports/paging.ts';

/** From the vendor's id of a message to the pages that it told of; each way is written with its page's outcome. */
export function pagesByMessage(table: Table): PagesByMessage {
  return async messageId => {
    const ways = await queryAll(table, ranges.pagesOfMessage(messageId));
    const wanted = ways
      .map(way => fromItem<{ incidentId: string; page: string }>(way))
      .map(({ incidentId, page }) => keys.page(incidentId, page));
    return (await batchGet(table, wanted)).map(recordOf<PageRecord>);
  };
}

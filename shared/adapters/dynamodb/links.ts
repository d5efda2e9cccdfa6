import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { find, fromItem, queryAll, type Table, updateIf } from '#adapters/dynamodb/table.ts';
import { sha256 } from '#core/digest.ts';
import { incidentId } from '#core/ids.ts';
import { instant } from '#core/time/instant.ts';
import type { Link, Links, PagedOn } from '#ports/paging.ts';

/** Only hashes are stored: whoever reads the table cannot acknowledge for somebody else. */
export function links(table: Table): Links {
  return {
    async find(token) {
      const item = await find(table, keys.link(sha256(token)));
      return item && toLink(fromItem(item));
    },

    async use(token, at) {
      // Two taps at once: one acts.
      const isUnused = 'attribute_exists(pk) AND attribute_not_exists(usedAt)';
      const key = keys.link(sha256(token));
      return (await updateIf(table, key, 'SET usedAt = :at', isUnused, { at })) !== undefined;
    },
  };
}

export function pagedOn(table: Table): PagedOn {
  return async phone =>
    (await queryAll(table, ranges.paged(phone)))
      .map(item => fromItem<{ incidentId: string; at: string }>(item))
      .map(paged => ({ incidentId: incidentId(paged.incidentId), at: instant(paged.at) }))
      .toSorted((a, b) => (a.at > b.at ? -1 : 1));
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

import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import {
  expiresAt,
  find,
  fromItem,
  putIf,
  queryAll,
  recordOf,
  type Table,
  updateIf,
} from '#adapters/dynamodb/table.ts';
import { sha256 } from '#core/digest.ts';
import { incidentId } from '#core/ids.ts';
import { linkSeconds, ticketLinkSeconds } from '#core/paging/standing.ts';
import { addSeconds, instant } from '#core/time/instant.ts';
import type { Link, Links, PhonePage, PhonePages } from '#ports/paging.ts';

/** Only hashes are stored: whoever reads the table cannot acknowledge for somebody else. */
export function links(table: Table): Links {
  return {
    async add(token, link) {
      const until = addSeconds(link.at, ticketLinkSeconds);
      const item = { ...link, until, expiresAt: expiresAt(link.at, keptDays.link) };
      // Two links are never one.
      const isNew = 'attribute_not_exists(pk)';
      const isAdded = await putIf(table, { ...keys.link(sha256(token)), ...item }, isNew);
      if (!isAdded) throw new Error('A token was drawn twice');
    },

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

export function phonePages(table: Table): PhonePages {
  return {
    async of(phone) {
      const items = await queryAll(table, ranges.paged(phone));
      return items.map(recordOf<PhonePage>).toSorted((a, b) => (a.at > b.at ? -1 : 1));
    },
    async ask(phone, question) {
      const expires = { expiresAt: expiresAt(question.at, keptDays.pagedPhone) };
      const key = keys.paged(phone, question.incidentId, question.code);
      await putIf(table, { ...question, ...expires, ...key });
    },
  };
}

function toLink(item: {
  incidentId: string;
  person: string;
  name: string;
  at?: string;
  address?: string;
  until: string;
  usedAt?: string;
}): Link {
  return {
    incidentId: incidentId(item.incidentId),
    person: item.person,
    name: item.name,
    // One of before this was kept is as old as it can be.
    at: item.at === undefined ? addSeconds(instant(item.until), -linkSeconds) : instant(item.at),
    ...(item.address !== undefined && { address: item.address }),
    expiresAt: instant(item.until),
    ...(item.usedAt !== undefined && { usedAt: instant(item.usedAt) }),
  };
}

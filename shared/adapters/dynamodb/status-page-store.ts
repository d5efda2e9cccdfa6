import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import {
  expiresAt,
  find,
  fromItem,
  type Item,
  putIf,
  queryAll,
  type Table,
  updateIf,
  type Write,
  write,
} from '#adapters/dynamodb/table.ts';
import { isUnresolved } from '#core/communication/status-page/component-states.ts';
import type { PublicIncident } from '#core/communication/status-page/state.ts';
import type { Instant } from '#core/time/instant.ts';
import type { StatusPageStore, StoredBook } from '#ports/communication.ts';
import type { NewCommit } from '#ports/incident.ts';

/** Each time something was changed in between; then whoever asked comes again. */
const looksMax = 5;

/** The page as one item and one for each incident that it speaks of: a small partition, read with one query. */
export function statusPageStore(table: Table): StatusPageStore {
  return {
    async read() {
      for (let look = 1; look <= looksMax; look++) {
        const before = await find(table, keys.statusPage);
        if (before === undefined) return undefined;
        const items = await queryAll(table, ranges.statusPage);
        // Every change counts in the page's own item, which is the last that the query reads.
        const after = items.find(({ sk }) => sk?.S === keys.statusPage.sk);
        if (after === undefined || versionOf(after) !== versionOf(before)) continue;
        return { book: bookOf(after), incidents: items.filter(item => item !== after).map(told) };
      }
      throw new Error(`The status page was changed during each of ${looksMax} looks at it`);
    },

    async change({ version, since, configuration, ...said }) {
      const item = {
        ...keys.statusPage,
        ...{ version: version + 1, since, configuration },
        said: JSON.stringify(said),
      };
      return (await putIf(table, item, isAsRead, { version })) ? 'stored' : 'conflict';
    },

    async configured(configuration, at) {
      const update = `SET configuration = :configuration, since = if_not_exists(since, :at) ${counted}`;
      await updateIf(table, keys.statusPage, update, isNews, { configuration, at, one: 1 });
    },
  };
}

const counted = 'ADD version :one';
/** Somebody's change came between: what was said must be said of the page as it is now. */
const isAsRead = 'version = :version';
/** Two writers see the same new configuration: one of them counts it. */
const isNews = 'attribute_not_exists(configuration) OR configuration < :configuration';

/** What a commit tells the public, in the commit's own transaction. */
export function publicWrites({ id, at, before, after }: NewCommit): Write[] {
  if (after.phase === 'undeclared' || after.publicNotices === undefined) return [];
  const { publicNotices: notices, declaredAt: startedAt } = after;
  const known = before.phase === 'undeclared' ? 0 : (before.publicNotices?.length ?? 0);
  if (notices.length === known) return [];
  const incident: PublicIncident = { id, startedAt, notices };
  const item = {
    ...keys.publicIncident(id),
    incident: JSON.stringify(incident),
    // Reopened, it is put anew and stays.
    ...(isUnresolved(incident) ? {} : { expiresAt: expiresAt(at, keptDays.publicIncident) }),
  };
  const update = `SET since = if_not_exists(since, :at) ${counted}`;
  return [write.put(item), write.update(keys.statusPage, update, undefined, { at, one: 1 })];
}

const versionOf = (item: Item): number => Number(item.version?.N ?? 0);

function bookOf(item: Item): StoredBook {
  const stored = fromItem<{
    version: number;
    since: string;
    configuration?: number;
    said?: string;
  }>(item);
  const said: Partial<StoredBook> = JSON.parse(stored.said ?? '{}');
  return {
    version: stored.version,
    since: stored.since as Instant,
    configuration: stored.configuration ?? 0,
    said: said.said ?? {},
    past: said.past ?? [],
    maintenances: said.maintenances ?? [],
    readers: said.readers ?? [],
  };
}

function told(item: Item): PublicIncident {
  return JSON.parse(fromItem<{ incident: string }>(item).incident) as PublicIncident;
}

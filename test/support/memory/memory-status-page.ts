import type { PublicIncident } from '#core/communication/status-page/state.ts';
import type { StatusPageStore, StoredBook } from '#ports/communication.ts';
import type { MemoryTable } from './memory-table.ts';

/** The page over the incidents of a table: each notice of theirs counts as a change, as do people's words. */
export function memoryStatusPage(table: MemoryTable): StatusPageStore {
  let own: Omit<StoredBook, 'since'> & { since: StoredBook['since'] | undefined } = {
    ...{ version: 0, since: undefined, configuration: 0 },
    ...{ said: {}, past: [], maintenances: [], readers: [] },
  };
  const incidents = (): PublicIncident[] =>
    [...table.states.values()].flatMap(({ incident }) =>
      incident.phase === 'undeclared' || incident.publicNotices === undefined
        ? []
        : [{ id: incident.id, startedAt: incident.declaredAt, notices: incident.publicNotices }],
    );
  const version = () => incidents().reduce((sum, { notices }) => sum + notices.length, own.version);

  return {
    async read() {
      const told = incidents();
      const since = own.since ?? told[0]?.notices[0]?.at;
      if (since === undefined) return undefined;
      return { book: { ...own, since, version: version() }, incidents: told };
    },
    async change(book) {
      if (book.version !== version()) return 'conflict';
      own = { ...book, version: own.version + 1 };
      return 'stored';
    },
    async configured(configuration, at) {
      if (configuration <= own.configuration) return;
      own = { ...own, configuration, version: own.version + 1, since: own.since ?? at };
    },
  };
}

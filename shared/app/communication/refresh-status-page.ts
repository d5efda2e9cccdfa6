import { isUnresolved } from '#core/communication/status-page/component-states.ts';
import { announcedWork, announcementKey } from '#core/communication/status-page/planned-work.ts';
import { changesNextAt } from '#core/communication/status-page/uptime.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { QueueCustomers, QueueStatusPage, StatusPageStore } from '#ports/communication.ts';

/** A round that was lost is made up for by the next. */
export const lookBackSeconds = 10 * 60;

/**
 * At each round: has the page written where time alone changes it, and while an incident is on it, so that its readers see
 * that somebody is there: a page that grows old says so itself. Maintenance of tocsin.yaml that comes near is announced before.
 */
export function refreshStatusPage(deps: {
  store: StatusPageStore;
  queueStatusPage: QueueStatusPage;
  queueCustomers: QueueCustomers;
}) {
  return async (directory: Directory, version: number, at: Instant): Promise<'done' | 'again'> => {
    const { statusPage: page, maintenance = [] } = directory;
    if (page === undefined) return 'done';
    let read = await deps.store.read();
    if (read === undefined && maintenance.some(({ announce }) => announce !== undefined)) {
      await deps.store.configured(version, at);
      read = await deps.store.read();
    }
    if (read === undefined) return 'done';
    const announced = announcedWork(directory, read.book.maintenances, at);
    if (announced !== undefined) {
      // Before it is written down, so that a round which dies in between tells it again: once each, by the key.
      for (const { maintenance: told, how } of announced.told) {
        await deps.queueCustomers({
          kind: 'customers',
          key: announcementKey(told, how),
          incidentId: told.id,
          told: { maintenance: told },
        });
      }
      const { maintenances } = announced;
      const outcome = await deps.store.change({ ...read.book, maintenances });
      await deps.queueStatusPage();
      return outcome === 'stored' ? 'done' : 'again';
    }
    const before = { page, ...read, at: addSeconds(at, -lookBackSeconds) };
    if (read.incidents.some(isUnresolved) || changesNextAt(before) <= at) {
      await deps.queueStatusPage();
    }
    return 'done';
  };
}

import { isUnresolved } from '#core/communication/status-page/component-states.ts';
import { changesNextAt } from '#core/communication/status-page/uptime.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { QueueStatusPage, StatusPageStore } from '#ports/communication.ts';

/** A round that was lost is made up for by the next. */
export const lookBackSeconds = 10 * 60;

/**
 * At each round: has the page written where time alone changes it, and while an incident is on it, so that its readers see
 * that somebody is there: a page that grows old says so itself.
 */
export function refreshStatusPage(deps: {
  store: Pick<StatusPageStore, 'read'>;
  queueStatusPage: QueueStatusPage;
}) {
  return async ({ statusPage: page }: Directory, at: Instant): Promise<'done'> => {
    if (page === undefined) return 'done';
    const read = await deps.store.read();
    if (read === undefined) return 'done';
    const before = { page, ...read, at: addSeconds(at, -lookBackSeconds) };
    if (read.incidents.some(isUnresolved) || changesNextAt(before) <= at) {
      await deps.queueStatusPage();
    }
    return 'done';
  };
}

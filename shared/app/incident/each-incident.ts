import type { DeclaredIncident, Phase } from '#core/incident/incident.ts';
import type { Instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';

const pageSize = 100;

/** Those that somebody may still be paged for. */
export const runningPhases = ['open', 'acknowledged', 'watching'] as const;

/**
 * All incidents of these phases, newest first; the next page is read when it is wanted. `before`: only those that were
 * declared before that moment.
 */
export async function* eachIncident(
  incidents: Pick<IncidentStore, 'list'>,
  phases: readonly Phase[],
  before?: Instant,
): AsyncGenerator<DeclaredIncident> {
  let cursor: string | undefined = before;
  do {
    const page = await incidents.list({ phases, limit: pageSize, cursor });
    for (const { incident } of page.incidents) if (incident.phase !== 'undeclared') yield incident;
    cursor = page.next;
  } while (cursor !== undefined);
}

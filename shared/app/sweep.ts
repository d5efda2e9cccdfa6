import type { IncidentId } from '#core/ids.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/instant.ts';
import type { IncidentStore, Log, Now } from '#ports';

export interface Swept {
  overdue: number;
  /** Seconds of the most overdue one. */
  worstLatenessSeconds: number;
  /** Those that stayed overdue although they were woken: the reason to withhold the heartbeat. */
  stuck: string[];
}

/** A deadline has this long to be met by its own clock before the sweeper takes it up. */
const graceSeconds = 2;
const batchSize = 100;
const batchesMax = 20;

/**
 * Finds the deadlines whose clock was lost, by their index, and meets them. It fails nobody: an incident that cannot
 * be woken is reported as stuck and the others go on.
 */
export function sweep(deps: {
  incidents: IncidentStore;
  wake: (id: IncidentId) => Promise<void>;
  now: Now;
  log: Log;
}) {
  return async (): Promise<Swept> => {
    const before = addSeconds(deps.now(), -graceSeconds);
    const stuck = new Map<string, Instant>();
    let overdue = 0;
    let worst = 0;
    for (let batch = 0; batch < batchesMax; batch++) {
      const found = await deps.incidents.overdue(before, batchSize);
      const news = found.filter(({ id }) => !stuck.has(id));
      if (news.length === 0) break;
      overdue += news.length;
      for (const { id, dueAt } of news) {
        worst = Math.max(worst, secondsBetween(dueAt, deps.now()));
        deps.log('warn', 'overdue deadline found by the sweeper', { incidentId: id, dueAt });
        // Marked before the attempt: whatever is still overdue in the next round did not move.
        stuck.set(id, dueAt);
        await deps.wake(id).catch((error: unknown) => {
          deps.log('error', 'an overdue incident cannot be woken', {
            incidentId: id,
            error: String(error),
          });
        });
      }
    }
    const still = overdue === 0 ? [] : await deps.incidents.overdue(before, batchSize);
    return {
      overdue,
      worstLatenessSeconds: worst,
      stuck: still.filter(({ id, dueAt }) => stuck.get(id) === dueAt).map(({ id }) => id),
    };
  };
}

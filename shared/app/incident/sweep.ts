import { eachOf } from '#core/chunks.ts';
import type { IncidentId } from '#core/ids.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';

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
/** One after the other a thousand take longer than a sweep has, and the last wait for minutes. */
const atOnce = 10;
/** Of what is due at one moment, as a reminder and unfilled roles are, each is done by a wake of its own. */
const wakesMax = 3;

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
    const swept = new Set<IncidentId>();
    const stuck: string[] = [];
    let worst = 0;
    for (let batch = 0; batch < batchesMax; batch++) {
      // What cannot be woken stays the most overdue, and the index may lag behind what was just met: neither hides the rest.
      const found = await deps.incidents.overdue(before, batchSize + swept.size);
      const news = found.filter(({ id }) => !swept.has(id));
      if (news.length === 0) break;
      await eachOf(news, atOnce, async ({ id, dueAt }) => {
        swept.add(id);
        worst = Math.max(worst, secondsBetween(dueAt, deps.now()));
        deps.log('warn', 'overdue deadline found by the sweeper', { incidentId: id, dueAt });
        if (!(await isMet(id, before))) stuck.push(id);
      });
    }
    return { overdue: swept.size, worstLatenessSeconds: worst, stuck };
  };

  /** Wakes it, and looks whether that helped; what the table says counts, not what the index says. */
  async function isMet(id: IncidentId, before: Instant): Promise<boolean> {
    try {
      for (let wakes = 0; wakes < wakesMax; wakes++) {
        await deps.wake(id);
        const { incident } = await deps.incidents.load(id);
        const deadline = nextDeadline(incident)?.at;
        if (deadline === undefined || deadline > before) return true;
      }
      return false;
    } catch (error) {
      const fields = { incidentId: id, error: String(error) };
      deps.log('error', 'an overdue incident cannot be woken', fields);
      return false;
    }
  }
}

/**
 * The sweep, and beside it what waited behind mutes and the root secret: a sweep of many overdue incidents takes all the time that
 * there is, and what fails of one is no reason for the others to wait for the next minute.
 */
export function eachMinute(deps: {
  sweep: () => Promise<Swept>;
  takeUpHeld: (until: Instant, at: Instant) => Promise<number>;
  /** For the doors that may only read it. */
  makeRoot: () => Promise<unknown>;
  tell: (swept: Swept) => void;
  now: Now;
}) {
  return async (): Promise<void> => {
    const at = deps.now();
    const outcomes = await Promise.allSettled([
      deps.sweep().then(deps.tell),
      deps.takeUpHeld(at, at),
      deps.makeRoot(),
    ]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  };
}

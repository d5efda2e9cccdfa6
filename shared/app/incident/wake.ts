import type { HandleCommand } from '#app/incident/handle-command.ts';
import type { IncidentId } from '#core/ids.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import { secondsBetween } from '#core/time/instant.ts';
import type { IncidentStore, SetAlarmClock } from '#ports/incident.ts';
import type { Now, WaitUntil } from '#ports/runtime.ts';

/** The queue delays by whole seconds, so a wake may come up to one second early; it then waits for the moment itself. */
const waitedSeconds = 1;

/**
 * A timer fired, or the sweeper found the incident overdue. The state, not the timer, says what is due: early, late,
 * repeated and stray wakes are harmless. What became due is committed, and the commit's dispatch sets the clock anew.
 */
export function wake(deps: {
  incidents: IncidentStore;
  handle: HandleCommand;
  now: Now;
  waitUntil: WaitUntil;
  setAlarmClock: SetAlarmClock;
}) {
  return async (id: IncidentId): Promise<void> => {
    const loaded = await deps.incidents.load(id);
    const deadline = nextDeadline(loaded.incident);
    if (deadline === undefined) return;

    if (secondsBetween(deps.now(), deadline.at) > waitedSeconds) {
      return deps.setAlarmClock(id, deadline.at);
    }
    await deps.waitUntil(deadline.at);
    await deps.handle(id, { type: 'Wake', at: deps.now() }, { loaded });
  };
}

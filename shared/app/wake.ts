import type { HandleCommand } from '#app/handle-command.ts';
import type { IncidentId } from '#core/ids.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import { isDue } from '#core/instant.ts';
import type { IncidentStore, Now, SetAlarmClock } from '#ports';

/**
 * A timer fired, or the sweeper found the incident overdue. The state, not the timer, says what is due: early, late,
 * repeated and stray wakes are harmless. What became due is committed, and the commit's dispatch sets the clock anew.
 */
export function wake(deps: {
  incidents: IncidentStore;
  handle: HandleCommand;
  now: Now;
  setAlarmClock: SetAlarmClock;
}) {
  return async (id: IncidentId): Promise<void> => {
    const loaded = await deps.incidents.load(id);
    const deadline = nextDeadline(loaded.incident);
    if (deadline === undefined) return;

    const now = deps.now();
    if (isDue(deadline.at, now)) await deps.handle(id, { type: 'Wake', at: now }, { loaded });
    else await deps.setAlarmClock(id, deadline.at);
  };
}

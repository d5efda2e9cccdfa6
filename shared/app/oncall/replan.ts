import { eachIncident, runningPhases } from '#app/incident/each-incident.ts';
import type { HandleCommand } from '#app/incident/handle-command.ts';
import { incidentId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { onCallEndsAt, replannedOnCall } from '#core/oncall/escalation.ts';
import { handOffHorizonSeconds } from '#core/oncall/on-duty.ts';
import { type ResponsePlan, sameLevels } from '#core/oncall/plan.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { type Actor, system } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** A plan that knows less than this of the shifts to come is worked out anew. */
export const renewWithinSeconds = 24 * 3600;

/** Tells the incidents that run and depend on these schedules who is on call now; answers how many that concerned. */
export type Replan = (schedules: readonly string[], by: Actor, reason: string) => Promise<number>;

/** Plans hold the shifts to come. When those change, every incident concerned gets them anew, as a fact of its own. */
export function replan(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  handle: HandleCommand;
  now: Now;
}): Replan {
  return async (schedules, by, reason) => {
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined) return 0;
    const roster = await deps.roster.newest();
    let changed = 0;
    for await (const incident of eachIncident(deps.incidents, runningPhases)) {
      const levels = incident.plan.levels.flatMap(level => level.schedules ?? []);
      if (!levels.some(schedule => schedules.includes(schedule))) continue;
      if (await tell(deps, incident.id, { directory, roster, by, reason })) changed += 1;
    }
    return changed;
  };
}

/**
 * A plan holds the shifts of two days. Incidents that outlive them get the next ones in time, as a fact of their own;
 * those that know enough are not read.
 */
export function renewPlans(deps: { incidents: IncidentStore; handle: HandleCommand; now: Now }) {
  return async (directory: Directory, roster: Roster, at: Instant): Promise<number> => {
    const soon = addSeconds(at, renewWithinSeconds);
    const by = system('duty', 'the duty round');
    const reason = 'it runs for longer than the shifts that it knew';
    let renewed = 0;
    // Whoever is younger knows the shifts for longer than that.
    const older = addSeconds(at, renewWithinSeconds - handOffHorizonSeconds + 1);
    for await (const incident of eachIncident(deps.incidents, runningPhases, older)) {
      const ends = onCallEndsAt(incident);
      if (ends === undefined || ends > soon) continue;
      const next = replanned(incident, directory, roster, at);
      if (sameLevels(next.levels, incident.plan.levels)) continue;
      if (await tell(deps, incident.id, { directory, roster, by, reason })) renewed += 1;
    }
    return renewed;
  };
}

async function tell(
  deps: { incidents: IncidentStore; handle: HandleCommand; now: Now },
  idText: string,
  change: { directory: Directory; roster: Roster; by: Actor; reason: string },
): Promise<boolean> {
  const { directory, roster, by, reason } = change;
  const id = incidentId(idText);
  // The list may lag behind; the plan to work on is the one that holds.
  const { incident } = await deps.incidents.load(id);
  if (incident.phase === 'undeclared') return false;
  const at = deps.now();
  const plan = replanned(incident, directory, roster, at);
  const handled = await deps.handle(id, { type: 'ChangeOnCall', at, by, plan, reason });
  return 'events' in handled && handled.events.length > 0;
}

function replanned(
  { plan, severity }: DeclaredIncident,
  directory: Directory,
  roster: Roster,
  at: Instant,
): ResponsePlan {
  return replannedOnCall(plan, directory, roster, at, severity);
}

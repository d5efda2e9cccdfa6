import type { HandleCommand } from '#app/handle-command.ts';
import type { Directory } from '#core/directory/directory.ts';
import { replannedOnCall } from '#core/directory/escalation.ts';
import { incidentId } from '#core/ids.ts';
import type { Actor } from '#core/incident/events.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { ConfigurationStore, IncidentStore, Now, RosterStore } from '#ports';

const pageSize = 100;

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
    let cursor: string | undefined;
    do {
      const page = await deps.incidents.list({
        phases: ['open', 'acknowledged', 'watching'],
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
      for (const { incident } of page.incidents) {
        if (incident.phase === 'undeclared') continue;
        const levels = incident.plan.levels.flatMap(level => level.schedules ?? []);
        if (!levels.some(schedule => schedules.includes(schedule))) continue;
        if (await tell(incident.id, { directory, roster, by, reason })) changed += 1;
      }
      cursor = page.next;
    } while (cursor !== undefined);
    return changed;
  };

  async function tell(
    idText: string,
    {
      directory,
      roster,
      by,
      reason,
    }: {
      directory: Directory;
      roster: Roster;
      by: Actor;
      reason: string;
    },
  ): Promise<boolean> {
    const id = incidentId(idText);
    // The list may lag behind; the plan to work on is the one that holds.
    const { incident } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared') return false;
    const at = deps.now();
    const plan = replannedOnCall(incident.plan, directory, roster, at, incident.severity);
    const handled = await deps.handle(id, { type: 'ChangeOnCall', at, by, plan, reason });
    return 'events' in handled && handled.events.length > 0;
  }
}

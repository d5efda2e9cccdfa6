import type { IncidentId } from '#core/ids.ts';
import type { IncidentCommand, Rejection } from '#core/incident/commands.ts';
import { decide } from '#core/incident/decide.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { evolve, type Incident } from '#core/incident/incident.ts';
import type { Claim, IncidentStore, Loaded } from '#ports/incident.ts';
import type { Pause } from '#ports/runtime.ts';

/** How a command ended. `taken`: a claim that had to hold together with it did not; nothing was written. */
type Handled =
  | { incident: Incident; version: number; events: IncidentEvent[] }
  | { rejected: Rejection }
  | { taken: Claim };

export type HandleCommand = (
  id: IncidentId,
  command: IncidentCommand,
  options?: { claims?: Claim[]; loaded?: Loaded },
) => Promise<Handled>;

const attemptsMax = 12;

/** The only way to change an incident: load, decide, append on the condition that nobody was quicker; else once more. */
export function handleCommand(deps: { incidents: IncidentStore; pause: Pause }): HandleCommand {
  return async (id, command, { claims = [], loaded } = {}) => {
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const { incident, version } =
        attempt === 1 && loaded !== undefined ? loaded : await deps.incidents.load(id);
      const decision = decide(incident, command);
      if ('rejected' in decision) return decision;
      const { events } = decision;
      if (events.length === 0) return { incident, version, events };

      const after = events.reduce(evolve, incident);
      const commit = { id, version: version + 1, at: command.at, events, before: incident, after };
      const outcome = await deps.incidents.append({ ...commit, claims });
      if (outcome === 'appended') return { incident: after, version: version + 1, events };
      if (outcome !== 'conflict') return outcome;
      await deps.pause(attempt);
    }
    throw new Error(`${id} stayed contended after ${attemptsMax} attempts at ${command.type}`);
  };
}

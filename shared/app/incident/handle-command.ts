import type { IncidentId } from '#core/ids.ts';
import type { IncidentCommand, Rejection } from '#core/incident/commands.ts';
import { decideAll, noSuchIncident } from '#core/incident/decide.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident, Incident } from '#core/incident/incident.ts';
import type { Claim, IncidentStore, Loaded } from '#ports/incident.ts';
import type { Pause } from '#ports/runtime.ts';

/** How a command ended. `taken`: a claim that had to hold together with it did not; nothing was written. */
type Handled =
  | { incident: Incident; version: number; events: IncidentEvent[] }
  | { rejected: Rejection }
  | { taken: Claim };

/** Several commands are one commit: all of them, in their order, or none. */
export type Commands = IncidentCommand | readonly [IncidentCommand, ...IncidentCommand[]];

/** What hangs on the incident as it is, and would undo what came between, were it worked out once and for all. */
export type CommandsFor = (incident: DeclaredIncident) => Commands;

export type HandleCommand = (
  id: IncidentId,
  command: Commands | CommandsFor,
  options?: { claims?: Claim[]; loaded?: Loaded },
) => Promise<Handled>;

/** Two hundred at once, as when everybody's page is told of at one moment, are all done within four seconds. */
const attemptsMax = 20;

/** The only way to change an incident: load, decide, append on the condition that nobody was quicker; else once more. */
export function handleCommand(deps: { incidents: IncidentStore; pause: Pause }): HandleCommand {
  return async (id, command, { claims = [], loaded } = {}) => {
    let doing = '';
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const { incident, version } =
        attempt === 1 && loaded !== undefined ? loaded : await deps.incidents.load(id);
      const commands = commandsOn(incident, command);
      if (commands === undefined) return noSuchIncident;
      const [{ at, type }] = commands;
      doing = type;
      const decision = decideAll(incident, commands);
      if ('rejected' in decision) return decision;
      const { events, after } = decision;
      if (events.length === 0) {
        // Asked again under its key, a request that changed nothing is not decided anew.
        const requests = claims.filter(({ kind }) => kind === 'request');
        const outcome = await deps.incidents.claimAlone(id, at, requests);
        if (outcome === 'claimed') return { incident, version, events };
        if (outcome !== 'conflict') return outcome;
      } else {
        const commit = { id, version: version + 1, at, events, before: incident, after };
        const outcome = await deps.incidents.append({ ...commit, claims });
        if (outcome === 'appended') return { incident: after, version: version + 1, events };
        if (outcome !== 'conflict') return outcome;
      }
      await deps.pause(attempt);
    }
    throw new Error(`${id} stayed contended after ${attemptsMax} attempts at ${doing}`);
  };
}

function commandsOn(incident: Incident, command: Commands | CommandsFor) {
  if (typeof command === 'function') {
    return incident.phase === 'undeclared' ? undefined : listOf(command(incident));
  }
  return listOf(command);
}

function listOf(commands: Commands) {
  return 'type' in commands ? ([commands] as const) : commands;
}

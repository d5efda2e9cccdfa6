import type { Requester } from '#app/api/authenticate.ts';
import {
  type Invalid,
  invalid,
  noIncident,
  type Refusal,
  unknownPerson,
} from '#app/api/refusal.ts';
import type { Commands, CommandsFor, HandleCommand } from '#app/incident/handle-command.ts';
import type { RequestOf } from '#contract/api.ts';
import type { commandRoutes } from '#contract/incident-commands.ts';
import { sha256 } from '#core/digest.ts';
import type { IncidentId } from '#core/ids.ts';
import type { DeclaredIncident, Incident } from '#core/incident/incident.ts';
import { entryOf } from '#core/own-entry.ts';
import { type Actor, isPerson } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Claim, IncidentStore } from '#ports/incident.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** How a request about an incident ended: as a change, or as a refusal in words. */
export type CommandOutcome =
  | { incident: DeclaredIncident; version: number; note?: string }
  | Refusal;

export type Acting =
  | Exclude<(typeof commandRoutes)[number]['operationId'], 'declareIncident'>
  | 'attachFinding';
export type IncidentCommands = {
  [Operation in Acting]: (
    id: IncidentId,
    body: RequestOf<Operation>,
    asked: Requester,
  ) => Promise<CommandOutcome>;
} & {
  declareIncident: (
    body: RequestOf<'declareIncident'>,
    asked: Requester,
  ) => Promise<CommandOutcome>;
};

export type Wanted = Commands | CommandsFor | Refusal;

/** Turns requests into commands that are carried out once per idempotency key, in the name of whoever asked. */
export function idempotentCommands(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  handle: HandleCommand;
}) {
  return { once, keyed };

  /** Names the actor, builds the command and carries it out once per idempotency key. */
  async function once(
    id: IncidentId,
    body: { by?: string | undefined } & Record<string, unknown>,
    asked: Requester,
    toCommands: (actor: Actor, directory: Directory | undefined) => Promise<Wanted>,
  ): Promise<CommandOutcome> {
    const directory = (await deps.configuration.current())?.directory;
    const actor = actorOf(asked, body.by, directory);
    if ('invalid' in actor) return actor;
    return keyed({ ...body, id }, asked, async claims => {
      const wanted = await toCommands(actor, directory);
      return isRefusal(wanted) ? wanted : deps.handle(id, wanted, { claims });
    });
  }

  async function keyed(
    body: unknown,
    { caller, idempotencyKey }: Requester,
    toDo: (claims: Claim[]) => Promise<Awaited<ReturnType<HandleCommand>> | Refusal>,
  ): Promise<CommandOutcome> {
    const key = idempotencyKey && requestKey(caller.actor, idempotencyKey);
    const digest = sha256(JSON.stringify(body));
    const before = key === undefined ? undefined : await earlier(key, digest);
    if (before !== undefined) return before;

    const claims: Claim[] = key === undefined ? [] : [{ kind: 'request', key, digest }];
    const outcome = await toDo(claims);
    if ('rejected' in outcome) {
      const { rejection, text } = outcome.rejected;
      return rejection === 'not-found' ? noIncident() : { refused: { rule: rejection, text } };
    }
    if ('taken' in outcome) {
      const meanwhile = key === undefined ? undefined : await earlier(key, digest);
      if (meanwhile === undefined)
        throw new Error(`A ${outcome.taken.kind} claim was not expected`);
      return meanwhile;
    }
    return 'incident' in outcome ? declared(outcome) : outcome;
  }

  async function earlier(key: string, digest: string): Promise<CommandOutcome | undefined> {
    const request = await deps.incidents.requestOutcome(key);
    if (request === undefined) return undefined;
    if (request.digest !== digest) return { keyReused: true };
    return declared(await deps.incidents.load(request.incidentId));
  }
}

function isRefusal(wanted: Wanted): wanted is Refusal {
  return typeof wanted !== 'function' && !Array.isArray(wanted) && !('type' in wanted);
}

function declared({ incident, version }: { incident: Incident; version: number }): CommandOutcome {
  if (incident.phase === 'undeclared') throw new Error('A carried-out command left no incident');
  return { incident, version };
}

/** The same for the same request of the same caller, and for no other. */
export function requestKey({ kind, id }: Actor, idempotencyKey: string): string {
  return sha256(JSON.stringify([kind, id, idempotencyKey]));
}

/** Who acts: the holder of the token, or whom a token of nobody names. */
export function actorOf(
  { caller, via }: Requester,
  named: string | undefined,
  directory: Directory | undefined,
): Actor | Invalid {
  if (named === undefined || isPerson(caller.actor, named)) return { ...caller.actor, via };
  if (!caller.mayNameAnother) return invalid('/by', 'this token acts for its own person only');
  const person = entryOf(directory?.people, named);
  if (person === undefined) return unknownPerson('/by', named);
  return { kind: 'person', id: named, name: person.name, via };
}

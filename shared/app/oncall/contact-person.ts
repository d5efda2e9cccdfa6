import type { Call } from '#app/api/operation.ts';
import { noConfiguration, type Refusal } from '#app/api/refusal.ts';
import { actorOf } from '#app/incident/idempotent-commands.ts';
import type { OperationId } from '#contract/api.ts';
import { scopeAllows } from '#contract/shapes.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory, Person } from '#core/setup/directory.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/* Whose ways of being reached are asked about, and who may change them. */

export interface Found {
  id: string;
  person: Person;
  directory: Directory;
  roster: Roster;
}

/** In whose name it is asked for, where that is said, as everywhere. */
interface Named {
  params: Call<OperationId>['params'];
  body?: { by?: string | undefined; [other: string]: unknown } | undefined;
}

export function findPerson(deps: { configuration: ConfigurationStore; roster: RosterStore }) {
  return async (call: Asked & Named): Promise<Found | Refusal> => {
    const id = call.params.id ?? '';
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined) return noConfiguration;
    const by = actorOf(call.asked, call.body?.by, directory);
    if ('invalid' in by) return by;
    const person = entryOf(directory.people, id);
    if (person === undefined) return { notFound: `person ${id}` };
    return { id, person, directory, roster: await deps.roster.newest() };
  };
}

type Asked = Pick<Call<OperationId>, 'asked'>;

/** A token of nobody may be named like a person. */
export function isThemselves({ asked: { caller } }: Asked, id: string): boolean {
  return caller.actor.kind === 'person' && caller.actor.id === id;
}

export function mayChange(call: Asked, id: string): boolean {
  return (
    isThemselves(call, id) || call.asked.caller.scopes.some(scope => scopeAllows(scope, 'admin'))
  );
}

export const changedMeanwhile: Refusal = {
  refused: {
    rule: 'changed-meanwhile',
    text: 'Somebody changed this at the same moment; look again.',
  },
};

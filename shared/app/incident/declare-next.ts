import type { HandleCommand } from '#app/incident/handle-command.ts';
import { type IncidentId, numberedIncidentId } from '#core/ids.ts';
import type { CommandOf } from '#core/incident/commands.ts';
import { undeclared } from '#core/incident/incident.ts';
import type { Claim, IncidentStore } from '#ports/incident.ts';

const takenMax = 100;

/**
 * Declares under the next number of the year that is free. One that an import has brought from elsewhere is passed over:
 * nothing that was imported may keep a new problem from being declared.
 */
export async function declareNext(
  deps: { incidents: Pick<IncidentStore, 'nextNumber'>; handle: HandleCommand },
  declaration: Omit<CommandOf<'DeclareIncident'>, 'type' | 'id'>,
  claims: (id: IncidentId) => Claim[],
): Promise<Awaited<ReturnType<HandleCommand>> & { id: IncidentId }> {
  const year = Number(declaration.at.slice(0, 4));
  for (let taken = 0; taken < takenMax; taken++) {
    const id = numberedIncidentId(year, await deps.incidents.nextNumber(year));
    const handled = await deps.handle(
      id,
      { type: 'DeclareIncident', id, ...declaration },
      { claims: claims(id), loaded: { incident: undeclared, version: 0 } },
    );
    const isTaken = 'rejected' in handled && handled.rejected.rejection === 'already-declared';
    if (!isTaken) return { ...handled, id };
  }
  throw new Error(`The next ${takenMax} numbers of ${year} belong to other incidents`);
}

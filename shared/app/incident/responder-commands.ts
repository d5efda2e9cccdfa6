import {
  type Invalid,
  invalid,
  noConfiguration,
  noIncident,
  unknownPerson,
} from '#app/api/refusal.ts';
import type { IncidentCommands, idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { reassignedPlan } from '#core/oncall/escalation.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { Actor, Responder } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Severity } from '#core/severity.ts';
import { urgencyOf } from '#core/severity.ts';
import { parseDuration } from '#core/time/duration-text.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';

/** Who is called for an incident and who is left in peace, as people decide it; and what they tick off. */
export function responderCommands(deps: {
  incidents: IncidentStore;
  roster: Pick<RosterStore, 'newest'>;
  now: Now;
  once: ReturnType<typeof idempotentCommands>['once'];
}): Pick<
  IncidentCommands,
  'snoozeIncident' | 'reassignIncident' | 'addResponders' | 'tickChecklist'
> {
  const { once } = deps;
  return {
    snoozeIncident: (id, body, asked) =>
      once(id, body, asked, async (by, directory) => {
        const at = deps.now();
        const until = endOf(body, at);
        if (until === undefined) return invalid('/until', 'give either for or until');
        const reached = await howReached(by, directory, deps.roster);
        return { type: 'SnoozeIncident', at, by, ...reached, until, reason: body.reason };
      }),
    reassignIncident: (id, body, asked) =>
      once(id, body, asked, async (by, directory) => {
        const { incident } = await deps.incidents.load(id);
        if (incident.phase === 'undeclared') return noIncident(id);
        if (directory === undefined) return noConfiguration;
        const found = await responders(directory, body.people, incident.severity);
        if ('invalid' in found) return found;
        const name = found.map(person => person.name).join(', ');
        const at = deps.now();
        return ({ plan: inForce }) => {
          const plan = reassignedPlan(inForce, found, name);
          return { type: 'ReassignIncident', at, by, plan, reason: body.reason };
        };
      }),
    addResponders: (id, body, asked) =>
      once(id, body, asked, async (by, directory) => {
        const { incident } = await deps.incidents.load(id);
        if (incident.phase === 'undeclared') return noIncident(id);
        if (directory === undefined) return noConfiguration;
        const people = await responders(directory, body.people, incident.severity);
        if ('invalid' in people) return people;
        return { type: 'AddResponders', at: deps.now(), by, people, reason: body.reason };
      }),
    tickChecklist: (id, { item, done, by: named }, asked) =>
      once(id, { item, done, by: named }, asked, async by => ({
        type: 'TickChecklist',
        at: deps.now(),
        by,
        item,
        done,
      })),
  };

  async function responders(
    directory: Directory,
    people: readonly string[],
    severity: Severity,
  ): Promise<Responder[] | Invalid> {
    const roster = await deps.roster.newest();
    const found: Responder[] = [];
    for (const [index, person] of [...new Set(people)].entries()) {
      const known = responderFor(directory, roster, person, urgencyOf(severity));
      if (known === undefined) {
        return unknownPerson(`/people/${index}`, person);
      }
      found.push(known);
    }
    return found;
  }
}

/** Whoever takes an incident on is told how it goes on, and reminded of what they owe, whether they were paged or not. */
export async function howReached(
  by: Actor,
  directory: Directory | undefined,
  roster: Pick<RosterStore, 'newest'>,
): Promise<{ responder?: Responder }> {
  if (directory === undefined || by.kind !== 'person') return {};
  const responder = responderFor(directory, await roster.newest(), by.id, 'high');
  return responder === undefined ? {} : { responder };
}

/** `undefined`: neither was given, or both. */
function endOf(
  { for: lasts, until }: { for?: string | undefined; until?: string | undefined },
  at: Instant,
): Instant | undefined {
  if (until !== undefined) return lasts === undefined ? instant(until) : undefined;
  return lasts === undefined ? undefined : addSeconds(at, parseDuration(lasts) ?? 0);
}

import type { Requester } from '#app/api/authenticate.ts';
import type { CommandOutcome, IncidentCommands } from '#app/incident/idempotent-commands.ts';
import type { IncidentId } from '#core/ids.ts';

/** What somebody asks of an incident, in words that nobody else uses. */
export interface Wish {
  seconds: number;
  /** Whose turn it is of the incidents that there are then, the oldest first. */
  incident: number;
  by: string;
  words: string;
  ask: (act: IncidentCommands, id: IncidentId, asked: Requester) => Promise<CommandOutcome>;
}

const team = ['ana', 'bo', 'chidi', 'dana', 'emil'] as const;
const severities = ['SEV1', 'SEV2', 'SEV3', 'SEV4'] as const;
const roles = ['incidentCommander', 'technicalLead', 'communicationsLead'] as const;

/** What people do beside the first story: put it off, hand it over, ask each other, judge it anew, open it again. */
export function wishes(pick: (below: number) => number): Wish[] {
  const oneIn = (count: number) => pick(count) === count - 1;
  const one = <Item>(items: readonly Item[]) => items[pick(items.length)] as Item;
  if (oneIn(2)) return [];
  return Array.from({ length: 1 + pick(6) }, (_, number) => {
    const words = `wish ${number}`;
    const incident = oneIn(3) ? pick(4) : 0;
    return { seconds: 60 + pick(3000), incident, by: one(team), words, ask: wish(words) };
  });

  function wish(words: string): Wish['ask'] {
    const people = oneIn(3) ? [one(team), one(team)] : [one(team)];
    switch (pick(14)) {
      case 0: {
        const lasts = `${1 + pick(20)}m`;
        return (act, id, asked) => act.snoozeIncident(id, { for: lasts, reason: words }, asked);
      }
      case 1:
        return (act, id, asked) => act.reassignIncident(id, { people, reason: words }, asked);
      case 2:
        return (act, id, asked) => act.addResponders(id, { people, reason: words }, asked);
      case 3: {
        const [role, person] = [one(roles), one(team)];
        return (act, id, asked) => act.assignRole(id, { role, person, note: words }, asked);
      }
      case 4:
      case 5: {
        const severity = one(severities);
        return (act, id, asked) => act.changeSeverity(id, { severity, reason: words }, asked);
      }
      case 6:
        return (act, id, asked) => act.reopenIncident(id, { reason: words }, asked);
      case 7:
        return (act, id, asked) => act.escalateIncident(id, { reason: words }, asked);
      case 8: {
        // As it stood when they looked; by the time they ask it may have gone on.
        const from = { level: 1 + pick(3), round: 1 + pick(2) };
        return (act, id, asked) => act.escalateIncident(id, { reason: words, from }, asked);
      }
      case 9:
        return (act, id, asked) => act.resolveIncident(id, { resolution: words }, asked);
      case 10: {
        const severity = one(severities);
        return (act, _id, asked) =>
          act.declareIncident({ title: words, severity, service: 'payments' }, asked);
      }
      case 11:
        return (act, id, asked) => act.addNote(id, { text: words }, asked);
      case 12:
        return (act, id, asked) => act.postUpdate(id, { status: words }, asked);
      default:
        return (act, id, asked) => act.acknowledgeIncident(id, { note: words }, asked);
    }
  }
}

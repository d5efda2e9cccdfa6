import { expect } from 'vitest';
import type { IncidentCommand, Rejection } from '#core/incident/commands.ts';
import { decide } from '#core/incident/decide.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';

type EventShape = Partial<IncidentEvent> & { type: IncidentEvent['type'] };

/** Given what was done before, when this is asked, then these facts follow. */
export function given(...before: IncidentCommand[]) {
  const incident = before.reduce<Incident>((state, command) => {
    const decision = decide(state, command);
    if ('rejected' in decision) throw new Error(`Given: ${decision.rejected.text}`);
    return decision.events.reduce(evolve, state);
  }, undeclared);
  return {
    incident,
    when(command: IncidentCommand) {
      const decision = decide(incident, command);
      const events = 'events' in decision ? decision.events : [];
      return {
        /** These events and no others; of each the fields that are named. */
        thenFacts(...expected: EventShape[]) {
          expect(decision).not.toHaveProperty('rejected');
          expect(events.map(({ type }) => type)).toEqual(expected.map(({ type }) => type));
          expect(events).toMatchObject(expected);
          return events.reduce(evolve, incident);
        },
        thenNothing() {
          expect(decision).toEqual({ events: [] });
        },
        thenRefused(rejection: Rejection['rejection']) {
          expect(decision).toMatchObject({ rejected: { rejection } });
        },
      };
    },
  };
}

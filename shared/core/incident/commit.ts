import type { EventOf, IncidentEvent } from '#core/incident/events.ts';
import type { Headline } from '#core/incident/headline.ts';

/** A commit as dispatch sees it: what was decided, and what messages about it need. */
export interface Commit {
  incidentId: string;
  version: number;
  headline: Headline;
  events: IncidentEvent[];
}

/** What one room of the core has the world told after an event: a function for each type that concerns it. */
export type After<Reaction> = {
  [Type in IncidentEvent['type']]?: (event: EventOf<Type>, incident: Headline) => Reaction[];
};

/** A reaction before it has its key, which comes from its place in the commit. */
export type Unkeyed<Reaction> = Reaction extends unknown ? Omit<Reaction, 'key'> : never;

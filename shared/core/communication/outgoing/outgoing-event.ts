import {
  envelope,
  eventsVersion,
  publicEvents,
} from '#core/communication/outgoing/public-events.ts';
import { type EventType, isNamed } from '#core/event-types.ts';
import type { Commit } from '#core/incident/commit.ts';
import type { Severity } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';

/** What is posted to a webhook and put on the bus. */
export interface OutgoingEvent {
  id: string;
  type: EventType;
  timestamp: Instant;
  version: number;
  data: {
    incident: { id: string; severity: Severity; service: { id: string }; drill?: string };
    sequence: { commit: number; event: number };
    event: Record<string, unknown>;
  };
}

/** One event of a commit as the world outside is told of it: what its row does not name is left out. */
export function outgoingEvent(commit: Commit, index: number): OutgoingEvent | undefined {
  const event = commit.events[index];
  if (event === undefined) return undefined;
  const { incidentId, version, headline } = commit;
  const told = envelope(event.type).parse({
    // A full stop would end it where it is signed.
    id: `evt_${incidentId}_${version}_${index}`,
    type: publicEvents[event.type].type,
    timestamp: event.at,
    version: eventsVersion,
    data: { incident: headline, sequence: { commit: version, event: index }, event },
  });
  return { ...told, timestamp: event.at } as OutgoingEvent;
}

/** All of a commit, in their order. */
export function outgoingEvents(commit: Commit): OutgoingEvent[] {
  return commit.events.flatMap((_event, index) => outgoingEvent(commit, index) ?? []);
}

/** Which events an address wants; what is not said is not narrowed. */
export interface EventFilter {
  /** `incident.declared`, or `incident.*`. */
  events?: readonly string[] | undefined;
  severities?: readonly Severity[] | undefined;
  services?: readonly string[] | undefined;
  /** Exercises too. */
  drills?: boolean | undefined;
}

export function wants(filter: EventFilter, { type, data }: OutgoingEvent): boolean {
  const { events, severities, services, drills } = filter;
  const { incident, event } = data;
  // Who heard of it as it was hears that it is so no more.
  const were = type === 'severity.changed' ? [event.from as Severity] : [];
  return (
    (incident.drill === undefined || drills === true) &&
    (events === undefined || events.some(form => isNamed(form, type))) &&
    (severities === undefined ||
      [incident.severity, ...were].some(each => severities.includes(each))) &&
    (services === undefined || services.includes(incident.service.id))
  );
}

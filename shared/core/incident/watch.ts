import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { postmortemDueAt } from '#core/incident/review.ts';
import type { Actor } from '#core/people.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/* The 30-minute watch (R17): what is resolved is watched, and the all-clear comes when the watch ends quietly. */

/** Resolved by a person, or by its alerts; from now on it is watched. */
export function resolvedAndWatched(
  { plan }: DeclaredIncident,
  { at, by, resolution }: { at: Instant; by: Actor; resolution: string },
): IncidentEvent[] {
  const watchUntil = addSeconds(at, plan.watchSeconds);
  return [{ type: 'IncidentResolved', at, by, resolution, watchUntil }];
}

/** The watch ended and nothing fired again. */
export function watchEnded(incident: DeclaredIncident, at: Instant): IncidentEvent[] {
  const due = postmortemDueAt(incident);
  const stillFiring = incident.alerts.firing;
  const closed = { type: 'IncidentClosed', at, stillFiring } as const;
  return [due === undefined ? closed : { ...closed, postmortemDueAt: due }];
}

/** An exercise is over at once: there is nothing to watch. */
export function exerciseOver(at: Instant, by: Actor, resolution: string): IncidentEvent[] {
  return [
    { type: 'IncidentResolved', at, by, resolution, watchUntil: at },
    { type: 'IncidentClosed', at, stillFiring: 0 },
  ];
}

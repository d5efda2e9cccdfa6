import type { IncidentEvent } from '#core/incident/events.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';

/** For so long between these moments nothing was broken: it was resolved, and opened again later. */
export function healthySeconds(
  events: readonly IncidentEvent[],
  from: Instant,
  until: Instant,
): number {
  let seconds = 0;
  let resolvedAt: Instant | undefined;
  for (const event of events) {
    if (event.type === 'IncidentResolved') resolvedAt ??= event.at;
    if (event.type !== 'IncidentReopened' || resolvedAt === undefined) continue;
    const begins = resolvedAt > from ? resolvedAt : from;
    const ends = event.at < until ? event.at : until;
    seconds += Math.max(0, secondsBetween(begins, ends));
    resolvedAt = undefined;
  }
  return seconds;
}

import type { DeclaredIncident } from '#core/incident/incident.ts';
import { listed } from '#core/text/listing.ts';
import { clockTime } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** An acknowledgement link works this long. */
export const linkSeconds = 24 * 3600;

/**
 * Why this page asks nothing of its person any more, in words for them; `undefined`: it stands. Whoever was paged may
 * answer, whatever the configuration says of them since: what ends a page is that somebody else has its place.
 */
export function noLongerAsked(
  incident: DeclaredIncident,
  page: { person: string; at: Instant },
): string | undefined {
  const { handedOver, plan } = incident;
  if (handedOver === undefined || page.at >= handedOver.at) return undefined;
  if (handedOver.to.some(({ person }) => person === page.person)) return undefined;
  const time = clockTime(handedOver.at, plan.timeZone);
  const names = listed(handedOver.to.map(({ name }) => name));
  return `${handedOver.by} handed ${incident.id} over to ${names} at ${time}.`;
}

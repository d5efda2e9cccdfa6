import type { DeclaredIncident } from '#core/incident/incident.ts';
import { isOfTheTeam, type Team } from '#core/oncall/reached-now.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { listed } from '#core/text/listing.ts';
import { timeSeenFrom } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** An acknowledgement link works this long. */
export const linkSeconds = 24 * 3600;
/** That of a ticket, which may wait for a weekend and be read after it. */
export const ticketLinkSeconds = 6 * 86_400;

/**
 * Why this page asks nothing of its person any more, in words for them; `undefined`: it stands. What ends a page is that
 * somebody else has its place, or that they took the address out of use to which it went.
 */
export function noLongerAsked(
  incident: DeclaredIncident,
  page: { person: string; at: Instant; address?: string },
  { retired = [] }: Pick<Roster, 'retired'>,
  now: Instant,
): string | undefined {
  const isRetired = retired.some(
    ({ person, address, at }) =>
      person === page.person && wentTo(address, page.address) && at >= page.at,
  );
  if (isRetired) return `This page of ${incident.id} went to an address that was taken out of use.`;
  const { handedOver, plan } = incident;
  if (handedOver === undefined || page.at >= handedOver.at) return undefined;
  if (handedOver.to.some(({ person }) => person === page.person)) return undefined;
  const time = timeSeenFrom(now, handedOver.at, plan.timeZone);
  const names = listed(handedOver.to.map(({ name }) => name));
  return `${handedOver.by} handed ${incident.id} over to ${names} at ${time}.`;
}

/**
 * Whoever left the team answers for nothing of it any more: an acknowledgement of theirs would stop the pages to those who
 * are there. Under another id, or at an address that somebody of the team has, they are still in it.
 */
export function hasLeft(
  team: Team | undefined,
  roster: Pick<Roster, 'contacts'>,
  { person, address = '' }: { person: string; address?: string },
): boolean {
  if (team === undefined || Object.hasOwn(team, person)) return false;
  return !address.split(' ').some(each => isOfTheTeam(team, roster, each));
}

/** Whoever asks, or comes second, counts on somebody who is at it. */
export function snoozedUntil(incident: DeclaredIncident, now: Instant): string | undefined {
  const until = incident.phase === 'acknowledged' ? incident.snoozedUntil : undefined;
  return until && timeSeenFrom(now, until, incident.plan.timeZone);
}

/** A page by push goes to several devices, and nobody knows from which of them it is answered: one that is lost ends it. */
function wentTo(address: string, page: string | undefined): boolean {
  return address === page || page?.split(' ').includes(address) === true;
}

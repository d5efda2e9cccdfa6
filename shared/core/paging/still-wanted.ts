import { pageExpiry } from '#core/incident/headline.ts';
import { type DeclaredIncident, type Incident, unfilledRoles } from '#core/incident/incident.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import type { Instant } from '#core/time/instant.ts';

/** What a verdict looks at. */
type Asked = Pick<PageReaction, 'purpose' | 'round' | 'level' | 'decidedAt' | 'afterSeconds'>;

export type Verdict = { wanted: true } | { wanted: false; reason: string };

/**
 * Asked in the moment before a page is claimed: is what it was decided for still so? Whoever acknowledged while the
 * page was on its way is the reason that nobody else is woken.
 */
export function stillWanted(incident: Incident, page: Asked, now: Instant): Verdict {
  if (incident.phase === 'undeclared') return unwanted('the incident does not exist');
  if (incident.phase === 'watching' || incident.phase === 'resolved') {
    return unwanted(`${incident.resolvedBy.name} resolved it at ${incident.resolvedAt}`);
  }
  if (pageExpiry(page.decidedAt) <= now) {
    return unwanted(`it was decided at ${page.decidedAt} and is too old to be of use`);
  }
  switch (page.purpose) {
    case 'acknowledge':
      if (incident.phase === 'acknowledged') {
        const { acknowledgedBy, acknowledgedAt } = incident;
        return unwanted(`${acknowledgedBy.name} acknowledged it at ${acknowledgedAt}`);
      }
      if (page.round >= incident.paging.escalation.round) return whileItsLevelWaits(incident, page);
      return incident.paging.escalation.level === 0
        ? unwanted('it is a ticket now')
        : unwanted('the escalation started again since');
    case 'help':
    case 'role':
      return { wanted: true };
    case 'taken-back':
      return incident.phase === 'open'
        ? { wanted: true }
        : unwanted('somebody acknowledged it meanwhile');
    case 'fill-roles':
      if (incident.phase !== 'acknowledged') return unwanted('it is no longer acknowledged');
      return unfilledRoles(incident).length === 0
        ? unwanted('every role was filled meanwhile')
        : { wanted: true };
    case 'update-reminder':
    case 'update-missed': {
      if (incident.phase !== 'acknowledged') return unwanted('it is no longer acknowledged');
      const posted = incident.latestUpdate?.at;
      return posted !== undefined && posted >= page.decidedAt
        ? unwanted(`an update was posted at ${posted}`)
        : { wanted: true };
    }
    default:
      return page.purpose satisfies never;
  }
}

/** A person's later contacts are for as long as their level is the one that is waited for. */
function whileItsLevelWaits({ paging: { escalation } }: DeclaredIncident, page: Asked): Verdict {
  return page.afterSeconds > 0 && page.decidedAt < escalation.since
    ? unwanted(`level ${escalation.level} was paged at ${escalation.since}`)
    : { wanted: true };
}

/** Said of a page that nobody wants any more, when a run that had it died: what it did last, nobody knows. */
export function leftBehind(reason: string): string {
  return `${reason}; an earlier run died while it had this page, and may have sent it`;
}

function unwanted(reason: string): Verdict {
  return { wanted: false, reason };
}

/**
 * Changes exactly when a verdict may change. A page is claimed on the condition that it is still what the verdict
 * saw, so an acknowledgement that commits first always wins, and the outcome of another page never gets in the way.
 */
export function pageGuard(incident: Incident): string {
  if (incident.phase === 'undeclared') return 'undeclared';
  const { phase, paging, latestUpdate } = incident;
  const { round, level } = paging.escalation;
  const unfilled = unfilledRoles(incident).length;
  return `${phase}/${round}/${level}/${unfilled}/${latestUpdate?.at ?? ''}`;
}

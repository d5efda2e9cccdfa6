import type { PageReaction } from '#core/paging/page-reaction.ts';
import type { Instant } from '#core/time/instant.ts';

/** What a program is told of a page. Receivers rely on it, so it only ever grows. */
export function pageWebhook(
  { key, incident, to, purpose, reason, level, levelName, round }: PageReaction,
  { link, now, again }: { link: string; now: Instant; again: boolean },
) {
  const { id, title, description, severity, phase, service, declaredAt, runbook, drill } = incident;
  return {
    type: 'page',
    /** The same for every attempt at one page. */
    key,
    at: now,
    again,
    purpose,
    reason,
    level: { number: level, name: levelName, round },
    person: { id: to.person, name: to.name },
    /** Opens a page with a button; opening it alone changes nothing. */
    link,
    incident: {
      id,
      title,
      ...(description !== undefined && { description }),
      severity,
      phase,
      service,
      declaredAt,
      ...(runbook !== undefined && { runbook }),
      ...(drill !== undefined && { drill }),
    },
  };
}

import type { DeclaredIncident } from '#core/incident/incident.ts';
import { nextLevel } from '#core/incident/ladder.ts';
import { peopleAt } from '#core/incident/pages.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Instant } from '#core/time/instant.ts';

/** The escalation as people read it: who was brought in, and who is next, if nobody does anything. */
export function rungs({ plan, paging, phase }: DeclaredIncident, at: Instant) {
  const { level: reached } = paging.escalation;
  const next = nextLevel({ plan, paging }) - 1;
  return plan.levels.map((level, index) => ({
    level: index + 1,
    name: level.name,
    people: peopleAt(level, at).map(({ person, name }) => {
      const because = entryOf(level.because, person);
      return { person, name, ...(because !== undefined && { because }) };
    }),
    standing:
      index < reached
        ? ('paged' as const)
        : index === next && phase === 'open'
          ? ('next' as const)
          : ('later' as const),
    acknowledgeWithinSeconds: level.acknowledgeWithinSeconds,
  }));
}

import type { DeclaredIncident } from '#core/incident/incident.ts';
import { peopleAt } from '#core/incident/pages.ts';
import type { Actor } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';

export const yourReasons = ['role', 'acknowledged', 'paged'] as const;
type YourReason = (typeof yourReasons)[number];

/** Why an incident is that of whoever asks: they have a role in it or acknowledged it, or a level with them was paged. */
export function yours(incident: DeclaredIncident, { kind, id }: Actor, at: Instant): YourReason[] {
  if (kind !== 'person') return [];
  const { roles, plan, paging, handedOver } = incident;
  const acknowledgedBy = 'acknowledgedBy' in incident ? incident.acknowledgedBy : undefined;
  const reached = plan.levels.slice(0, paging.escalation.level);
  const paged = [...reached.flatMap(level => peopleAt(level, at)), ...(handedOver?.to ?? [])];
  return yourReasons.filter(reason => {
    switch (reason) {
      case 'role':
        return Object.values(roles).some(({ person }) => person === id);
      case 'acknowledged':
        return acknowledgedBy?.kind === 'person' && acknowledgedBy.id === id;
      case 'paged':
        return paged.some(({ person }) => person === id);
      default:
        return reason satisfies never;
    }
  });
}

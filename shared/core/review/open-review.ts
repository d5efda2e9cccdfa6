import type { DeclaredIncident, Incident } from '#core/incident/incident.ts';
import { postmortemDueAt } from '#core/incident/review.ts';
import type { ActionItem, Postmortem } from '#core/incident/review-state.ts';
import type { Severity } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';

/** What is still to be done of an incident that is over; kept beside it, so that a round finds all of them at once. */
export interface OpenReview {
  incident: string;
  title: string;
  severity: Severity;
  service: { id: string; name: string };
  /** Absent: it was opened again, and only its action items are left. */
  resolvedAt?: Instant;
  /** Whose it is: who led, else who resolved or acknowledged it. */
  owner?: { person: string; name: string };
  /** Nobody exported it, and its evidence is not archived (R20). */
  isUnrecorded: boolean;
  postmortem?: {
    dueAt: Instant;
    withinSeconds: number;
    status: 'none' | Exclude<Postmortem['status'], 'published'>;
  };
  /** Those that are not done. */
  actionItems: ActionItem[];
}

/** `undefined`: nothing is left, or it was an exercise. */
export function openReview(incident: Incident): OpenReview | undefined {
  if (incident.phase === 'undeclared' || incident.drill !== undefined) return undefined;
  const { id, title, severity, plan, imported, review, archive } = incident;
  const resolvedAt = 'resolvedAt' in incident ? incident.resolvedAt : undefined;
  const actionItems = review.actionItems.filter(({ done }) => done === undefined);
  const isKept = imported || review.exports.length > 0 || archive?.isFinal === true;
  const isUnrecorded = resolvedAt !== undefined && !isKept;
  const postmortem = owed(incident);
  if (!isUnrecorded && postmortem === undefined && actionItems.length === 0) return undefined;
  const owner = ownerOf(incident);
  return {
    incident: id,
    title,
    severity,
    service: { id: plan.service.id, name: plan.service.name },
    ...(resolvedAt !== undefined && { resolvedAt }),
    ...(owner !== undefined && { owner }),
    isUnrecorded,
    ...(postmortem !== undefined && { postmortem }),
    actionItems,
  };
}

function owed(incident: DeclaredIncident): OpenReview['postmortem'] {
  const dueAt = postmortemDueAt(incident);
  const withinSeconds = incident.plan.postmortemWithinSeconds;
  const status = incident.review.postmortem?.status ?? 'none';
  if (dueAt === undefined || withinSeconds === undefined || status === 'published')
    return undefined;
  return { dueAt, withinSeconds, status };
}

function ownerOf(incident: DeclaredIncident): OpenReview['owner'] {
  const { incidentCommander: commander } = incident.roles;
  if (commander !== undefined) return { person: commander.person, name: commander.name };
  const actors = [
    'resolvedBy' in incident ? incident.resolvedBy : undefined,
    'acknowledgedBy' in incident ? incident.acknowledgedBy : undefined,
  ];
  const person = actors.find(actor => actor?.kind === 'person');
  return person && { person: person.id, name: person.name };
}

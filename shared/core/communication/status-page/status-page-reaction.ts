import type { After, Unkeyed } from '#core/incident/commit.ts';
import type { Headline } from '#core/incident/headline.ts';

/** What the public is told may have changed: the page is written anew. */
export interface StatusPageReaction {
  kind: 'status-page';
  key: string;
  incidentId: string;
}

/** Only of what is public, or becomes so without anybody's approval. */
function told({ id: incidentId, publish, isPublic }: Headline): Unkeyed<StatusPageReaction>[] {
  return publish === 'automatic' || isPublic ? [{ kind: 'status-page', incidentId }] : [];
}

const ifPublic = (_event: unknown, incident: Headline) =>
  incident.drill === undefined ? told(incident) : [];

export const statusPageAfter = {
  IncidentAcknowledged: ifPublic,
  UpdatePosted: ifPublic,
  PublicNoticePosted: ifPublic,
  SeverityChanged: ifPublic,
  IncidentResolved: ifPublic,
  IncidentReopened: ifPublic,
  IncidentClosed: ifPublic,
} satisfies After<Unkeyed<StatusPageReaction>>;

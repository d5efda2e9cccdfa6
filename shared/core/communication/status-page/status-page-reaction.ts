import type { EffectAbout } from '#core/communication/effects.ts';
import type { After, Unkeyed } from '#core/incident/commit.ts';
import type { Headline } from '#core/incident/headline.ts';

/** What the public is told may have changed: the page is written anew. */
export interface StatusPageReaction {
  kind: 'status-page';
  key: string;
  incidentId: string;
  /** Shown with the incident; the all-clear's is a line of the commander's checklist. */
  about: EffectAbout;
}

/** Only of what is public, or becomes so without anybody's approval. */
const told =
  (what: string, purpose?: 'status-page') =>
  (_event: unknown, incident: Headline): Unkeyed<StatusPageReaction>[] => {
    const { id: incidentId, publish, isPublic, drill } = incident;
    if (drill !== undefined || !(publish === 'automatic' || isPublic)) return [];
    const about = { channel: 'status page', to: 'customers', what, ...(purpose && { purpose }) };
    return [{ kind: 'status-page', incidentId, about }];
  };

export const statusPageAfter = {
  IncidentAcknowledged: told('acknowledged'),
  UpdatePosted: told('update'),
  PublicNoticePosted: told('words for customers'),
  SeverityChanged: told('severity'),
  IncidentResolved: told('resolved'),
  IncidentReopened: told('reopened'),
  IncidentClosed: told('all-clear', 'status-page'),
} satisfies After<Unkeyed<StatusPageReaction>>;

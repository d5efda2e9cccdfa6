import type { After, Unkeyed } from '#core/incident/commit.ts';
import type { Headline } from '#core/incident/headline.ts';
import type { ActionItem } from '#core/incident/review-state.ts';
import type { Instant } from '#core/time/instant.ts';

/** To where the organisation plans its work, if it has said where. */
export interface ActionItemReaction {
  kind: 'action-item';
  key: string;
  incidentId: string;
  at: Instant;
  incident: Headline;
  added: Pick<ActionItem, 'item' | 'text' | 'owner' | 'dueOn'>;
}

/** It becomes an issue there. What stands in it is read when it is opened. */
export interface IssueReaction {
  kind: 'issue';
  key: string;
  incidentId: string;
  item: number;
  /** From 1. */
  attempt: number;
}

/** What it took becomes metrics. */
export interface FiguresReaction {
  kind: 'figures';
  key: string;
  incidentId: string;
}

/** What follows up on an incident elsewhere: its action items become issues, its times become metrics. */
export const followUpsAfter = {
  /** An exercise is in no figure. */
  IncidentClosed(_event, { id: incidentId, drill }) {
    return drill === undefined ? [{ kind: 'figures', incidentId }] : [];
  },

  ActionItemAdded(event, incident) {
    const { at, item, text, owner, dueOn } = event;
    const added = { item, text, ...(owner && { owner }), ...(dueOn && { dueOn }) };
    return [
      { kind: 'action-item', incidentId: incident.id, at, incident, added },
      issue(incident, item),
    ];
  },

  ActionItemExportRequested(event, incident) {
    return [issue(incident, event.item)];
  },
} satisfies After<Unkeyed<ActionItemReaction | IssueReaction | FiguresReaction>>;

function issue({ id }: Headline, item: number): Unkeyed<IssueReaction> {
  return { kind: 'issue', incidentId: id, item, attempt: 1 };
}

import type { Decision, Rejection, ReviewCommand } from '#core/incident/commands.ts';
import { actionItemsMax } from '#core/incident/imported-document.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { itemsThere } from '#core/incident/review-state.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/* What comes after an incident (R20, R21, R23): it is exported, a post-mortem is written, and work follows from it. */

const nothingToDo: Decision = { events: [] };

/** When the post-mortem is due, once it is resolved. `undefined`: none is owed. */
export function postmortemDueAt(incident: DeclaredIncident): Instant | undefined {
  const within = incident.plan.postmortemWithinSeconds;
  if (within === undefined || incident.drill !== undefined || incident.imported) return undefined;
  return 'resolvedAt' in incident ? addSeconds(incident.resolvedAt, within) : undefined;
}

export function decideReview(incident: DeclaredIncident, command: ReviewCommand): Decision {
  const { at, by } = command;
  const { id, review } = incident;
  const { postmortem } = review;
  switch (command.type) {
    case 'RecordExport': {
      const { format } = command;
      if (review.exports.includes(format)) return nothingToDo;
      return { events: [{ type: 'IncidentExported', at, by, format }] };
    }
    case 'DraftPostmortem': {
      if (!('resolvedAt' in incident)) {
        return rejected('not-over', `${id} is not resolved yet: there is nothing to look back on.`);
      }
      if (postmortem !== undefined) return nothingToDo;
      return { events: [{ type: 'PostmortemDrafted', at, by, version: command.version }] };
    }
    case 'EditPostmortem': {
      if (postmortem === undefined) return noPostmortem(id);
      // Two people may have saved: what is told last need not be what was written last.
      if (postmortem.version >= command.version) return nothingToDo;
      return { events: [{ type: 'PostmortemEdited', at, by, version: command.version }] };
    }
    case 'SubmitPostmortem':
      if (postmortem === undefined) return noPostmortem(id);
      if (postmortem.status === 'in-review') return nothingToDo;
      if (postmortem.status === 'published') return published(id);
      return { events: [{ type: 'PostmortemSubmitted', at, by, version: postmortem.version }] };
    case 'PublishPostmortem': {
      if (postmortem === undefined) return noPostmortem(id);
      if (postmortem.status === 'published') return published(id);
      const { version, learnings, hasRunbookChange } = command;
      if (postmortem.version !== version) {
        const theirs = `${postmortem.by} wrote version ${postmortem.version} meanwhile`;
        const text = `${theirs}; yours is of version ${version}. Read theirs first.`;
        return rejected('edited-meanwhile', text);
      }
      const said = { version, learnings, hasRunbookChange };
      return { events: [{ type: 'PostmortemPublished', at, by, ...said }] };
    }
    case 'AddActionItem': {
      const { text, owner, dueOn } = command;
      const known = review.actionItems;
      if (known.length >= actionItemsMax) {
        const many = `${id} has ${known.length} action items; more would not be done.`;
        return rejected('too-many-action-items', many);
      }
      const added = { text, ...(owner && { owner }), ...(dueOn && { dueOn }) };
      return {
        events: [{ type: 'ActionItemAdded', at, by, item: known.length + 1, ...added }],
      };
    }
    case 'CompleteActionItem': {
      const known = review.actionItems.find(({ item }) => item === command.item);
      if (known === undefined) {
        return rejected(
          'unknown-action-item',
          `${id} has no action item ${command.item}: ${itemsThere(review.actionItems)}.`,
        );
      }
      if (known.done !== undefined) return nothingToDo;
      return { events: [{ type: 'ActionItemCompleted', at, by, item: command.item }] };
    }
    default:
      return command satisfies never;
  }
}

function noPostmortem(id: string): Decision {
  return rejected('no-postmortem', `${id} has no post-mortem yet. Create it first.`);
}

function published(id: string): Decision {
  return rejected('postmortem-published', `The post-mortem of ${id} is published already.`);
}

function rejected(rejection: Rejection['rejection'], text: string): Decision {
  return { rejected: { rejection, text } };
}

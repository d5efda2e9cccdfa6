import type { Decision, ExportCommand } from '#core/incident/commands.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { itemsThere } from '#core/incident/review-state.ts';

/* An action item becomes an issue where the organisation plans its work (R23): once, or it is said why not. */

const nothingToDo: Decision = { events: [] };

export function decideExport(incident: DeclaredIncident, command: ExportCommand): Decision {
  const known = incident.review.actionItems.find(({ item }) => item === command.item);
  if (known === undefined) {
    const text = `${incident.id} has no action item ${command.item}: ${itemsThere(incident.review.actionItems)}.`;
    return { rejected: { rejection: 'unknown-action-item', text } };
  }
  const { at, item } = command;
  switch (command.type) {
    case 'RequestActionItemExport': {
      const { issue } = known;
      if (issue !== undefined) {
        const where = [issue.reference, issue.url].filter(Boolean).join(', ') || issue.tracker;
        const text = `Action item ${item} of ${incident.id} is an issue already: ${where}.`;
        return { rejected: { rejection: 'exported-already', text } };
      }
      return { events: [{ type: 'ActionItemExportRequested', at, by: command.by, item }] };
    }
    case 'RecordActionItemExport': {
      if (known.issue !== undefined) return nothingToDo;
      const { tracker, reference, url } = command;
      const where = { ...(reference && { reference }), ...(url && { url }) };
      return { events: [{ type: 'ActionItemExported', at, item, tracker, ...where }] };
    }
    case 'RecordActionItemExportFailure': {
      const { tracker, reason, attempt, isFinal } = command;
      // The same attempt, reported by a second delivery.
      const isKnown = (known.exportFailure?.attempt ?? 0) >= attempt;
      if (known.issue !== undefined || isKnown) return nothingToDo;
      const failed = { tracker, reason, attempt, isFinal };
      return { events: [{ type: 'ActionItemExportFailed', at, item, ...failed }] };
    }
    default:
      return command satisfies never;
  }
}

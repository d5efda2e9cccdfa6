import type { EventOf, IncidentEvent } from '#core/incident/events.ts';
import type { TrackerKind } from '#core/setup/trackers.ts';
import type { Instant } from '#core/time/instant.ts';

/** What comes after an incident (R20, R21, R23): its exports, its post-mortem, and the work that follows from it. */
export interface Review {
  /** Formats in which it was taken away as a file. */
  exports: string[];
  postmortem?: Postmortem;
  /** What is to be done so that it does not happen again (R23). */
  actionItems: ActionItem[];
}

export interface Postmortem {
  status: 'draft' | 'in-review' | 'published';
  /** Of the text that is current. */
  version: number;
  at: Instant;
  by: string;
}

/** Which numbers there are, for whoever named another. */
export function itemsThere({ length }: readonly unknown[]): string {
  return length === 0
    ? 'it has none'
    : length === 1
      ? 'it has item 1'
      : `it has items 1 to ${length}`;
}

export interface ActionItem {
  /** Counts from 1 within the incident. */
  item: number;
  text: string;
  owner?: { person: string; name: string };
  /** `2026-12-01`, by the organisation's calendar. */
  dueOn?: string;
  done?: { at: Instant; by: string };
  /** Where the organisation plans its work. */
  issue?: { tracker: TrackerKind; at: Instant; reference?: string; url?: string };
  /** Why it is not there; `isFinal`: it is not tried again by itself. */
  exportFailure?: {
    tracker: TrackerKind;
    at: Instant;
    reason: string;
    attempt: number;
    isFinal: boolean;
  };
}

type PostmortemEvent = EventOf<
  'PostmortemDrafted' | 'PostmortemEdited' | 'PostmortemSubmitted' | 'PostmortemPublished'
>;
type ExportEvent = EventOf<
  'ActionItemExportRequested' | 'ActionItemExported' | 'ActionItemExportFailed'
>;

/** What an event changes of it. Events that are not about what comes after leave it as it was. */
export function evolveReview(review: Review, event: IncidentEvent): Review {
  const { postmortem, actionItems, exports } = review;
  switch (event.type) {
    case 'IncidentExported':
      return exports.includes(event.format)
        ? review
        : { ...review, exports: [...exports, event.format] };
    case 'PostmortemDrafted':
      return { ...review, postmortem: as('draft', event) };
    case 'PostmortemEdited':
      return { ...review, postmortem: as(postmortem?.status ?? 'draft', event) };
    case 'PostmortemSubmitted':
      return { ...review, postmortem: as('in-review', event) };
    case 'PostmortemPublished':
      return { ...review, postmortem: as('published', event) };
    case 'ActionItemAdded': {
      const { item, text, owner, dueOn } = event;
      const added = { item, text, ...(owner && { owner }), ...(dueOn && { dueOn }) };
      return { ...review, actionItems: [...actionItems, added] };
    }
    case 'ActionItemCompleted': {
      const done = { at: event.at, by: event.by.name };
      const completed = actionItems.map(each =>
        each.item === event.item ? { ...each, done } : each,
      );
      return { ...review, actionItems: completed };
    }
    case 'ActionItemExportRequested':
    case 'ActionItemExported':
    case 'ActionItemExportFailed':
      return { ...review, actionItems: exported(actionItems, event) };
    default:
      return review;
  }
}

function as(status: Postmortem['status'], { version, at, by }: PostmortemEvent): Postmortem {
  return { status, version, at, by: by.name };
}

/** The items after a fact about the issue of one of them. */
function exported(items: readonly ActionItem[], event: ExportEvent): ActionItem[] {
  return items.map(each => (each.item === event.item ? withFact(each, event) : each));
}

function withFact(item: ActionItem, event: ExportEvent): ActionItem {
  // Whatever failed before is over: it is asked for anew, or it went well.
  const { exportFailure: _over, ...rest } = item;
  switch (event.type) {
    case 'ActionItemExportRequested':
      return rest;
    case 'ActionItemExported': {
      const { tracker, at, reference, url } = event;
      const where = { ...(reference && { reference }), ...(url && { url }) };
      return { ...rest, issue: { tracker, at, ...where } };
    }
    case 'ActionItemExportFailed': {
      const { tracker, at, reason, attempt, isFinal } = event;
      return { ...rest, exportFailure: { tracker, at, reason, attempt, isFinal } };
    }
    default:
      return event satisfies never;
  }
}

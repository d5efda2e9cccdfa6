import type {
  Maintenance,
  PageState,
  PublicIncident,
} from '#core/communication/status-page/state.ts';
import type { Overall } from '#core/communication/status-page/words.ts';
import { type ComponentStatus, componentStatuses } from '#core/incident/public-notice.ts';
import { entryOf } from '#core/own-entry.ts';
import type { PageComponent } from '#core/setup/status-page.ts';
import type { Instant } from '#core/time/instant.ts';

/** How a component stands, and since when. */
export interface ComponentState extends PageComponent {
  status: ComponentStatus;
  changedAt: Instant;
}

export function worst(statuses: readonly ComponentStatus[]): ComponentStatus {
  const rank = Math.max(0, ...statuses.map(status => componentStatuses.indexOf(status)));
  return componentStatuses[rank] ?? 'operational';
}

export function isUnresolved({ notices }: PublicIncident): boolean {
  return notices.at(-1)?.stage !== 'resolved';
}

/** By the clock, unless somebody ended it. */
export function maintenanceStage(
  { ended, from, until }: Maintenance,
  at: Instant,
): 'scheduled' | 'in_progress' | 'completed' | 'cancelled' {
  if (ended !== undefined) return ended.how;
  if (at < from) return 'scheduled';
  return at < until ? 'in_progress' : 'completed';
}

/** A person's word wins; then the worst that incidents say; and maintenance where all else is well. */
export function componentStates({ page, book, incidents, at }: PageState): ComponentState[] {
  return page.components.map(component => {
    const { id } = component;
    const said = entryOf(book.said, id);
    const changes = incidents.flatMap(({ notices }) =>
      notices.filter(({ components }) => components.some(each => each.id === id)),
    );
    const works = book.maintenances.filter(({ components }) => components.includes(id));
    const working = works.filter(each => maintenanceStage(each, at) === 'in_progress');
    const bySaying = incidents.filter(isUnresolved).flatMap(({ notices }) => {
      const mine = notices.at(-1)?.components.find(each => each.id === id);
      return mine === undefined ? [] : [mine.status];
    });
    const byAll = worst([...bySaying, ...working.map(() => 'under_maintenance' as const)]);
    const moments = [
      book.since,
      ...changes.map(notice => notice.at),
      ...(said === undefined ? [] : [said.at]),
      ...book.past.filter(each => each.component === id).map(({ until }) => until),
      ...works.flatMap(({ from, until, ended }) => [from, ended?.at ?? until]),
    ];
    return {
      ...component,
      status: said?.status ?? byAll,
      changedAt:
        moments
          .filter(moment => moment <= at)
          .toSorted()
          .at(-1) ?? book.since,
    };
  });
}

const overallOf: Record<ComponentStatus, Overall> = {
  operational: 'operational',
  under_maintenance: 'maintenance',
  degraded_performance: 'degraded',
  partial_outage: 'partial-outage',
  major_outage: 'major-outage',
};

/** The page in one word: as its worst component. */
export function overall(states: readonly { status: ComponentStatus }[]): Overall {
  return overallOf[worst(states.map(({ status }) => status))];
}

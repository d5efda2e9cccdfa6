import { worst } from '#core/communication/status-page/component-states.ts';
import { historyDays, type PageState } from '#core/communication/status-page/state.ts';
import type { ComponentStatus } from '#core/incident/public-notice.ts';
import { entryOf } from '#core/own-entry.ts';
import { addSeconds, epochMs, type Instant } from '#core/time/instant.ts';
import { dayThere } from '#core/time/local-time.ts';
import { firstInstantAt, wallMinutes } from '#core/time/wall-minutes.ts';

/** A day of a component: the worst that it saw, or `undefined` before there was a page. */
export interface Day {
  day: string;
  status: ComponentStatus | undefined;
}

export interface Uptime {
  days: Day[];
  /** In per cent of the days that are known, to two digits, rounded down: 100 is no rounding. */
  percent: number;
  /** How many days are known. */
  known: number;
}

interface Span {
  status: ComponentStatus;
  from: Instant;
  until: Instant;
}

/** What a second counts for: an outage is counted whole, a partial one by three tenths, slowness not. */
const weights: Partial<Record<ComponentStatus, number>> = { major_outage: 1, partial_outage: 0.3 };

interface DayBegins {
  day: string;
  from: Instant;
}

/** Reckoning with a calendar takes longer than all else of the page, and is the same for each component until midnight. */
let reckoned: { key: string; days: DayBegins[] } | undefined;

function daysUpTo(at: Instant, timeZone: string): DayBegins[] {
  const key = `${dayThere(at, timeZone)} ${timeZone}`;
  if (reckoned?.key !== key) {
    const days = Array.from({ length: historyDays }, (_, index) => {
      const day = dayThere(at, timeZone, index - historyDays + 1);
      return { day, from: firstInstantAt(wallMinutes(`${day}T00:00`), timeZone) };
    });
    reckoned = { key, days };
  }
  return reckoned.days;
}

/** 90 days of one component, by the organisation's own calendar. */
export function uptimeOf(state: PageState, component: string): Uptime {
  const { page, book, at } = state;
  const spans = spansOf(state, component);
  const bounds = daysUpTo(at, page.timeZone);
  let lost = 0;
  let all = 0;
  const days = bounds.map(({ day, from }, index): Day => {
    const until = bounds[index + 1]?.from ?? at;
    if (until <= book.since) return { day, status: undefined };
    const seen = spans.filter(span => span.from < until && span.until > from);
    const begin = from < book.since ? book.since : from;
    all += epochMs(until) - epochMs(begin);
    lost += lostMs(seen, begin, until);
    return { day, status: worst(seen.map(({ status }) => status)) };
  });
  const percent = all <= 0 ? 100 : Math.floor(10_000 * (1 - lost / all)) / 100;
  return { days, percent, known: days.filter(({ status }) => status !== undefined).length };
}

/** Where several hold at once, the worst counts, once. */
function lostMs(spans: readonly Span[], from: Instant, until: Instant): number {
  const within = spans.map(span => ({
    weight: weights[span.status] ?? 0,
    from: epochMs(span.from < from ? from : span.from),
    until: epochMs(span.until > until ? until : span.until),
  }));
  const edges = [...new Set(within.flatMap(span => [span.from, span.until]))].toSorted(
    (a, b) => a - b,
  );
  return edges.slice(1).reduce((sum, edge, index) => {
    const before = edges[index] ?? edge;
    const covering = within.filter(span => span.from <= before && span.until >= edge);
    return sum + Math.max(0, ...covering.map(({ weight }) => weight)) * (edge - before);
  }, 0);
}

/** How it stood when, as incidents, people and maintenance said. */
function spansOf({ book, incidents, at }: PageState, component: string): Span[] {
  const ofIncidents = incidents.flatMap(({ startedAt, notices }) =>
    notices.flatMap((notice, index): Span[] => {
      const mine = notice.components.find(({ id }) => id === component);
      if (mine === undefined || mine.status === 'operational') return [];
      // What is told first had begun before.
      const from = index === 0 && startedAt < notice.at ? startedAt : notice.at;
      return [{ status: mine.status, from, until: notices[index + 1]?.at ?? at }];
    }),
  );
  const said = entryOf(book.said, component);
  const ofPeople = [
    ...book.past.filter(past => past.component === component),
    ...(said === undefined ? [] : [{ status: said.status, from: said.at, until: at }]),
  ];
  const ofWork = book.maintenances
    .filter(({ components, from, ended }) => {
      const isMine = components.includes(component) && from < at;
      return isMine && !(ended !== undefined && ended.at <= from);
    })
    .map(({ from, until, ended }): Span => {
      const end = ended?.at ?? until;
      return { status: 'under_maintenance', from, until: end < at ? end : at };
    });
  return [...ofIncidents, ...ofPeople, ...ofWork];
}

/** When the page changes although nobody says anything: a day begins, work begins or ends, a promise is broken. */
export function changesNextAt({ page, book, incidents, at }: PageState): Instant {
  const tomorrow = firstInstantAt(
    wallMinutes(`${dayThere(at, page.timeZone, 1)}T00:00`),
    page.timeZone,
  );
  const moments = [
    ...book.maintenances.flatMap(({ from, until, ended }) => (ended ? [] : [from, until])),
    ...incidents.flatMap(({ notices }) => notices.at(-1)?.nextUpdateBy ?? []),
  ];
  return (
    [tomorrow, ...moments].filter(moment => moment > at).toSorted()[0] ?? addSeconds(at, 86_400)
  );
}

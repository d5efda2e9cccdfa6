import type { Stats } from '#contract/stats.ts';
import { barChart } from '#core/plots/bar-chart.ts';
import { lineChart } from '#core/plots/line-chart.ts';
import { counted } from '#core/text/listing.ts';
import { escaped } from '#core/text/markup.ts';
import { dayAndTime, duration } from '#core/time/clock-time.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';

/** The figures as one self-contained page that reads well on paper. */
export function statsReport(stats: Stats, timeZone: string): string {
  const { from, to, groups, people, incidents } = stats;
  const oldestFirst = incidents.toReversed();
  const minutes = (
    of: (each: Stats['incidents'][number]) => number | undefined,
  ): { at: Instant; value: number }[] =>
    oldestFirst.flatMap(each => {
      const value = of(each);
      return value === undefined ? [] : [{ at: each.declaredAt as Instant, value: value / 60 }];
    });
  const span = { from: instant(from), to: instant(to) };
  const shown = (at: string) => escaped(dayAndTime(instant(at), timeZone));
  const charts = [
    lineChart({
      title: 'Incidents per day',
      perDay: true,
      series: [{ name: 'incidents', points: perDay(stats, timeZone) }],
      timeZone,
      span,
    }),
    lineChart({
      title: 'Minutes to acknowledge, against the target',
      series: [
        { name: 'acknowledged', points: minutes(each => each.acknowledgeSeconds) },
        { name: 'target', points: minutes(each => each.targetSeconds) },
      ],
      timeZone,
      span,
    }),
    lineChart({
      title: 'Minutes to resolve',
      series: [{ name: 'resolved', points: minutes(each => each.resolveSeconds) }],
      timeZone,
      span,
    }),
  ];
  const loads = barChart({
    title: 'Who was woken, and when',
    parts: ['by day', 'at night'],
    bars: people.map(({ name, pages, nightPages }) => ({
      name,
      values: [pages - nightPages, nightPages],
    })),
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>Incidents ${shown(from)} to ${shown(to)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: 12px; }
th, td { text-align: left; vertical-align: top; padding: .3rem .35rem; border-bottom: 1px solid #ddd; }
.wide { overflow-x: auto; }
svg, tr { break-inside: avoid; }
svg { width: 100%; height: auto; margin: .5rem 0; }
thead { display: table-header-group; }
@media screen and (max-width: 40rem) {
  body { margin: 1rem auto; } h1 { font-size: 1.3rem; }
  th, td { white-space: nowrap; }
}
@media print { body { margin: 0; font-size: 11pt; } .wide { overflow: visible; } h1 { font-size: 16pt; } }
</style></head><body>
<h1>Incidents from ${shown(from)} to ${shown(to)}</h1>
<p>${counted(incidents.length, 'incident')}, exercises left out.${cutNote(stats, shown)
    .map(note => ` ${note}`)
    .join('')} Times are median / 95th percentile.</p>
<div class="wide"><table><thead><tr>${headings.map(heading => `<th>${heading}</th>`).join('')}</tr></thead><tbody>
${groups.map(rowOf).join('\n')}
</tbody></table></div>
<p>${detectionNote(groups)} ${whatIsCounted}</p>
${charts.join('\n')}
${loads}
<table><thead><tr><th>Person</th><th>Woken</th><th>At night</th><th>At weekends</th></tr></thead><tbody>
${people.map(personRow).join('\n')}
</tbody></table>
</body></html>
`;
}

const headings = [
  'Group',
  'Incidents',
  'Detect',
  'Acknowledge',
  'First update',
  'Resolve',
  'In time',
  'Woken (night, weekend)',
  'People',
  'Person-minutes',
  'Users',
  'Revenue lost',
];

function rowOf(group: Stats['groups'][number]): string {
  const { targets, pages, pagesAtNight, pagesAtWeekends } = group;
  const lost = Object.entries(group.revenueLost).map(
    ([currency, amount]) => `${currency} ${amount}`,
  );
  const cells = [
    group.group,
    group.incidents,
    times(group.detect),
    times(group.acknowledge),
    times(group.firstUpdate),
    times(group.resolve),
    targetsMet(targets),
    `${pages} (${pagesAtNight}, ${pagesAtWeekends})`,
    group.people,
    group.personMinutes,
    group.usersAffected,
    lost.join(', ') || '-',
  ];
  return `<tr>${cells.map(cell => `<td>${escaped(String(cell))}</td>`).join('')}</tr>`;
}

/** Median / 95th percentile. */
export function times(spread: Stats['groups'][number]['resolve']): string {
  return spread === undefined ? '-' : `${duration(spread.median)} / ${duration(spread.p95)}`;
}

/** From when on incidents are counted where there were too many: of what is older nothing is known, which is not nothing. */
function countedFrom({ from, incidents, isCut }: Stats): Instant {
  return instant((isCut ? incidents.at(-1)?.declaredAt : undefined) ?? from);
}

/** What whoever reads the figures has to know where there were too many. */
export function cutNote(stats: Stats, shown: (at: string) => string): string[] {
  return stats.isCut
    ? [`There were more: the newest are counted, from ${shown(countedFrom(stats))} on.`]
    : [];
}

/** One figure for each day of the time that is counted, also for those on which nothing happened. */
export function perDay(stats: Stats, timeZone: string): { at: Instant; value: number }[] {
  const { to, incidents } = stats;
  const dayOf = (at: string) => dayAndTime(instant(at), timeZone).slice(0, '2026-11-23'.length);
  const ofDay = Map.groupBy(incidents, ({ declaredAt }) => dayOf(declaredAt));
  const days = new Map<string, { at: Instant; value: number }>();
  const end = instant(to);
  // By half days: where clocks are changed a day has 23 or 25 hours.
  for (let at = countedFrom(stats); at < end; at = addSeconds(at, 43_200)) {
    const day = dayOf(at);
    if (!days.has(day)) days.set(day, { at, value: ofDay.get(day)?.length ?? 0 });
  }
  const last = addSeconds(end, -1);
  days.set(dayOf(last), { at: last, value: ofDay.get(dayOf(last))?.length ?? 0 });
  return [...days.values()];
}

/** The same under every table of figures, so that two numbers that differ say why. */
export const whatIsCounted =
  'Woken: each time that somebody was paged, once however many messages that took, by their own clock; what the people ' +
  'carried adds up to it. People: everybody who was paged or did something, each once in a group, with the minutes from when ' +
  'each was first involved until it was resolved. Users: added up over the incidents.';

/** What the times to detect are counted from: the alarm is always later than the trouble. */
export function detectionNote(groups: Stats['groups']): string {
  const all = groups.reduce((sum, { detect }) => sum + (detect?.count ?? 0), 0);
  const exact = groups.reduce((sum, each) => sum + each.detectedFromDatapoints, 0);
  return all === 0
    ? 'No sender said when it began, so there is no time to detect.'
    : `Detection is counted from the first datapoint beyond the threshold for ${exact} of ${all}, else from what the alert says.`;
}

function personRow({ name, pages, nightPages, weekendPages }: Stats['people'][number]): string {
  const cells = [name, pages, nightPages, weekendPages];
  return `<tr>${cells.map(cell => `<td>${escaped(String(cell))}</td>`).join('')}</tr>`;
}

export function targetsMet({ met, missed }: Stats['groups'][number]['targets']): string {
  return met + missed === 0 ? '-' : `${met} of ${met + missed}`;
}

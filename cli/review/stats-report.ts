import type { Stats } from '#contract/stats.ts';
import { barChart } from '#core/plots/bar-chart.ts';
import { lineChart } from '#core/plots/line-chart.ts';
import { duration } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** The figures as one self-contained page that reads well on paper. */
export function statsReport(stats: Stats, timeZone: string): string {
  const { from, to, groups, people, incidents, isCut } = stats;
  const oldestFirst = incidents.toReversed();
  const minutes = (
    of: (each: Stats['incidents'][number]) => number | undefined,
  ): { at: Instant; value: number }[] =>
    oldestFirst.flatMap(each => {
      const value = of(each);
      return value === undefined ? [] : [{ at: each.declaredAt as Instant, value: value / 60 }];
    });
  const perDay = Map.groupBy(oldestFirst, ({ declaredAt }) => declaredAt.slice(0, 10));
  const count = [...perDay].map(([day, those]) => ({
    at: `${day}T12:00:00.000Z` as Instant,
    value: those.length,
  }));
  const charts = [
    lineChart({
      title: 'Incidents per day',
      perDay: true,
      series: [{ name: 'incidents', points: count }],
      timeZone,
    }),
    lineChart({
      title: 'Minutes to acknowledge, against the target',
      series: [
        { name: 'acknowledged', points: minutes(each => each.acknowledgeSeconds) },
        { name: 'target', points: minutes(each => each.targetSeconds) },
      ],
      timeZone,
    }),
    lineChart({
      title: 'Minutes to resolve',
      series: [{ name: 'resolved', points: minutes(each => each.resolveSeconds) }],
      timeZone,
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
<html lang="en"><head><meta charset="utf-8"><title>Incidents ${from.slice(0, 10)} to ${to.slice(0, 10)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: 12px; }
th, td { text-align: left; vertical-align: top; padding: .3rem .35rem; border-bottom: 1px solid #ddd; }
svg, tr { break-inside: avoid; }
svg { width: 100%; height: auto; margin: .5rem 0; }
thead { display: table-header-group; }
@media print { body { margin: 0; font-size: 11pt; } h1 { font-size: 16pt; } }
</style></head><body>
<h1>Incidents from ${from.slice(0, 10)} to ${to.slice(0, 10)}</h1>
<p>${incidents.length} incidents, exercises left out.${isCut ? ' There were more than are counted here.' : ''} Times are median / 95th percentile.</p>
<table><thead><tr>${headings.map(heading => `<th>${heading}</th>`).join('')}</tr></thead><tbody>
${groups.map(rowOf).join('\n')}
</tbody></table>
<p>${detectionNote(groups)}</p>
${charts.join('\n')}
${loads}
<table><thead><tr><th>Person</th><th>Pages</th><th>At night</th><th>At weekends</th></tr></thead><tbody>
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
  'Pages (night, weekend)',
  'People',
  'Person-minutes',
  'Users',
  'Revenue lost',
];

function rowOf(group: Stats['groups'][number]): string {
  const times = (spread: typeof group.resolve) =>
    spread === undefined ? '-' : `${duration(spread.median)} / ${duration(spread.p95)}`;
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

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.codePointAt(0)};`);
}

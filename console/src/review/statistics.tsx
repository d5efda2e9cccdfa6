import { useComputed } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { Answer } from '#console/api.ts';
import { Plot } from '#console/diagnosis/plot.tsx';
import { clock, useLive } from '#console/live.ts';
import {
  type FiguresAsked,
  figuresAsked,
  figuresQuery,
  groupings,
  spans,
} from '#console/review/figures-asked.ts';
import { useLasting } from '#console/shell/lasting.ts';
import { Card, SeverityMark, Time, Waiting } from '#console/shell/parts.tsx';
import { dayBegins, longDay, monthName, span } from '#console/shell/times.ts';
import { Below } from '#console/shell/when-idle.tsx';

type Stats = Answer<'GET', '/v1/stats'>;
type Group = Stats['groups'][number];

/** The last twelve that are over, as `2026-10`, by the reader's own calendar: what somebody prints at the end of one. */
function monthsBefore(nowMs: number): string[] {
  const now = new Date(nowMs);
  return Array.from({ length: 12 }, (_, index) => {
    const month = new Date(now.getFullYear(), now.getMonth() - 1 - index, 1);
    return `${month.getFullYear()}-${String(month.getMonth() + 1).padStart(2, '0')}`;
  });
}

/** Of a month, or of so many days until now. */
function spanOf(over: string, nowMs: number): { from: string; to?: string } {
  const [year = 0, month] = over.split('-').map(Number);
  if (month !== undefined) {
    return {
      from: new Date(year, month - 1, 1).toISOString(),
      to: new Date(year, month, 1).toISOString(),
    };
  }
  const days = year;
  return { from: new Date(dayBegins(nowMs, -days)).toISOString() };
}

/** Are we getting better; who is woken too often; which service. */
export function Statistics() {
  const { path, query: said, route } = useLocation();
  const asked = figuresAsked(said);
  const { by, over } = asked;
  const choose = (chosen: Partial<Record<keyof FiguresAsked, string>>) =>
    route(path + figuresQuery(figuresAsked({ ...asked, ...chosen })), true);
  // Once a day, and not each second with all that is drawn.
  const today = useComputed(() => dayBegins(clock.value)).value;
  // One of long ago is in a link that somebody sent.
  const last = monthsBefore(today);
  const months = over.includes('-') && !last.includes(over) ? [...last, over] : last;
  const query = { by, ...spanOf(over, today) };
  const newest = useLive('/v1/stats', {}, query, { everyMs: 60_000 });
  const { found } = useLasting(newest, `${by} ${over}`, undefined);
  const stats = found.value;
  return (
    <>
      <div class="row">
        <label>
          By{' '}
          <select value={by} onChange={event => choose({ by: event.currentTarget.value })}>
            {groupings.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Over{' '}
          <select value={over} onChange={event => choose({ over: event.currentTarget.value })}>
            {Object.entries(spans).map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
            {months.map(month => (
              <option key={month} value={month}>
                {monthName(`${month}-01T12:00`)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => print()}>
          Print
        </button>
      </div>
      <Waiting of={found} what="The figures" />
      {stats !== undefined && (
        <p class="quiet">
          {longDay(stats.from)} – {longDay(Date.parse(stats.to) - 1)}, by {by}
        </p>
      )}
      {stats?.isCut && (
        <p class="bad">
          There were more incidents: the newest are counted, from{' '}
          {longDay(stats.incidents.at(-1)?.declaredAt ?? stats.from)} on.
        </p>
      )}
      {stats !== undefined && stats.incidents.length === 0 && (
        <p class="quiet">No incident in this time. Exercises are left out.</p>
      )}
      {stats !== undefined && stats.incidents.length > 0 && (
        <div class="columns">
          <Card title="How long it took to acknowledge">
            <Trend stats={stats} of="acknowledgeSeconds" />
          </Card>
          <Card title="How long it took to resolve">
            <Trend stats={stats} of="resolveSeconds" />
          </Card>
        </div>
      )}
      <Below>
        {stats !== undefined && stats.groups.length > 0 && <Groups groups={stats.groups} />}
        {stats !== undefined && stats.people.length > 0 && <Woken people={stats.people} />}
        {stats !== undefined && stats.incidents.length > 0 && <Slowest stats={stats} />}
      </Below>
    </>
  );
}

function Trend({ stats, of }: { stats: Stats; of: 'acknowledgeSeconds' | 'resolveSeconds' }) {
  const points = stats.incidents
    .toReversed()
    .flatMap(({ declaredAt, [of]: seconds }) =>
      seconds === undefined ? [] : [{ at: declaredAt, value: seconds / 60 }],
    );
  if (points.length === 0) return <p class="quiet">Nothing was measured.</p>;
  return (
    <>
      <Plot
        together="statistics"
        dots={{ from: stats.from, to: stats.to }}
        series={[{ name: 'minutes', points }]}
      />
      <p class="quiet">Minutes, one dot for each incident.</p>
    </>
  );
}

const time = (seconds: number | undefined) => (seconds === undefined ? '–' : span(seconds * 1000));

function Groups({ groups }: { groups: readonly Group[] }) {
  return (
    <Card title="Compared">
      <div class="scrolls" tabIndex={0} role="region" aria-label="Figures by group">
        <table>
          <thead>
            <tr>
              {[
                'Group',
                'Incidents',
                'Acknowledged (median)',
                '90 %',
                'Resolved (median)',
                '90 %',
                'In time',
                'Pages',
                'at night',
                'People-hours',
              ].map((title, index) => (
                <th key={`${title}${index}`} scope="col" class={index > 0 ? 'number' : ''}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map(
              ({
                group,
                incidents,
                acknowledge,
                resolve,
                targets,
                pages,
                pagesAtNight,
                personMinutes,
              }) => (
                <tr key={group}>
                  <th scope="row" class="words">
                    {group}
                  </th>
                  {[
                    incidents,
                    time(acknowledge?.median),
                    time(acknowledge?.p90),
                    time(resolve?.median),
                    time(resolve?.p90),
                    // One of three hundred that was missed would round to all of them.
                    targets.met + targets.missed === 0
                      ? '–'
                      : `${targets.met} of ${targets.met + targets.missed}`,
                    pages,
                    pagesAtNight,
                    (personMinutes / 60).toFixed(1),
                  ].map((figure, index) => (
                    <td key={index} class="number">
                      {figure}
                    </td>
                  ))}
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Woken({ people }: { people: Stats['people'] }) {
  const most = Math.max(1, ...people.map(({ pages }) => pages));
  return (
    <Card title="Who was woken">
      <ul class="bars">
        {people
          .toSorted((a, b) => b.pages - a.pages)
          .map(({ person, name, pages, nightPages }) => (
            <li key={person}>
              <span class="words">{name}</span>
              <meter min={0} max={most} value={pages} aria-label={`Pages to ${name}`} />
              <span>
                {pages} <small class="quiet">{nightPages} at night</small>
              </span>
            </li>
          ))}
      </ul>
    </Card>
  );
}

function Slowest({ stats }: { stats: Stats }) {
  const slow = stats.incidents
    .filter(({ resolveSeconds }) => resolveSeconds !== undefined)
    .toSorted((a, b) => (b.resolveSeconds ?? 0) - (a.resolveSeconds ?? 0))
    .slice(0, 8);
  if (slow.length === 0) return null;
  return (
    <Card title="What took longest">
      <ul class="rows">
        {slow.map(({ id, severity, service, declaredAt, resolveSeconds }) => (
          <li key={id}>
            <a href={`/incidents/${id}`}>
              <SeverityMark severity={severity} /> <span class="id">{id}</span>
              <span class="words">{service}</span>
              <Time at={declaredAt} />
              <strong>{time(resolveSeconds)}</strong>
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}

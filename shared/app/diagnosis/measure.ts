import { advice, type Diagnosed, queryOf, servicesAsked } from '#app/diagnosis/services-asked.ts';
import { type ImpactFigures, revenueLost, usersAffected } from '#core/diagnosis/impact.ts';
import type { Evidence } from '#core/setup/directory.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/time/instant.ts';
import { daysLater } from '#core/time/local-time.ts';
import type { MetricQuery, ReadMetric, TimeWindow } from '#ports/diagnosis.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

type Points = { at: Instant; value: number }[];
/** `usual`: so much earlier, at the same hours by the clock. */
type Compared = { points: Points; usual: Points; earlierSeconds: number };
type Series = { points: Points; periodSeconds?: number };

export interface ImpactAnswer {
  services: ({ service: string; how: string } & Compared & ImpactFigures)[];
  incomplete: string[];
}

type Impact = NonNullable<Evidence['impact']>;

const daysBefore = { day: 1, week: 7 } as const;
const examples = {
  users:
    'impact: { users: { metric: { namespace: Shop, name: FailedUsers, statistic: Maximum }, counts: affected } }',
  revenue:
    'impact: { revenue: { metric: { namespace: Shop, name: Orders, statistic: Sum }, perUnit: 40, currency: EUR } }',
} as const;

/** How many users are affected and how much revenue is lost (R6), by the metrics that tocsin.yaml names for it. */
export function measure(deps: {
  configuration: ConfigurationStore;
  readMetric: ReadMetric;
  now: Now;
}) {
  return async (
    asked: { service?: string; of: 'users' | 'revenue' },
    window: TimeWindow,
  ): Promise<Diagnosed<ImpactAnswer>> => {
    const services = await servicesAsked(deps.configuration, asked.service);
    if (!('found' in services)) return services;
    const measured = services.found.flatMap(([id, { evidence }]) =>
      evidence?.impact?.[asked.of] === undefined ? [] : [{ id, impact: evidence.impact }],
    );
    if (measured.length === 0) return { advice: advice(services.found, examples[asked.of]) };

    const answer: ImpactAnswer = { services: [], incomplete: [] };
    for (const { id, impact } of measured) {
      const metric = impact[asked.of]?.metric;
      if (metric === undefined) continue;
      const read = await pointsOf(impact, asked.of, queryOf(metric), window, services.timeZone);
      if ('unreadable' in read) {
        answer.incomplete.push(read.unreadable);
        continue;
      }
      const found = figureOf(asked.of, impact, read);
      if (found === undefined) {
        answer.incomplete.push(
          `${id}: ${metric.name} has no data in this time, or none to compare`,
        );
      } else answer.services.push({ service: id, ...found, ...read });
    }
    return answer;
  };

  async function pointsOf(
    { compareWith, users }: Impact,
    asked: 'users' | 'revenue',
    metric: MetricQuery,
    { from, to }: TimeWindow,
    timeZone: string,
  ): Promise<Compared | { unreadable: string }> {
    const earlierSeconds = secondsBetween(
      daysLater(from, -daysBefore[compareWith], timeZone),
      from,
    );
    const earlier = (moment: Instant) => addSeconds(moment, -earlierSeconds);
    const before = { from: earlier(from), to: earlier(to) };
    const [now, usual] = await Promise.all([
      deps.readMetric(metric, { from, to }, before.from),
      deps.readMetric(metric, before),
    ]);
    if ('unreadable' in now) return now;
    if ('unreadable' in usual) return usual;
    const points = (of: Series) => (asked === 'users' ? asMeasured(metric, of) : of.points);
    const at = deps.now();
    // The most so far is the most; of what is compared there is all of it before, and only a part now.
    const isCompared = asked === 'revenue' || users?.counts === 'active';
    const over = (of: Series, until: Instant) =>
      isCompared
        ? points(of).filter(
            each => addSeconds(each.at, of.periodSeconds ?? metric.periodSeconds) <= until,
          )
        : points(of);
    return { points: over(now, at), usual: over(usual, earlier(at)), earlierSeconds };
  }
}

/**
 * Users of a total that comes in longer periods than the metric has: as many in one period of its own. Revenue is summed up,
 * whatever the periods are.
 */
function asMeasured({ statistic, periodSeconds }: MetricQuery, read: Series): Points {
  const isTotal = /^(Sum|SampleCount)$/.test(statistic);
  const parts = isTotal ? (read.periodSeconds ?? periodSeconds) / periodSeconds : 1;
  return read.points.map(({ at, value }) => ({ at, value: value / parts }));
}

function figureOf(
  of: 'users' | 'revenue',
  { users, revenue, compareWith }: Impact,
  { points, usual }: { points: Points; usual: Points },
): (ImpactFigures & { how: string }) | undefined {
  switch (of) {
    case 'users': {
      const found = users && usersAffected(users.counts, points, usual, compareWith);
      return found && { usersAffected: found.figure, how: found.how };
    }
    case 'revenue': {
      const found = revenue && revenueLost(revenue, points, usual, compareWith);
      return found && { revenueLost: found.figure, how: found.how };
    }
    default:
      return of satisfies never;
  }
}

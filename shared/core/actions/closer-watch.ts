import * as z from 'zod/mini';
import { define, refused } from '#core/actions/action.ts';
import type { Step, WatchedMetric, Week } from '#core/actions/steps.ts';
import { alarmPeriod } from '#core/diagnosis/metric-period.ts';
import { shortName } from '#core/text/bounded-name.ts';
import { durationText, parseDuration } from '#core/time/duration-text.ts';

/* A closer look for a while after a fix: an alarm for each metric, set by what was usual in the last week. */

/** Not `<stack>-`: alarms of that name are the pager's own, and are never brought to it. */
const prefix = 'enhanced-by-tocsin-';
/** Eight hours of trouble in a week leave the 95th percentile where it was. */
const usual = 0.95;
const tolerance = 1.5;
const shortestSeconds = 300;

export const monitorEnhanced = define({
  name: 'monitor:enhanced',
  family: 'monitoring',
  summary:
    'set an alarm on every metric of the service for a while, closer than those that are always there',
  options: [
    {
      name: 'duration',
      flag: '--duration <time>',
      text: 'for how long, such as 1h, which it is if not given',
      isOptional: true,
    },
  ],
  approval: 'none',
  field: 'watch',
  example: '{ severity: SEV2, longest: 4h }, and metrics under evidence',
  inputs: z.strictObject({
    duration: z._default(
      z.string().check(
        z.refine(text => (parseDuration(text) ?? 0) >= shortestSeconds, {
          error: 'must be a time of 5m at least, such as 1h',
        }),
      ),
      '1h',
    ),
  }),
  look: (_, { metrics }, service) => ({
    kind: 'watched',
    prefix: prefixOf(service),
    metrics: metrics.map(asAlarmed),
  }),
  plan(
    { duration },
    { metrics, severity, longestSeconds },
    { alarms: there, weeks, stack },
    service,
  ) {
    const seconds = parseDuration(duration) ?? 0;
    if (seconds > longestSeconds) {
      const most = durationText(longestSeconds);
      return refused(
        'beyond-limit',
        `${duration} is beyond the limit of ${most} that actions.watch.longest sets.`,
      );
    }
    // Another stack of the account may watch a service of the same id.
    const own = `${prefixOf(service)}${stack}/`;
    const before = there.filter(alarm => alarm.startsWith(own));
    const notes: string[] = [];
    const steps = metrics
      .map(asAlarmed)
      .flatMap((metric, index): Extract<Step, { kind: 'put-alarm' }>[] => {
        const week = weeks[index] ?? { unreadable: 'was not looked at' };
        const limit = limitOf(metric, week);
        if ('unwatched' in limit) {
          notes.push(`${metric.name} is not watched: ${limit.unwatched}.`);
          return [];
        }
        const alarm = shortName(`${own}${index + 1}-${metric.name}`, 255);
        const known = before.includes(alarm) && { isThere: true as const };
        return [{ kind: 'put-alarm', alarm, service, severity, metric, ...limit, ...known }];
      });
    if (steps.length === 0) {
      return refused('not-possible', `None of its metrics can be watched. ${notes.join(' ')}`);
    }
    const alarms = [...new Set([...steps.map(({ alarm }) => alarm), ...before])];
    if (before.length > 0) notes.push('It is watched closely already; the time begins anew.');
    return {
      // The end is certain before the beginning: an alarm that nobody deletes would wake people for ever.
      steps: [
        { kind: 'delete-alarms-later', schedule: scheduleOf(service), alarms, seconds },
        ...steps,
      ],
      notes,
    };
  },
  undo(steps, { alarms: there }) {
    const put = steps.flatMap(step => (step.kind === 'put-alarm' ? [step.alarm] : []));
    const alarms = put.filter(alarm => there.includes(alarm));
    return { steps: alarms.length === 0 ? [] : [{ kind: 'delete-alarms', alarms }], notes: [] };
  },
});

/** In a period that an alarm can have; a metric may have a shorter one. */
function asAlarmed(metric: WatchedMetric): WatchedMetric {
  return { ...metric, periodSeconds: alarmPeriod(metric.periodSeconds, metric.namespace) };
}

type Limit = { breaches: 'above' | 'below'; threshold: number } | { unwatched: string };

/** Half as much again as is usual, or half of it where less is worse. */
export function limitOf({ name, statistic }: WatchedMetric, week: Week): Limit {
  if ('unreadable' in week) return { unwatched: week.unreadable };
  const values = week.values.toSorted((a, b) => a - b);
  if (values.length === 0) return { unwatched: 'it has no data of the last week' };
  const at = (part: number) => values[Math.floor(part * (values.length - 1))] ?? 0;
  if (lessIsWorse.test(name)) return { breaches: 'below', threshold: rounded(at(1 - usual) / 2) };
  const threshold = at(usual) * tolerance;
  const isShare = /utili[sz]ation|percent/i.test(name) && statistic !== 'Sum';
  return { breaches: 'above', threshold: rounded(isShare ? Math.min(threshold, 95) : threshold) };
}

const lessIsWorse =
  /free|healthyhost|available|remaining|success|orders|revenue|sales|activeusers/i;

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** Joined by a sign that no id has: what is watched of `checkout` is nothing of `checkout-api`. */
function prefixOf(service: string): string {
  return `${prefix}${service}/`;
}

/** Names of schedules have 64 characters at most. One of before stays under its own, and deletes the alarms that it knows. */
function scheduleOf(service: string): string {
  return shortName(`watch-${service}`, 64);
}

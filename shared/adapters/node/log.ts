import type { FigureMetric } from '#core/review/metrics.ts';
import { epochMs, type Instant } from '#core/time/instant.ts';
import type { Log } from '#ports/runtime.ts';

/**
 * Lambda's JSON log format adds time, level and request id. Only what the caller names is written: never an event,
 * a header, a body, a phone number or an address.
 */
export const log: Log = (level, message, fields) => {
  console[level]({ message, ...fields });
};

/**
 * One CloudWatch metric through the log (embedded metric format): no call, no client. By `group`, that of the schedules, since
 * an account may have several stacks, of which one that lives must not speak for another.
 */
export function emitMetric(metric: FigureMetric, group: string, at: Instant) {
  const of = { ScheduleGroup: group };
  const dimensions = [Object.keys(of)];
  emit({ namespace: 'Tocsin', dimensions, of, metrics: [metric], at: epochMs(at) });
}

/** Of one incident: of all together, of its severity, and of that in its service. The namespace is of one stack, too. */
export function emitFigures(namespace: string) {
  return (
    metrics: readonly FigureMetric[],
    { severity, service }: { severity: string; service: string },
    at: Instant,
  ) => {
    emit({
      namespace,
      dimensions: [[], ['Severity'], ['Service', 'Severity']],
      of: { Severity: severity, Service: service },
      metrics,
      at: epochMs(at),
    });
  };
}

function emit(given: {
  namespace: string;
  dimensions: string[][];
  of?: Record<string, string>;
  metrics: readonly FigureMetric[];
  at: number;
}) {
  const { namespace, dimensions, of, metrics, at } = given;
  const line = {
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: dimensions,
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...of,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  };
  // Past the console, which would wrap the line in a record of its own.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

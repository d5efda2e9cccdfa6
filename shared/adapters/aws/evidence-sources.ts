import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { periodAt, periodStart } from '#core/diagnosis/metric-period.ts';
import { epochMs, fromEpochMs, sdkDate } from '#core/time/instant.ts';
import type { ReadLogs, ReadMetric } from '#ports/diagnosis.ts';
import type { Now } from '#ports/runtime.ts';

let logsClient: CloudWatchLogsClient | undefined;
let metricsClient: CloudWatchClient | undefined;

export function openLogs(): ReadLogs {
  logsClient ??= new CloudWatchLogsClient({});
  return readLogs(logsClient);
}

export function openMetrics(now: Now): ReadMetric {
  metricsClient ??= new CloudWatchClient({});
  return readMetric(metricsClient, now);
}

/** A page of a log group, oldest first. What cannot be read (no such group, no permission) is said, not thrown. */
function readLogs(client: CloudWatchLogsClient): ReadLogs {
  return async (group, { from, to }, next) => {
    try {
      const page = await client.send(
        new FilterLogEventsCommand({
          logGroupName: group,
          startTime: epochMs(from),
          endTime: epochMs(to),
          limit: 10_000,
          ...(next !== undefined && { nextToken: next }),
        }),
      );
      const lines = (page.events ?? []).map(event => ({
        ...(event.eventId !== undefined && { id: event.eventId }),
        at: fromEpochMs(event.timestamp ?? epochMs(from)),
        group,
        stream: event.logStreamName ?? '',
        message: event.message ?? '',
      }));
      return { lines, ...(page.nextToken !== undefined && { next: page.nextToken }) };
    } catch (error) {
      return { unreadable: `${group}: ${String(error)}` };
    }
  };
}

/** In the period that the age of the data allows, from the beginning of the first. */
export function readMetric(client: CloudWatchClient, now: Now): ReadMetric {
  return async (metric, { from, to }, oldest = from) => {
    const periodSeconds = periodAt(metric.periodSeconds, oldest < from ? oldest : from, now());
    try {
      const points: { at: ReturnType<typeof fromEpochMs>; value: number }[] = [];
      let next: string | undefined;
      do {
        const page = await client.send(
          new GetMetricDataCommand({
            StartTime: sdkDate(periodStart(from, periodSeconds)),
            EndTime: sdkDate(to),
            ScanBy: 'TimestampAscending',
            ...(next !== undefined && { NextToken: next }),
            MetricDataQueries: [
              {
                Id: 'm1',
                MetricStat: {
                  Stat: metric.statistic,
                  Period: periodSeconds,
                  Metric: {
                    Namespace: metric.namespace,
                    MetricName: metric.name,
                    Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({
                      Name,
                      Value,
                    })),
                  },
                },
              },
            ],
          }),
        );
        const [result] = page.MetricDataResults ?? [];
        (result?.Timestamps ?? []).forEach((at, index) => {
          const value = result?.Values?.[index];
          if (value !== undefined) points.push({ at: fromEpochMs(at.getTime()), value });
        });
        next = page.NextToken;
      } while (next !== undefined);
      return { points, periodSeconds };
    } catch (error) {
      return { unreadable: `${metric.namespace} ${metric.name}: ${String(error)}` };
    }
  };
}

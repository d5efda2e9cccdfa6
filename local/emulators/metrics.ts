import type { Clock } from '#local/clock/clock.ts';
import { alarmHistory } from '#local/emulators/alarm-history.ts';
import { isAboutAlarms } from '#local/emulators/alarms.ts';
import { numberFor } from '#local/emulators/chance.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

/**
 * CloudWatch: what alarms did, and GetMetricData: one believable curve per metric, the same for the same moments. What is known by name has
 * its own size and shape: connections near their limit, orders that come in less than last week.
 */
export function metricsEmulator(
  alarms: (request: AwsRequest) => AwsResponse,
  { now }: Pick<Clock, 'now'>,
  isAlarm: (name: string) => boolean,
) {
  return (request: AwsRequest): AwsResponse =>
    isAboutAlarms(request) ? alarms(request) : answer(request, now() / 1000, isAlarm);
}

function answer(request: AwsRequest, now: number, isAlarm: (name: string) => boolean): AwsResponse {
  if (request.operation === 'DescribeAlarmHistory') return alarmHistory(request, isAlarm);
  if (request.operation !== 'GetMetricData') {
    throw noCounterpart(request, 'InvalidAction');
  }
  const input = readJson(request) as unknown as Input;
  const queries = input.MetricDataQueries ?? [];
  const start = seconds(input.StartTime);
  const end = seconds(input.EndTime);
  if (queries.length === 0 || queries.length > 500 || !(start < end)) {
    throw new AwsError(
      'ValidationError',
      'Give 1 to 500 queries and a window with an end after its start',
    );
  }
  const results = queries
    .filter(query => query.ReturnData !== false)
    .map(query => series(query, { start, end, now }, input.ScanBy === 'TimestampAscending'));
  return jsonResponse({ MetricDataResults: results, Messages: [] });
}

interface Input {
  MetricDataQueries?: Query[];
  StartTime?: number | string;
  EndTime?: number | string;
  ScanBy?: string;
}

interface Query {
  Id: string;
  Label?: string;
  Expression?: string;
  Period?: number;
  ReturnData?: boolean;
  MetricStat?: { Metric: { Namespace: string; MetricName: string }; Period: number; Stat: string };
}

const week = 7 * 86_400;

interface Shape {
  scale: number;
  most?: number;
  isCount?: true;
  /** By so much less than the week before, for half a year. */
  fallsWeekly?: number;
}

const shapes: Record<string, Shape> = {
  CPUUtilization: { scale: 58, most: 100 },
  MemoryUtilization: { scale: 64, most: 100 },
  DatabaseConnections: { scale: 74, most: 100, isCount: true },
  Duration: { scale: 420 },
  ConcurrentExecutions: { scale: 36, isCount: true },
  Errors: { scale: 9, isCount: true },
  FailedUsers: { scale: 260, isCount: true },
  Orders: { scale: 31, isCount: true, fallsWeekly: 0.03 },
};

/**
 * By how old the beginning of the window is: the unit of the periods that are kept of that time, and to what the beginning is
 * rounded down. Of a finer period there is nothing, and CloudWatch does not say so.
 */
function keptAt(ageSeconds: number): { unit: number; rounding: number } {
  if (ageSeconds <= 3 * 3600) return { unit: 1, rounding: 60 };
  if (ageSeconds <= 15 * 86_400) return { unit: 60, rounding: 60 };
  if (ageSeconds <= 63 * 86_400) return { unit: 300, rounding: 300 };
  return { unit: 3600, rounding: 3600 };
}

function series(
  query: Query,
  { start: asked, end, now }: { start: number; end: number; now: number },
  ascending: boolean,
) {
  const period = query.MetricStat?.Period ?? query.Period ?? 60;
  const { unit, rounding } = keptAt(now - asked);
  const isKept = period % unit === 0 && now - asked <= 455 * 86_400;
  const start = Math.floor(asked / rounding) * rounding;
  const name = JSON.stringify(query.MetricStat?.Metric ?? query.Expression ?? query.Id);
  const shape = shapes[query.MetricStat?.Metric.MetricName ?? ''] ?? {
    scale: 10 ** (1 + (numberFor(name) % 3)),
  };
  const { scale, most = Number.POSITIVE_INFINITY, fallsWeekly = 0 } = shape;
  const points: { at: number; value: number }[] = [];
  for (let at = Math.ceil(start / period) * period; isKept && at < end; at += period) {
    const wave = 1 + 0.4 * Math.sin((at / 3600) * Math.PI);
    const noise = (numberFor(`${name} ${at}`) % 1000) / 5000;
    const fallen = 1 - fallsWeekly * (Math.floor(at / week) % 26);
    const value = Math.min(most, scale * (wave + noise) * fallen);
    points.push({ at, value: shape.isCount ? Math.round(value) : Math.round(value * 100) / 100 });
  }
  if (!ascending) points.reverse();
  return {
    Id: query.Id,
    Label: query.Label ?? query.MetricStat?.Metric.MetricName ?? query.Id,
    Timestamps: points.map(point => point.at),
    Values: points.map(point => point.value),
    StatusCode: 'Complete',
  };
}

function seconds(given: number | string | undefined): number {
  return typeof given === 'string' ? Date.parse(given) / 1000 : (given ?? Number.NaN);
}

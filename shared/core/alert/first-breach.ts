import { timeOf } from '#core/alert/limits.ts';
import { readJson } from '#core/alert/read-json.ts';
import { addSeconds, type Instant } from '#core/instant.ts';

/**
 * When the first of the datapoints that an alarm went by went beyond its threshold: the trouble is as old as that, and
 * not as young as the alarm, which waits for several (R24). `undefined`: the alarm does not say.
 */
export function firstBreach(alarm: {
  reason: string | undefined;
  /** The JSON text that CloudWatch gives beside the sentence. */
  reasonData: string | undefined;
  threshold: unknown;
}): Instant | undefined {
  const read = alarm.reasonData === undefined ? undefined : readJson(alarm.reasonData);
  if (read === undefined || !('value' in read)) return undefined;
  const data = read.value as Partial<Record<string, unknown>> | null;
  if (typeof data !== 'object' || data === null) return undefined;
  const threshold = Number(data.threshold ?? alarm.threshold);
  const points = pointsOf(data);
  const newest = points.at(-1);
  if (newest === undefined || !Number.isFinite(threshold)) return undefined;
  const isBeyond = comparison(alarm.reason ?? '', newest.value, threshold);
  return points.find(({ value }) => isBeyond(value))?.at;
}

interface Point {
  at: Instant;
  value: number;
}

/** Oldest first. Each has its own time in newer messages; in older ones it follows from the first and the period. */
function pointsOf(data: Partial<Record<string, unknown>>): Point[] {
  const { evaluatedDatapoints, recentDatapoints, startDate, period } = data;
  const evaluated = list(evaluatedDatapoints).flatMap(point => {
    const { timestamp, value } = (point ?? {}) as { timestamp?: unknown; value?: unknown };
    const at = timeOf(timestamp);
    return at === undefined || typeof value !== 'number' ? [] : [{ at, value }];
  });
  if (evaluated.length > 0) return evaluated.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const first = timeOf(startDate);
  const seconds = Number(period);
  if (first === undefined || !(seconds > 0)) return [];
  return list(recentDatapoints).flatMap((value, index) =>
    typeof value === 'number' ? [{ at: addSeconds(first, index * seconds), value }] : [],
  );
}

/** The sentence says which side is bad; where it does not, the newest datapoint is on it. */
function comparison(reason: string, newest: number, threshold: number): (value: number) => boolean {
  const [, side, orEqual] = /(greater|less) than( or equal to)? the threshold/.exec(reason) ?? [];
  const isLess = side === undefined ? newest < threshold : side === 'less';
  return value =>
    (isLess ? value < threshold : value > threshold) ||
    (value === threshold && (orEqual !== undefined || newest === threshold));
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

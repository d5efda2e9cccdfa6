import { timeOf } from '#core/intake/limits.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/**
 * When the first of the datapoints that an alarm went by went beyond its threshold: the trouble is as old as that, and
 * not as young as the alarm, which waits for several (R24). `undefined`: the alarm does not say.
 */
export function firstBreach(alarm: {
  reason: string | undefined;
  /** What CloudWatch gives beside the sentence. */
  data: Data | undefined;
  threshold: unknown;
  /** When it went off. */
  at?: Instant | undefined;
}): Instant | undefined {
  const { data = {} } = alarm;
  const given = data.threshold ?? alarm.threshold;
  // Of a band each datapoint has a threshold of its own.
  if (given === null || given === undefined || 'recentUpperThresholds' in data) return undefined;
  const threshold = numberOf(given);
  const points = pointsOf(data, alarm.reason ?? '', alarm.at);
  const newest = points.at(-1);
  if (newest === undefined || !Number.isFinite(threshold)) return undefined;
  const isBeyond = comparison(alarm.reason ?? '', newest.value, threshold);
  return points.find(({ value }) => isBeyond(value))?.at;
}

interface Point {
  at: Instant;
  value: number;
}

type Data = Partial<Record<string, unknown>>;

/**
 * Oldest first: with times of their own, by the first and the period, or as the sentence names them. Newer messages
 * list fewer of the first kind than of the second.
 */
function pointsOf(data: Data, reason: string, until: Instant | undefined): Point[] {
  const { evaluatedDatapoints, recentDatapoints, startDate, period } = data;
  const evaluated = list(evaluatedDatapoints).flatMap(point => {
    const { timestamp, value } = (point ?? {}) as { timestamp?: unknown; value?: unknown };
    const at = timeOf(timestamp);
    return at === undefined || typeof value !== 'number' ? [] : [{ at, value }];
  });
  const first = timeOf(startDate);
  const seconds = numberOf(period);
  const recent =
    first === undefined || !(seconds > 0)
      ? []
      : list(recentDatapoints).flatMap((value, index) =>
          typeof value === 'number' ? [{ at: addSeconds(first, index * seconds), value }] : [],
        );
  const found = [...evaluated, ...recent];
  const all = found.length > 0 || until === undefined ? found : inWords(reason, until);
  return all.toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** `9.0 (23/11/26 02:14:00)`, or with the month first, whichever comes nearer to when the alarm went off. */
function inWords(reason: string, until: Instant): Point[] {
  const form = /(-?[\d.]+(?:E-?\d+)?) \((\d\d)\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)\)/gi;
  return [...reason.slice(0, 5000).matchAll(form)].flatMap(([, value, one, two, year, time]) => {
    const dates = [`${two}-${one}`, `${one}-${two}`];
    const [at] = dates
      .flatMap(date => timeOf(`20${year}-${date}T${time}Z`) ?? [])
      .filter(each => each <= until)
      .toSorted((a, b) => (a > b ? -1 : 1));
    return at === undefined ? [] : [{ at, value: Number(value) }];
  });
}

/** The sentence says which side is bad; where it does not, the newest datapoint is on it. */
function comparison(reason: string, newest: number, threshold: number): (value: number) => boolean {
  const [, side, orEqual] = /(greater|less) than( or equal to)? the threshold/.exec(reason) ?? [];
  const isLess = side === undefined ? newest < threshold : side === 'less';
  return value =>
    (isLess ? value < threshold : value > threshold) ||
    (value === threshold && (orEqual !== undefined || newest === threshold));
}

/** `Number()` of an object asks the object, which a stranger has written. */
function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

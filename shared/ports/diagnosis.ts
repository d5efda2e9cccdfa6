import type { Rows } from '#core/diagnosis/database-queries.ts';
import type { Instant } from '#core/time/instant.ts';

/* Looking into what burns. Nothing here changes anything. */

export interface TimeWindow {
  from: Instant;
  to: Instant;
}

export interface LogLine {
  /** Given by the log, the same however often the line is read. */
  id?: string;
  at: Instant;
  group: string;
  stream: string;
  message: string;
}

/** One page of a log group's lines; `next` absent at the end. */
export type ReadLogs = (
  group: string,
  window: TimeWindow,
  next?: string,
) => Promise<{ lines: LogLine[]; next?: string } | { unreadable: string }>;

export interface MetricQuery {
  namespace: string;
  name: string;
  statistic: string;
  periodSeconds: number;
  dimensions: Record<string, string>;
}

/**
 * Old data is kept in longer periods than new: `periodSeconds` is the one that was read. What is to be compared with older
 * data says how old that is, as `oldest`, so that both come in the same period.
 */
export type ReadMetric = (
  metric: MetricQuery,
  window: TimeWindow,
  oldest?: Instant,
) => Promise<
  { points: { at: Instant; value: number }[]; periodSeconds?: number } | { unreadable: string }
>;

/** Whether an address answers, and how fast. What it says is not looked at. */
export type Probe = (url: string) => Promise<{ ok: boolean; text: string; milliseconds: number }>;

/** Asks a database one reading question. */
export type AskDatabase = (
  database: { cluster: string; secret: string; name: string },
  sql: string,
) => Promise<Rows | { unreadable: string }>;

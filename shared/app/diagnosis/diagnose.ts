import { advice, type Diagnosed, queryOf, servicesAsked } from '#app/diagnosis/services-asked.ts';
import { isError, type LogSummary, summariseLogs } from '#core/diagnosis/log-summary.ts';
import { type MetricKind, metricExamples, metricKindOf } from '#core/diagnosis/metric-kinds.ts';
import type { Service } from '#core/setup/directory.ts';
import { objectIn } from '#core/text/json-in.ts';
import type { LogLine, MetricQuery, ReadLogs, ReadMetric, TimeWindow } from '#ports/diagnosis.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

export interface LogsAnswer {
  groups: string[];
  /** Oldest first; the newest ones when there are more than were asked for. */
  lines: LogLine[];
  summary: LogSummary;
  /** What was not read, and why: half an answer at 3 a.m. is better than none. */
  incomplete: string[];
  /** Read on from here; absent at the end. */
  next?: string;
}

export interface MetricsAnswer {
  series: {
    service: string;
    kind: MetricKind;
    name: string;
    statistic: string;
    points: { at: string; value: number }[];
  }[];
  incomplete: string[];
}

/** As much of a group as can be read while somebody waits for the next part of the answer. */
const pagesMax = 8;

/** Looking into a service while it burns (R6, R12, R13): the log groups and metrics that tocsin.yaml names for it. */
export function diagnose(deps: {
  configuration: ConfigurationStore;
  readLogs: ReadLogs;
  readMetric: ReadMetric;
}) {
  return { logs, metrics };

  /** `filter`: alternatives between `|`, each found anywhere in a line, in any case. */
  async function logs(
    asked: {
      service?: string;
      filter?: string;
      errorsOnly: boolean;
      lines: number;
      /** `next` of the part before. */
      cursor?: string;
    },
    window: TimeWindow,
  ): Promise<Diagnosed<LogsAnswer>> {
    const services = await servicesAsked(deps.configuration, asked.service);
    if (!('found' in services)) return services;
    const groups = [
      ...new Set(services.found.flatMap(([, { evidence }]) => evidence?.logGroups ?? [])),
    ];
    if (groups.length === 0)
      return { advice: advice(services.found, 'logGroups: [/aws/lambda/…]') };

    const cursors = asked.cursor === undefined ? undefined : readCursor(asked.cursor);
    const read = await Promise.all(
      groups
        .filter(group => cursors === undefined || cursors.has(group))
        .map(group => linesOf(group, window, cursors?.get(group))),
    );
    const unread = read.flatMap(({ group, next }) => (next === undefined ? [] : [[group, next]]));
    const fitting = read
      .flatMap(({ lines }) => lines)
      .filter(({ message }) => fits(message, asked.filter))
      .filter(({ message }) => !asked.errorsOnly || isError(message))
      .toSorted((a, b) => (a.at < b.at ? -1 : 1));
    return {
      groups,
      lines: fitting.slice(-asked.lines),
      summary: summariseLogs(fitting, window),
      incomplete: read.flatMap(({ incomplete }) => incomplete ?? []),
      ...(unread.length > 0 && { next: JSON.stringify(Object.fromEntries(unread)) }),
    };
  }

  async function metrics(
    asked: { service?: string; kinds?: readonly MetricKind[] },
    window: TimeWindow,
  ): Promise<Diagnosed<MetricsAnswer>> {
    const services = await servicesAsked(deps.configuration, asked.service);
    if (!('found' in services)) return services;
    const wanted = services.found.flatMap(([id, service]) =>
      queriesOf(service)
        .map(query => ({ id, query, kind: metricKindOf(query) }))
        .filter(({ kind }) => asked.kinds === undefined || asked.kinds.includes(kind)),
    );
    if (wanted.length === 0) {
      const [kind = 'errors'] = asked.kinds ?? [];
      return { advice: advice(services.found, `metrics: [${metricExamples[kind]}]`) };
    }
    const series: MetricsAnswer['series'] = [];
    const incomplete: string[] = [];
    for (const { id, query, kind } of wanted) {
      const read = await deps.readMetric(query, window);
      const { name, statistic } = query;
      if ('unreadable' in read) incomplete.push(read.unreadable);
      else series.push({ service: id, kind, name, statistic, points: read.points });
    }
    return { series, incomplete };
  }

  async function linesOf(group: string, window: TimeWindow, from: string | undefined) {
    const lines: LogLine[] = [];
    let next = from;
    for (let page = 0; page < pagesMax; page++) {
      const read = await deps.readLogs(group, window, next);
      if ('unreadable' in read) {
        // What has answered is mostly throttled, since all groups are read at once: it is asked to go on by the next part.
        if (page > 0) return { group, lines, next };
        return { group, lines, incomplete: read.unreadable };
      }
      lines.push(...read.lines);
      next = read.next;
      if (next === undefined) return { group, lines };
    }
    return { group, lines, next };
  }
}

/** Where each group that has more goes on. What is no cursor of ours reads nothing. */
function readCursor(text: string): Map<string, string> {
  const tokens = Object.entries(objectIn(text) ?? {});
  return new Map(
    tokens.flatMap(([group, token]) => (typeof token === 'string' ? [[group, token]] : [])),
  );
}

function queriesOf({ evidence }: Service): MetricQuery[] {
  return (evidence?.metrics ?? []).map(queryOf);
}

function fits(message: string, filter: string | undefined): boolean {
  if (filter === undefined) return true;
  const low = message.toLowerCase();
  return filter
    .toLowerCase()
    .split('|')
    .map(alternative => alternative.trim())
    .filter(alternative => alternative !== '')
    .some(alternative => low.includes(alternative));
}

import { isError, type LogSummary, summariseLogs } from '#core/diagnosis/log-summary.ts';
import { type MetricKind, metricKindOf } from '#core/diagnosis/metric-kinds.ts';
import type { Directory, Service } from '#core/directory/directory.ts';
import type {
  ConfigurationStore,
  LogLine,
  MetricQuery,
  ReadLogs,
  ReadMetric,
  TimeWindow,
} from '#ports';

/** What was found, or why there was nowhere to look, in words that say what to do about it. */
export type Diagnosed<Answer> = Answer | { notFound: string } | { advice: string };

export interface LogsAnswer {
  groups: string[];
  /** Oldest first; the newest ones when there are more than were asked for. */
  lines: LogLine[];
  summary: LogSummary;
  /** What was not read, and why: half an answer at 3 a.m. is better than none. */
  incomplete: string[];
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

/** As much of a group as can be read while somebody waits. */
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
    asked: { service?: string; filter?: string; errorsOnly: boolean; lines: number },
    window: TimeWindow,
  ): Promise<Diagnosed<LogsAnswer>> {
    const services = await servicesFor(asked.service);
    if ('notFound' in services) return services;
    const groups = [
      ...new Set(services.found.flatMap(([, { evidence }]) => evidence?.logGroups ?? [])),
    ];
    if (groups.length === 0)
      return { advice: advice(services.found, 'logGroups: [/aws/lambda/…]') };

    const read = await Promise.all(groups.map(group => linesOf(group, window)));
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
    };
  }

  async function metrics(
    asked: { service?: string; kinds?: readonly MetricKind[] },
    window: TimeWindow,
  ): Promise<Diagnosed<MetricsAnswer>> {
    const services = await servicesFor(asked.service);
    if ('notFound' in services) return services;
    const wanted = services.found.flatMap(([id, service]) =>
      queriesOf(service)
        .map(query => ({ id, query, kind: metricKindOf(query) }))
        .filter(({ kind }) => asked.kinds === undefined || asked.kinds.includes(kind)),
    );
    if (wanted.length === 0) {
      const what = asked.kinds?.join(' or ') ?? 'any';
      const example = 'metrics: [{ namespace: AWS/Lambda, name: Errors, statistic: Sum }]';
      return { advice: `${advice(services.found, example)} (asked for: ${what})` };
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

  /** All services where none is named. */
  async function servicesFor(
    wanted: string | undefined,
  ): Promise<{ found: [string, Service][] } | { notFound: string }> {
    const directory = (await deps.configuration.current())?.directory;
    const services: Directory['services'] = directory?.services ?? {};
    if (wanted === undefined) return { found: Object.entries(services) };
    const service = Object.hasOwn(services, wanted) ? services[wanted] : undefined;
    if (service !== undefined) return { found: [[wanted, service]] };
    const known = Object.keys(services).join(', ') || 'none';
    return { notFound: `No service ${wanted} is configured; there are: ${known}.` };
  }

  async function linesOf(
    group: string,
    window: TimeWindow,
  ): Promise<{ lines: LogLine[]; incomplete?: string }> {
    const lines: LogLine[] = [];
    let next: string | undefined;
    for (let page = 0; page < pagesMax; page++) {
      const read = await deps.readLogs(group, window, next);
      if ('unreadable' in read) return { lines, incomplete: read.unreadable };
      lines.push(...read.lines);
      next = read.next;
      if (next === undefined) return { lines };
    }
    const until = lines.at(-1)?.at ?? window.from;
    return { lines, incomplete: `${group}: read up to ${until} only; ask for a shorter time` };
  }
}

function queriesOf({ evidence }: Service): MetricQuery[] {
  return (evidence?.metrics ?? []).map(
    ({ namespace, name, statistic, periodSeconds, dimensions }) => ({
      namespace,
      name,
      statistic,
      periodSeconds,
      dimensions: dimensions ?? {},
    }),
  );
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

function advice(services: readonly [string, Service][], example: string): string {
  const [first] = services;
  const which = services.length === 1 && first ? `Service ${first[0]}` : 'No service';
  const says = services.length === 1 ? 'names nothing to look at' : 'names anything to look at';
  return `${which} ${says}: in tocsin.yaml, under services.${first?.[0] ?? '<id>'}.evidence, add ${example}, and apply it.`;
}

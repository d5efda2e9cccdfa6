import type { Command } from 'commander';
import { attach, plot, show } from '#cli/diagnosis/attaching.ts';
import { missingText } from '#cli/diagnosis/logs.ts';
import { withPlot } from '#cli/diagnosis/picture.ts';
import {
  type LookOptions,
  windowQuery,
  windowText,
  withDisplayOptions,
  withWindow,
} from '#cli/diagnosis/windows.ts';
import { CliFailure } from '#cli/failure.ts';
import { incidentReference } from '#cli/incident-reference.ts';
import type { Display } from '#cli/incident-text.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent, table } from '#cli/terminal-text.ts';
import type { HealthChecks, Impact, Metrics } from '#contract/diagnosis.ts';
import { money } from '#core/diagnosis/impact.ts';
import type { MetricKind } from '#core/diagnosis/metric-kinds.ts';
import {
  condensed,
  type merges,
  rangeOf as rangeOfValues,
  sparkline,
} from '#core/plots/sparkline.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/** The runbook's looks at metrics, impact and health (R6, R13, R18), under the names that it gives them. */
export function addMonitorCommands(program: Command, session: Session): void {
  addImpact(program, session, 'monitor:users:affected', 'users');
  addImpact(program, session, 'monitor:revenue:impact', 'revenue');
  addMetrics(program, session, 'metrics:system', 'system', 'CPU, memory and load');
  addMetrics(program, session, 'metrics:database', 'database', 'database connections and load');
  addMetrics(program, session, 'metrics:api:latency', 'latency', 'response times');
  addHealth(program, session);
}

function addImpact(program: Command, session: Session, name: string, of: 'users' | 'revenue') {
  const what = of === 'users' ? 'how many users are affected' : 'how much revenue is lost';
  withPlot(withWindow(program.command(name).summary(what)), 'now and usual')
    .description(`Measures ${what}. With --attach it counts for the incident's severity.`)
    .action(async (options: LookOptions) => {
      const service = await measuredService(session, options);
      const query = { ...(await windowQuery(session, options)), service, of };
      const impact = await session.call('measureImpact', { query });
      const title = of === 'users' ? 'Users affected' : 'Revenue lost';
      await show(session, options, impact, impactText(impact, session.display), async () => [
        ...(await plot(session, options, { title, series: impactSeries(impact) })),
        ...(impact.services.length === 0
          ? []
          : await attach(session, options, { kind: of, title, ...sumOf(impact, session.display) })),
      ]);
    });
}

/** What others suffer must not raise the severity of an incident: without a service it is that of the incident. */
async function measuredService(session: Session, { service, attach: to }: LookOptions) {
  if (service !== undefined || to === undefined) return service;
  const id = await incidentReference(to, session.display.askTime);
  const { service: own } = await session.call('showIncident', { params: { id } });
  session.surroundings.terminal.error(
    `Only ${own}, which ${id} is about, is measured. Say --service=… for another.`,
  );
  return own;
}

function impactSeries({ services }: Impact) {
  return services.flatMap(({ service, points, usual, earlierSeconds }) => [
    { name: service, points: moments(points) },
    ...(usual.length === 0 || earlierSeconds === undefined
      ? []
      : [{ name: `${service}, usual`, points: onTop(moments(usual), earlierSeconds) }]),
  ]);
}

/** What was usual, drawn, lies on top of now. */
function onTop(usual: ReturnType<typeof moments>, earlierSeconds: number) {
  return usual.map(({ at, value }) => ({ at: addSeconds(at, earlierSeconds), value }));
}

function moments(points: readonly { at: string; value: number }[]) {
  return points.map(({ at, value }) => ({ at: at as Instant, value }));
}

function sumOf(impact: Impact, display: Display) {
  const { services } = impact;
  const users = services.flatMap(({ usersAffected }) => usersAffected ?? []);
  const lost = services.flatMap(({ revenueLost }) => revenueLost ?? []);
  const [first] = lost;
  const amount = lost.reduce((total, each) => total + each.amount, 0);
  // Sums of different currencies are sums of nothing.
  const isOne = lost.every(({ currency }) => currency === first?.currency);
  return {
    summary: services
      .map(
        each =>
          `${each.service}: ${figureText(each)} (${each.how}), ${windowText(impact, display)}`,
      )
      .join('; '),
    ...(users.length > 0 && { usersAffected: users.reduce((total, each) => total + each, 0) }),
    ...(first !== undefined && isOne && { revenueLost: { amount, currency: first.currency } }),
  };
}

function figureText({ usersAffected, revenueLost }: Impact['services'][number]): string {
  if (usersAffected !== undefined) return counted(usersAffected, 'user');
  return revenueLost === undefined ? 'nothing' : money(revenueLost.amount, revenueLost.currency);
}

function impactText(impact: Impact, display: Display): string[] {
  return [
    `Impact ${windowText(impact, display)}`,
    ...impact.services.flatMap(each => [
      hangingIndent(each.service, `${figureText(each)}: ${each.how}`, display.columns),
      ...comparison(each, display.columns),
    ]),
    ...missingText(impact.incomplete, display),
  ];
}

/** Both by one scale: beside each other they would be compared, whatever each is drawn by. */
function comparison({ points, usual }: Impact['services'][number], columns: number): string[] {
  const room = Math.min(60, columns - 9);
  const condense = (those: typeof points) =>
    condensed(
      those.map(({ value }) => value),
      room,
      'mean',
    );
  const [now, before] = [condense(points), condense(usual)];
  const range = rangeOfValues([...now, ...before]);
  return [`  now    ${sparkline(now, range)}`, `  usual  ${sparkline(before, range)}`];
}

function addMetrics(
  program: Command,
  session: Session,
  name: string,
  kind: MetricKind,
  what: string,
): void {
  withPlot(withWindow(program.command(name).summary(what)), 'the metrics')
    .description(`Shows ${what}, as tocsin.yaml names their metrics.`)
    .action(async (options: LookOptions) => {
      const query = { ...(await windowQuery(session, options)), kind };
      const metrics = await session.call('diagnoseMetrics', { query });
      const title = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
      const series = metrics.series.map(each => ({
        name: `${each.service} ${each.name}`,
        points: moments(each.points),
      }));
      await show(session, options, metrics, metricsText(metrics, session.display), async () => [
        ...(await plot(session, options, { title, series })),
        ...(await attach(session, options, {
          kind: 'metrics',
          title,
          summary: metrics.series.map(seriesText).join('; ') || 'nothing was measured',
        })),
      ]);
    });
}

function seriesText({ service, name, statistic, points }: Metrics['series'][number]): string {
  const { least, most, last } = rangeOf(points);
  return `${service} ${name} (${statistic}): ${last} last, ${least} to ${most}`;
}

function rangeOf(points: readonly { value: number }[]) {
  const values = points.map(({ value }) => value);
  const shown = (value: number | undefined) =>
    value === undefined || !Number.isFinite(value) ? '-' : String(Number(value.toPrecision(4)));
  return {
    least: shown(Math.min(...values)),
    most: shown(Math.max(...values)),
    last: shown(values.at(-1)),
  };
}

function metricsText(metrics: Metrics, display: Display): string[] {
  const rows = metrics.series.map(({ service, name, statistic, points }) => {
    const { least, most, last } = rangeOf(points);
    const values = points.map(({ value }) => value);
    const drawn = (room: number) =>
      sparkline(condensed(values, Math.min(60, room), mergeOf(statistic)));
    return [service, name, statistic, last, least, most, { text: '', drawn }];
  });
  const header = ['SERVICE', 'METRIC', 'STATISTIC', 'LAST', 'LEAST', 'MOST', ''];
  return [
    `Metrics ${windowText(metrics, display)}`,
    ...(rows.length > 0 ? [table(header, rows, display)] : []),
    ...missingText(metrics.incomplete, display),
  ];
}

function mergeOf(statistic: string): keyof typeof merges {
  if (statistic === 'Sum' || statistic === 'Average' || statistic === 'SampleCount') return 'mean';
  return statistic === 'Minimum' ? 'least' : 'most';
}

function addHealth(program: Command, session: Session): void {
  withDisplayOptions(program.command('health:check:full').summary('whether everything is well'))
    .description(
      'Asks every health address of tocsin.yaml and looks at the newest errors. Exits with 1 when something is not well.',
    )
    .action(async (options: LookOptions) => {
      const health = await session.call('checkHealth', { query: { service: options.service } });
      const ill = health.checks.filter(({ ok }) => !ok);
      await show(session, options, health, [healthText(health, session.display)], () =>
        attach(session, options, {
          kind: 'health',
          title: 'Health check',
          summary:
            ill.length === 0
              ? `all ${health.checks.length} checks are well`
              : ill.map(({ service, name, text }) => `${service} ${name}: ${text}`).join('; '),
        }),
      );
      if (!health.isHealthy) {
        throw new CliFailure(
          'refused',
          `${ill.length} of ${health.checks.length} checks are not well.`,
        );
      }
    });
}

function healthText({ checks }: HealthChecks, display: Display): string {
  const rows = checks.map(({ service, name, ok, text, milliseconds }) => [
    { text: ok ? 'well' : 'ill', style: ok ? ('green' as const) : ('red' as const) },
    service,
    name,
    milliseconds === undefined ? '' : `${milliseconds} ms`,
    oneLine(text),
  ]);
  return table(['', 'SERVICE', 'CHECK', 'TOOK', 'ANSWER'], rows, display);
}

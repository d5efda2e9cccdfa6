import type { Command } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import { textIn } from '#cli/files.ts';
import type { Display } from '#cli/incident-text.ts';
import { severityOption, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { noRoster, readDirectory } from '#cli/setup/offline.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import { inZone, readMoment, tableTime, withZone, zoneLine } from '#cli/time-arguments.ts';
import type { AnswerOf, RequestOf } from '#contract/api.ts';
import { supposedOf } from '#contract/simulate.ts';
import { type Ladder, ladderChart } from '#core/plots/ladder-chart.ts';
import type { Severity } from '#core/severity.ts';
import { counted, listed } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { type Instant, instant } from '#core/time/instant.ts';

type Simulated = AnswerOf<'simulate'>;
type SimulatedAlert = Simulated['alerts'][number];

interface Wanted {
  at?: string;
  service?: string;
  severity?: Severity;
  description?: string;
  body?: string;
  source?: string;
  integration?: string;
  config?: string;
  plot?: string;
  zone?: string;
  json?: boolean;
}

/** "Payments down at 03:00 on 24 December": who would be woken, before it is. */
export function addSimulateCommand(program: Command, session: Session): void {
  withZone(withJson(program.command('simulate').summary('who would be paged if this came in')))
    .description(
      'Who would be paged if this came in: when, by which channel, until when and why, if nobody answered; and who would not. Nothing is kept and nobody is told.',
    )
    .argument('[title...]', 'what the alert would say, such as: payments down')
    .option('--at <time>', 'when it comes in, such as "2026-12-24 03:00"; now if not given')
    .option('--service <name>', 'the service that it names')
    .addOption(severityOption('the severity that it names; the rules may say otherwise'))
    .option('--description <text>', 'more words of it')
    .option(
      '--body <file>',
      'instead of a title: a body as its sender posts it; - reads standard input',
    )
    .option('--source <name>', 'of --body, as in /v1/alerts/<name>; recognised when not given')
    .option('--integration <name>', 'of --body: as if it came with the key of this one')
    .option('--config <file>', 'by this file, which need not be applied; asks no API')
    .option('--plot <file>', 'draw it into this SVG file, too')
    .action(async (words: string[], options: Wanted) => {
      const display = inZone(session, options.zone);
      const at =
        options.at === undefined
          ? undefined
          : await readMoment(options.at, offline(session, display, options), { option: '--at' });
      const request = await requestOf(session, words.join(' '), options, at);
      const told =
        options.config === undefined
          ? await (await session.api(options.zone)).call('simulate', { body: request })
          : await simulatedHere(session, request, options.config);
      const text = simulationText(told, display);
      if (options.config !== undefined) {
        text.push(
          display.paint(
            'dim',
            `By ${oneLine(options.config)} alone: overrides, silences and verified contacts are known to the API only.`,
          ),
        );
      }
      if (options.plot !== undefined) {
        await session.surroundings.writeFile(options.plot, simulationPlot(told, display));
        text.push(`Drawn into ${oneLine(options.plot)}`);
      }
      session.print(options, told, text);
    });
}

/** What asks no API asks none for the time either. */
function offline({ surroundings }: Session, display: Display, { config }: Wanted): Display {
  return config === undefined ? display : { ...display, askTime: async () => surroundings.now() };
}

async function requestOf(
  { surroundings }: Session,
  title: string,
  { body: file, service, severity, description, source, integration }: Wanted,
  at: Instant | undefined,
): Promise<RequestOf<'simulate'>> {
  const when = at === undefined ? {} : { at };
  if (file === undefined) {
    const about = service === undefined ? undefined : `${service} is down`;
    const said = title.trim() === '' ? about : title;
    if (said === undefined) {
      throw new CliFailure('usage', 'What would come in?', {
        next: 'Say it: tocsin simulate payments down --at="2026-12-24 03:00"; or give --body=FILE.',
      });
    }
    return { ...when, title: said, service, severity, description };
  }
  if (
    title !== '' ||
    service !== undefined ||
    severity !== undefined ||
    description !== undefined
  ) {
    throw new CliFailure('usage', 'A body says itself what it is about: give --body or a title.');
  }
  const body = file === '-' ? await surroundings.readInput() : await textIn(surroundings, file);
  return { ...when, body, source, integration };
}

async function simulatedHere(
  { surroundings }: Session,
  request: RequestOf<'simulate'>,
  file: string,
): Promise<Simulated> {
  const directory = await readDirectory(surroundings, file);
  const { simulate } = await import('#core/incident/simulation.ts');
  const at = request.at === undefined ? surroundings.now() : instant(request.at);
  const told = await simulate(directory, noRoster, {
    at,
    supposed: supposedOf(request),
    silences: [],
  });
  if ('unknown' in told) throw new CliFailure('notFound', `There is no ${told.unknown}.`);
  if ('refused' in told) {
    throw new CliFailure('refused', 'The body is not what its source sends.', {
      errors: told.refused,
    });
  }
  return told;
}

function simulationText({ at, alerts, more, ignored }: Simulated, display: Display): string[] {
  return [
    ...alerts.flatMap(alert => [...alertText(alert, at, display), '']),
    ...(more === undefined ? [] : [`and ${more} more alerts`]),
    ...ignored.map(reason => oneLine(`Ignored: ${reason}`)),
    ...(alerts.length + ignored.length === 0 ? ['Nothing is in it.'] : []),
    zoneLine(display),
  ];
}

/** Sentences: whoever reads it aloud on the phone is understood. */
function alertText(alert: SimulatedAlert, at: string, display: Display): string[] {
  const { columns, paint } = display;
  const time = (moment: string) => tableTime(moment, display);
  const line = (text: string) => hangingIndent('', text, columns).trimStart();
  const point = (text: string) => hangingIndent('  -', text, columns);
  const { severity, serviceName, serviceReason, severityReason, policy } = alert;
  const lines = [
    paint('bold', line(`${time(at)}: ${oneLine(alert.title)}`)),
    line(`It would be a ${severity} of ${serviceName}: ${severityReason}; ${serviceReason}.`),
  ];
  if (alert.nobody !== undefined) return [...lines, line(`Nobody is paged: ${alert.nobody}.`)];
  for (const rung of alert.rungs) {
    const until = rung.until === undefined ? '' : `, until ${time(rung.until)}`;
    if (rung.kind === 'told') {
      const names = listed(rung.people.map(({ name }) => name)) || 'nobody';
      const waits = rung.until === undefined ? ', and nobody is paged for it by itself' : until;
      lines.push(line(`${time(rung.at)} told by mail, nobody is woken: ${names}${waits}.`));
      continue;
    }
    const round = rung.round === 1 ? '' : `, round ${rung.round}`;
    const head = `${time(rung.at)} level ${rung.level}, ${rung.name}${round}${until}: ${rung.why}.`;
    lines.push(line(head));
    const people = Map.groupBy(rung.pages, ({ person }) => person);
    for (const attempts of people.values()) {
      const [first] = attempts;
      if (first === undefined) continue;
      const ways = attempts.map(({ channel, at: when }) =>
        when === rung.at ? channel : `${channel} at ${time(when)}`,
      );
      lines.push(point(`${first.name} by ${listed(ways)}: ${first.why}.`));
    }
    if (people.size === 0) lines.push(point('Nobody.'));
    for (const { name, channel, why } of rung.passedOver) {
      const by = channel === undefined ? '' : ` by ${channel}`;
      lines.push(point(`Not ${name}${by}: ${why}.`));
    }
  }
  if (alert.againAt !== undefined) {
    lines.push(line(`${time(alert.againAt)} it starts again from level 1, and so on.`));
  }
  if (alert.rungs.length === 0) lines.push(line(`Policy ${policy} pages nobody.`));
  return [...lines, ...alert.offDuty.map(each => point(offDutyText(each, time)))];
}

function offDutyText(
  { name, schedule, next }: SimulatedAlert['offDuty'][number],
  time: (moment: string) => string,
): string {
  const then = next === undefined ? '' : `; next from ${time(next)}`;
  return `Not ${name}: off duty on ${schedule}${then}.`;
}

function simulationPlot({ at, alerts }: Simulated, { timeZone }: Display): string {
  const ladders = alerts.map((alert): Ladder => {
    const paged = alert.rungs.flatMap(rung => (rung.kind === 'paged' ? [rung] : []));
    const moments = paged.flatMap(rung => [rung.at, ...rung.pages.map(page => page.at)]);
    const last = (alert.againAt ?? moments.toSorted().at(-1) ?? at) as Instant;
    const pages = Map.groupBy(
      paged.flatMap(rung => rung.pages),
      ({ name }) => name,
    );
    const told = alert.rungs.flatMap(rung => (rung.kind === 'told' ? rung.people : []));
    const passed = new Map(
      paged
        .flatMap(rung => rung.passedOver)
        .map(({ name, channel, why }) => {
          const text = `Not ${name}${channel === undefined ? '' : ` by ${channel}`}: ${why}`;
          return [text, text];
        }),
    );
    return {
      title: `${alert.severity} ${alert.title} (${alert.serviceName})`,
      from: at as Instant,
      until: last,
      bands: paged
        .filter(rung => rung.until !== undefined && rung.until > rung.at)
        .map(rung => ({
          from: rung.at as Instant,
          until: (rung.until ?? rung.at) as Instant,
          name: rung.name,
        })),
      rows: [...pages].map(([name, marks]) => ({
        name,
        marks: marks.map(page => ({ at: page.at as Instant, what: page.channel })),
      })),
      notes: [
        ...(alert.nobody === undefined ? [] : [`Nobody is paged: ${alert.nobody}`]),
        ...(told.length === 0 ? [] : [`Told by mail: ${listed(told.map(({ name }) => name))}`]),
        ...passed.values(),
        ...alert.offDuty.map(({ name, schedule }) => `Not ${name}: off duty on ${schedule}`),
        ...(alert.rungs.length > 0
          ? [`${counted(paged.length, 'level')} until it starts again`]
          : []),
      ],
    };
  });
  return ladderChart(ladders, timeZone);
}

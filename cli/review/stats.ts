import { type Command, Option } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import { type Display, dateAndTime, namedMoment } from '#cli/incident-text.ts';
import { lastOption, withJson } from '#cli/options.ts';
import {
  cutNote,
  detectionNote,
  statsReport,
  targetsMet,
  times,
  whatIsCounted,
} from '#cli/review/stats-report.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import { inZone, readMoment, withZone } from '#cli/time-arguments.ts';
import type { Stats } from '#contract/stats.ts';
import { type Grouping, groupings } from '#core/review/statistics.ts';
import { counted } from '#core/text/listing.ts';
import { moneyText } from '#core/text/money-text.ts';
import { parseDuration } from '#core/time/duration-text.ts';
import { addSeconds } from '#core/time/instant.ts';

interface StatsOptions {
  last?: string;
  from?: string;
  to?: string;
  month?: string;
  by?: Grouping;
  report?: string;
  zone?: string;
  json?: boolean;
}

/** What incidents took over time (R24). */
export function addStatsCommand(program: Command, session: Session): void {
  withZone(
    withJson(program.command('stats').summary('what incidents took: times, targets, people')),
  )
    .description(
      'Times to detect, acknowledge and resolve, targets met, people, pages and impact. Medians first: few long incidents move a mean.',
    )
    .addOption(new Option('--by <what>', 'compared by').choices(groupings).default('severity'))
    .option('--last <time>', 'such as 30d (90d if not given)', lastOption)
    .addOption(
      new Option('--from <day>', 'instead: from when, such as 2026-10-01').conflicts('last'),
    )
    .option('--to <day>', 'until when; now if not given')
    .addOption(
      new Option('--month <month>', 'instead: a month by the calendar, such as 2026-11').conflicts([
        'last',
        'from',
        'to',
      ]),
    )
    .option('--report <file>', 'as a page to print (HTML), with pictures')
    .action(async (options: StatsOptions) => {
      const display = inZone(session, options.zone);
      const moment = async (text: string | undefined, option: string) =>
        text === undefined ? undefined : readMoment(text, display, { option, isPast: true });
      const seconds = options.last === undefined ? undefined : parseDuration(options.last);
      const month = options.month === undefined ? undefined : daysOf(options.month);
      const [first, last] = month ?? [options.from, options.to];
      const option = (name: string) => (month === undefined ? name : '--month');
      const from = await moment(first, option('--from'));
      const until = await moment(last, option('--to'));
      const now = await display.askTime();
      const stats = await session.call('stats', {
        query: {
          from: seconds ? addSeconds(until ?? now, -seconds) : from,
          // Of a month that goes on, as far as it has come.
          to: month !== undefined && until !== undefined && until > now ? now : until,
          by: options.by,
        },
      });
      const { report } = options;
      if (report !== undefined) {
        await session.surroundings.writeFile(report, statsReport(stats, display.timeZone));
      }
      session.print(options, stats, [
        ...statsText(stats, display),
        ...(report === undefined ? [] : [`Report: ${report}`]),
      ]);
    });
}

/** The first day of a month, and of the next. */
function daysOf(month: string): [first: string, next: string] {
  const [, year = '', number = ''] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === '') {
    throw new CliFailure('usage', `--month ${month} is not a month such as 2026-11.`);
  }
  const next =
    number === '12'
      ? `${Number(year) + 1}-01`
      : `${year}-${String(Number(number) + 1).padStart(2, '0')}`;
  return [`${month}-01`, `${next}-01`];
}

function statsText(stats: Stats, display: Display): string[] {
  const { groups, people, from, to } = stats;
  const span = `From ${dateAndTime(from, display)} to ${namedMoment(to, display)}.`;
  if (groups.length === 0) return ['There were no incidents.', span];
  const rows = groups.map(group => [
    group.group,
    String(group.incidents),
    times(group.detect),
    times(group.acknowledge),
    times(group.resolve),
    targetsMet(group.targets),
    `${group.pages} (${group.pagesAtNight})`,
    `${group.people}, ${group.personMinutes} min`,
    impactText(group),
  ]);
  const header = [
    'GROUP',
    'INCIDENTS',
    'DETECT',
    'ACKNOWLEDGE',
    'RESOLVE',
    'IN TIME',
    'WOKEN (NIGHT)',
    'PEOPLE',
    'IMPACT',
  ];
  return [
    table(header, rows, display),
    display.paint(
      'dim',
      `Times are median / 95th percentile. ${detectionNote(groups)} ${whatIsCounted}`,
    ),
    ...(people.length === 0
      ? []
      : [
          '',
          table(
            ['PERSON', 'WOKEN', 'AT NIGHT', 'AT WEEKENDS'],
            people.map(each => [
              each.name,
              ...[each.pages, each.nightPages, each.weekendPages].map(String),
            ]),
            display,
          ),
        ]),
    span,
    ...cutNote(stats, at => dateAndTime(at, display)).map(note =>
      display.paint('yellow', `${note} Ask for less.`),
    ),
  ];
}

function impactText({ usersAffected, revenueLost }: Stats['groups'][number]): string {
  const lost = Object.entries(revenueLost).map(([currency, amount]) =>
    moneyText({ amount, currency }),
  );
  const users = usersAffected === 0 ? [] : [counted(usersAffected, 'user')];
  return [...users, ...lost].join(', ') || '-';
}

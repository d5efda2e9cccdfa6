import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { dateAndTime, type Looks } from '#cli/incident-text.ts';
import { inZone, readMoment, withZone } from '#cli/moments.ts';
import { lastOption, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { inTime, statsReport } from '#cli/stats-report.ts';
import { table } from '#cli/terminal-text.ts';
import type { Stats } from '#contract/api-stats.ts';
import { parseDuration } from '#core/directory/duration-text.ts';
import { moneyText } from '#core/export/money-text.ts';
import { type Grouping, groupings } from '#core/figures/statistics.ts';
import { addSeconds } from '#core/instant.ts';
import { duration } from '#core/messages/clock-time.ts';

interface StatsOptions {
  last?: string;
  from?: string;
  to?: string;
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
    .option('--from <day>', 'instead: from when, such as 2026-10-01')
    .option('--to <day>', 'until when; now if not given')
    .option('--report <file>', 'as a page to print (HTML), with pictures')
    .action(async (options: StatsOptions) => {
      const looks = inZone(session, options.zone);
      const moment = async (text: string | undefined, option: string) =>
        text === undefined ? undefined : readMoment(text, looks, { option, isPast: true });
      const seconds = options.last === undefined ? undefined : parseDuration(options.last);
      const api = await session.api();
      const stats = await api.call('stats', {
        query: {
          from: seconds ? addSeconds(looks.now, -seconds) : await moment(options.from, '--from'),
          to: await moment(options.to, '--to'),
          by: options.by,
        },
      });
      const { report } = options;
      if (report !== undefined) {
        const { directory, writeFile } = session.surroundings;
        await writeFile(resolve(directory, report), statsReport(stats, looks.timeZone));
      }
      session.print(options, stats, [
        ...statsText(stats, looks),
        ...(report === undefined ? [] : [`Report: ${report}`]),
      ]);
    });
}

function statsText({ groups, from, to, isCut }: Stats, looks: Looks): string[] {
  const span = `From ${dateAndTime(from, looks)} to ${dateAndTime(to, looks)}.`;
  if (groups.length === 0) return ['There were no incidents.', span];
  const times = (spread: Stats['groups'][number]['resolve']) =>
    spread === undefined ? '-' : `${duration(spread.median)} / ${duration(spread.p95)}`;
  const rows = groups.map(group => [
    group.group,
    String(group.incidents),
    times(group.detect),
    times(group.acknowledge),
    times(group.resolve),
    inTime(group.targets),
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
    'PAGES (NIGHT)',
    'PEOPLE',
    'IMPACT',
  ];
  return [
    table(header, rows, looks),
    looks.paint('dim', 'Times are median / 95th percentile.'),
    span,
    ...(isCut
      ? [looks.paint('yellow', 'There were more than are counted here: ask for less.')]
      : []),
  ];
}

export function impactText({ usersAffected, revenueLost }: Stats['groups'][number]): string {
  const lost = Object.entries(revenueLost).map(([currency, amount]) =>
    moneyText({ amount, currency }),
  );
  const users = usersAffected === 0 ? [] : [`${usersAffected} users`];
  return [...users, ...lost].join(', ') || '-';
}

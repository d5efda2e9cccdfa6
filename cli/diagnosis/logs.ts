import type { Command } from 'commander';
import { attach, plot, show } from '#cli/diagnosis/attaching.ts';
import { withPlot } from '#cli/diagnosis/picture.ts';
import { type LookOptions, windowQuery, windowText, withWindow } from '#cli/diagnosis/windows.ts';
import { type Display, dateAndTime } from '#cli/incident-text.ts';
import { wholeNumber } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import type { QueryOf } from '#contract/api.ts';
import type { Logs } from '#contract/diagnosis.ts';
import { mergedSummaries } from '#core/diagnosis/log-summary.ts';
import { condensed, sparkline } from '#core/plots/sparkline.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';
import type { Instant } from '#core/time/instant.ts';

type Asked = Partial<QueryOf<'diagnoseLogs'>>;
type LogOptions = LookOptions & { lines?: number; pattern?: string };

/** The runbook's looks into logs (R6, R12), under the names that it gives them. */
export function addLogCommands(program: Command, session: Session): void {
  lookCommand(
    program,
    'logs:errors',
    'errors in the logs of services, with the kinds of error',
  ).action((options: LogOptions) => look(session, options, { errors: 'true' }, 'Errors in logs'));

  lookCommand(program, 'logs:service', 'the log lines of one service').action(
    (options: LogOptions) => look(session, options, {}, 'Log lines'),
  );

  lookCommand(program, 'logs:search', 'log lines that fit a pattern')
    .requiredOption('--pattern <text>', 'alternatives between |, in any case')
    .action((options: LogOptions) =>
      look(
        session,
        options,
        { filter: options.pattern ?? '' },
        `Log lines with ${options.pattern}`,
      ),
    );

  lookCommand(program, 'monitor:errors', 'how many errors, when, and of which kinds').action(
    (options: LogOptions) =>
      look(session, { lines: 0, ...options }, { errors: 'true' }, 'Error rate'),
  );
}

function lookCommand(program: Command, name: string, summary: string): Command {
  return withPlot(withWindow(program.command(name).summary(summary)), 'errors over time')
    .description(`Shows ${summary}.`)
    .option(
      '--lines <count>',
      'how many of the newest lines to show (20 if not given)',
      wholeNumber,
    );
}

async function look(
  session: Session,
  options: LogOptions,
  asked: Asked,
  title: string,
): Promise<void> {
  const lines = options.lines ?? 20;
  const logs = await readAll(session, {
    ...(await windowQuery(session, options)),
    ...asked,
    lines,
  });
  const { summary } = logs;
  const found = foundText(logs, asked);
  const points = summary.series.map(({ at, errors }) => ({ at: at as Instant, value: errors }));
  await show(
    session,
    options,
    logs,
    [
      `${found} ${windowText(logs, session.display)}, in ${counted(logs.groups.length, 'log group')}.`,
      ...logsText(logs, lines, session.display),
      ...nothingText(logs, asked),
    ],
    async () => [
      ...(await plot(session, options, { title, series: [{ name: 'errors', points }] })),
      ...(await attach(session, options, {
        kind: 'logs',
        title,
        summary: [found, ...kindsText(summary.kinds)].join('; '),
      })),
    ],
  );
}

/** Part after part, with what was found so far for whoever waits. */
async function readAll(session: Session, query: Asked & { lines: number }): Promise<Logs> {
  const api = await session.api();
  let all = await api.call('diagnoseLogs', { query });
  while (all.next !== undefined) {
    const { from, to, next: cursor } = all;
    session.surroundings.terminal.error(`${foundText(all, query)} so far; reading on …`);
    // The window stays that of the first part: "the last hour" moves on while one reads.
    const { last: _last, incident: _incident, ...rest } = query;
    const part = await api.call('diagnoseLogs', { query: { ...rest, from, to, cursor } });
    all = {
      ...part,
      // A part reads on in some groups only, whose lines may be older than what another group has said already.
      lines: [...all.lines, ...part.lines]
        .toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1))
        .slice(-query.lines || Number.POSITIVE_INFINITY),
      summary: mergedSummaries(all.summary, part.summary),
      incomplete: [...all.incomplete, ...part.incomplete],
    };
  }
  return all;
}

function foundText({ summary: { lines, errors } }: Logs, { errors: only }: Asked): string {
  return only === 'true'
    ? counted(errors, 'error')
    : `${counted(lines, 'line')}, ${counted(errors, 'error')}`;
}

/** Nothing found can mean that it was looked for in another way than somebody thinks. */
function nothingText({ summary, incomplete }: Logs, { filter }: Asked): string[] {
  if (summary.lines > 0 || incomplete.length > 0) return [];
  if (filter === undefined) return [];
  return /[\\^$.*+?()[\]{}]/.test(filter)
    ? [
        'The pattern is words as they stand, with | between alternatives; it is no regular expression.',
      ]
    : ['Nothing has these words. --last=6h looks further back; logs:service shows all lines.'];
}

const kindsAttached = 5;

function kindsText(kinds: Logs['summary']['kinds']): string[] {
  const left = kinds.length - kindsAttached;
  const shown = kinds.slice(0, kindsAttached).map(kindText);
  return left > 0 ? [...shown, `and ${counted(left, 'more kind')}`] : shown;
}

function kindText({ count, kind }: Logs['summary']['kinds'][number]): string {
  return `${count} times ${oneLine(kind)}`;
}

function logsText(logs: Logs, shown: number, display: Display): string[] {
  const { summary, incomplete } = logs;
  const rate = summary.series.map(({ errors }) => errors);
  return [
    ...(summary.errors > 0
      ? [
          `Errors  ${sparkline(condensed(rate, Math.max(10, display.columns - 40), 'sum'))}  at most ${Math.max(...rate)} at a time`,
        ]
      : []),
    ...(summary.kinds.length > 0 ? ['', display.paint('dim', 'KINDS OF ERROR')] : []),
    ...summary.kinds.map(({ count, example }) =>
      hangingIndent(String(count).padStart(6), oneLine(untimed(example)), display.columns),
    ),
    ...newestText(logs, shown, display),
    ...missingText(incomplete, display),
  ];
}

function newestText({ lines, groups, summary }: Logs, shown: number, display: Display): string[] {
  const newest = shown === 0 ? [] : lines.slice(-shown);
  if (newest.length === 0) return [];
  const more = summary.lines - newest.length;
  const heading = more > 0 ? `NEWEST LINES, ${more} MORE (--lines)` : 'NEWEST LINES';
  return [
    '',
    display.paint('dim', heading),
    ...newest.map(({ at, group, message }) => {
      const where = groups.length > 1 ? `${group.slice(group.lastIndexOf('/') + 1)}: ` : '';
      return hangingIndent(
        dateAndTime(at, display),
        where + oneLine(untimed(message)),
        display.columns,
      );
    }),
  ];
}

/** Said last, where it is read: half an answer is better than none, if one knows that it is half. */
export function missingText(incomplete: readonly string[], { paint }: Display): string[] {
  return incomplete.map(text => `${paint('yellow', 'Not looked at:')} ${oneLine(text)}`);
}

/** Most lines begin with their own time, which stands beside them already. */
function untimed(message: string): string {
  return message.replace(
    /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?\s+/,
    '',
  );
}

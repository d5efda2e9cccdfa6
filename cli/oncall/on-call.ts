import type { Command } from 'commander';
import type { Display } from '#cli/incident-text.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { type Cell, table } from '#cli/terminal-text.ts';
import { inZone, readMoment, tableTime, withZone, zoneLine } from '#cli/time-arguments.ts';
import type { OnCall } from '#contract/oncall.ts';
import { manyLines, oneLine } from '#core/text/plain-text.ts';

/** Who is on duty, and what the next one has to know. */
export function addOnCallCommands(program: Command, session: Session): void {
  addOnCall(program, session);
  addHandOff(program, session);
}

function addOnCall(program: Command, session: Session): void {
  withZone(withJson(program.command('oncall').summary('who is on duty, until when and why')))
    .description('Who is on duty, until when and why; with --until, every shift until then.')
    .option('--at <time>', 'such as 18:00 or "2026-12-24 18:00"; now if not given')
    .option('--until <time>', 'the shifts until then, such as +14d')
    .option('--schedule <id>', 'only this schedule')
    .action(
      async (options: {
        at?: string;
        until?: string;
        schedule?: string;
        zone?: string;
        json?: boolean;
      }) => {
        const display = inZone(session, options.zone);
        const at = options.at && (await readMoment(options.at, display, { option: '--at' }));
        const until =
          options.until &&
          (await readMoment(options.until, display, {
            option: '--until',
            after: at || (await display.askTime()),
          }));
        const onCall = await session.call('whoIsOnCall', {
          query: {
            at: at || undefined,
            until: until || undefined,
            schedule: options.schedule,
          },
        });
        const { timeZoneData: timeZoneDataHere } = session.surroundings;
        session.print(options, { ...onCall, timeZoneDataHere }, onCallText(onCall, display));
      },
    );
}

function onCallText(onCall: OnCall, display: Display): string[] {
  const { schedules, until } = onCall;
  if (schedules.length === 0) {
    return ['No schedules are configured; docs/configuration.md shows how to write one.'];
  }
  if (until !== undefined) {
    const span = { from: onCall.at, until };
    return [
      ...schedules.flatMap(schedule => shiftsText(schedule, span, display)),
      zoneLine(display),
    ];
  }
  const rows = schedules.map(({ schedule, onDuty, next }) => [
    schedule,
    onDuty === undefined ? nobody : onDuty.name,
    onDuty?.until === undefined ? '' : tableTime(onDuty.until, display),
    next === undefined ? '' : next.name,
    onDuty?.reason ?? '',
  ]);
  return [table(['SCHEDULE', 'ON DUTY', 'UNTIL', 'NEXT', 'WHY'], rows, display), zoneLine(display)];
}

const nobody: Cell = { text: 'nobody', style: 'red' };

/** A gap is a row of its own, or nobody sees it. */
function shiftsText(
  { name, shifts = [] }: OnCall['schedules'][number],
  span: { from: string; until: string },
  display: Display,
): string[] {
  const rows: (string | Cell)[][] = [];
  let covered = span.from;
  const gapUntil = (end: string) => {
    if (covered < end)
      rows.push([tableTime(covered, display), tableTime(end, display), nobody, '']);
  };
  for (const { from = covered, until = span.until, name: who, reason } of shifts) {
    gapUntil(from);
    rows.push([tableTime(from, display), tableTime(until, display), who, reason]);
    covered = until;
  }
  gapUntil(span.until);
  const heading = display.paint('bold', oneLine(name));
  return [heading, table(['FROM', 'UNTIL', 'ON DUTY', 'WHY'], rows, display), ''];
}

function addHandOff(program: Command, session: Session): void {
  program
    .command('handoff')
    .summary('what the next shift has to know, as Markdown')
    .description('What the next shift has to know, as Markdown, on the terminal or into a file.')
    .option('--schedule <id>', 'of this schedule')
    .option('--output <file>', 'write it there instead')
    .action(async (options: { schedule?: string; output?: string }) => {
      const { terminal, writeFile } = session.surroundings;
      const query = { schedule: options.schedule };
      const note = manyLines(await session.call('handOffNote', { query }));
      if (options.output === undefined) {
        terminal.out(note);
        return;
      }
      await writeFile(options.output, `${note}\n`);
      terminal.out(`Hand-off note written to ${options.output}`);
    });
}

import type { Command } from 'commander';
import { asCommand, byOption, type Common, key } from '#cli/commanding.ts';
import type { Display } from '#cli/incident-text.ts';
import { defaultCommand, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import { inZone, readMoment, tableTime, withZone, zoneLine } from '#cli/time-arguments.ts';
import type { OnCallChangeAnswer, OverrideAnswer } from '#contract/oncall.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';

type Zoned = Common & { zone?: string };

/** Somebody stands in for somebody, and two who swap. */
export function addOverrideCommands(program: Command, session: Session): void {
  const override = program
    .command('override')
    .summary('let somebody stand in: override, override list, remove, progress')
    .description('Let somebody stand in on a schedule; without a word after it, adds one.');
  addAdd(override, session);
  addList(override, session);
  addRemove(override, session);
  addProgress(override, session);
  addSwap(program, session);
}

function addAdd(override: Command, session: Session): void {
  withZone(asCommand(defaultCommand(override, 'add').summary('let somebody stand in')))
    .requiredOption('--schedule <id>', 'the schedule')
    .requiredOption('--person <id>', 'who stands in')
    .requiredOption('--from <time>', 'such as 18:00 or "2026-11-24 18:00"')
    .requiredOption('--until <time>', 'such as 08:00 or +14h')
    .option('--instead <id>', 'only where this person would have been on duty')
    .option('--reason <text>', 'why')
    .action(
      async (
        options: Zoned & {
          schedule: string;
          person: string;
          from: string;
          until: string;
          instead?: string;
          reason?: string;
        },
      ) => {
        const display = inZone(session, options.zone);
        const { schedule, person, instead, reason } = options;
        const from = await readMoment(options.from, display, { option: '--from' });
        const until = await readMoment(options.until, display, { option: '--until', after: from });
        const added = await session.call('addOverride', {
          ...key(options),
          body: { schedule, person, from, until, instead, reason, by: byOption(session, options) },
        });
        session.print(options, added, [
          ...overridesText([added], display),
          ...progressText(added.change),
        ]);
      },
    );
}

function addList(override: Command, session: Session): void {
  withZone(withJson(override.command('list').summary('overrides that are not over')))
    .option('--schedule <id>', 'only of this schedule')
    .option('--all', 'also those that are over or were taken back, of the last 90 days')
    .action(
      async (options: { schedule?: string; all?: boolean; zone?: string; json?: boolean }) => {
        const display = inZone(session, options.zone);
        const { schedule, all } = options;
        const answer = await session.call('listOverrides', {
          query: { schedule, ...(all && { over: 'true' }) },
        });
        session.print(options, answer, overridesText(answer.overrides, display));
      },
    );
}

function addRemove(override: Command, session: Session): void {
  withJson(override.command('remove').summary('take an override back'))
    .argument('<override>', 'its id, as `tocsin override list` shows it')
    .action(async (id: string, options: { json?: boolean }) => {
      const removed = await session.call('removeOverride', { params: { id } });
      const { name, schedule } = removed;
      session.print(options, removed, [
        `${oneLine(name)} does not stand in on ${schedule} any more.`,
        ...progressText(removed.change),
      ]);
    });
}

function addProgress(override: Command, session: Session): void {
  withJson(override.command('progress').summary('how far running incidents have heard of it'))
    .argument('<change>', 'its id, as the answer to the override shows it')
    .action(async (id: string, options: { json?: boolean }) => {
      const change = await session.call('onCallChange', { params: { id } });
      session.print(options, change, progressText(change));
    });
}

function progressText(change: OnCallChangeAnswer | undefined): string[] {
  if (change === undefined) return [];
  const { id, state, looked, changed } = change;
  const so = `${counted(looked, 'running incident')} looked at, ${changed} changed`;
  return state === 'done'
    ? [`Every incident that runs was told: ${so}.`]
    : [
        `Incidents that run are being told: ${so} so far.`,
        `How far it is: tocsin override progress ${id}`,
      ];
}

function addSwap(program: Command, session: Session): void {
  withZone(asCommand(program.command('swap').summary('two people take over a shift of each other')))
    .description('Two people take over a shift of each other: both overrides, or none.')
    .requiredOption('--schedule <id>', 'the schedule')
    .requiredOption('--person <id>', 'who gives the first shift')
    .requiredOption('--from <time>', 'when it begins')
    .requiredOption('--until <time>', 'when it ends')
    .requiredOption('--with <id>', 'who takes it over')
    .requiredOption('--their-from <time>', 'when the shift begins that is given in exchange')
    .requiredOption('--their-until <time>', 'when it ends')
    .option('--reason <text>', 'why')
    .action(
      async (
        options: Zoned & {
          schedule: string;
          person: string;
          from: string;
          until: string;
          with: string;
          theirFrom: string;
          theirUntil: string;
          reason?: string;
        },
      ) => {
        const display = inZone(session, options.zone);
        const from = await readMoment(options.from, display, { option: '--from' });
        const until = await readMoment(options.until, display, { option: '--until', after: from });
        const theirFrom = await readMoment(options.theirFrom, display, { option: '--their-from' });
        const theirUntil = await readMoment(options.theirUntil, display, {
          option: '--their-until',
          after: theirFrom,
        });
        const swapped = await session.call('swapShifts', {
          ...key(options),
          body: {
            schedule: options.schedule,
            give: { person: options.person, from, until },
            take: { person: options.with, from: theirFrom, until: theirUntil },
            reason: options.reason,
            by: byOption(session, options),
          },
        });
        session.print(options, swapped, [
          ...overridesText(swapped.overrides, display),
          ...progressText(swapped.change),
        ]);
      },
    );
}

function overridesText(overrides: readonly OverrideAnswer[], display: Display): string[] {
  if (overrides.length === 0) return ['No overrides.'];
  const rows = overrides.map(({ id, schedule, name, instead, from, until, reason, removedAt }) => [
    id,
    schedule,
    name,
    instead ?? 'anybody',
    tableTime(from, display),
    tableTime(until, display),
    removedAt === undefined ? (reason ?? '') : `taken back ${tableTime(removedAt, display)}`,
  ]);
  const header = ['ID', 'SCHEDULE', 'STANDS IN', 'FOR', 'FROM', 'UNTIL', 'REASON'];
  return [table(header, rows, display), zoneLine(display)];
}

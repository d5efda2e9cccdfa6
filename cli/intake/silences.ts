import type { Command } from 'commander';
import { asCommand, byOption, type Common, key } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import type { Display } from '#cli/incident-text.ts';
import { defaultCommand, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import { inZone, readMoment, tableTime, withZone, zoneLine } from '#cli/time-arguments.ts';
import type { AnswerOf } from '#contract/api.ts';
import type { MuteAnswer } from '#contract/silences.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** Alerts are kept waiting for a while, and whatever mutes them is listed. */
export function addSilenceCommands(program: Command, session: Session): void {
  const silence = program
    .command('silence')
    .summary('keep alerts waiting for a while: silence, silence end')
    .description('Alerts that match open no incident until it ends; without a word, adds one.');
  addAdd(silence, session);
  addEnd(silence, session);
  withZone(withJson(program.command('silences').summary('what mutes alerts, and what waits')))
    .description('Silences and maintenance, now and to come, and the alerts that wait for them.')
    .option('--all', 'also silences that are over')
    .action(async (options: { all?: boolean; zone?: string; json?: boolean }) => {
      const display = inZone(session, options.zone);
      const query = options.all ? ({ over: 'true' } as const) : {};
      const told = await session.call('listSilences', { query });
      const inhibited = told.inhibited.map(
        ({ title, reason }) => `  ${oneLine(`${title}: ${reason}`)}`,
      );
      session.print(options, told, [
        ...mutesText(told.silences, display),
        ...(inhibited.length === 0 ? [] : ['Fires and waits, because another explains it:']),
        ...inhibited,
      ]);
    });
}

interface Adding extends Common {
  until: string;
  reason: string;
  from?: string;
  owner?: string;
  sev1?: boolean;
  announce?: string;
  text?: string;
  component?: string[];
  zone?: string;
}

function addAdd(silence: Command, session: Session): void {
  withZone(asCommand(defaultCommand(silence, 'add').summary('keep alerts waiting for a while')))
    .argument('<match>', `as Alertmanager writes it: 'service="orders", alertname=~"Disk.*"'`)
    .requiredOption('--until <time>', 'such as 06:00 or +2h; what still fires opens then')
    .requiredOption('--reason <text>', 'why')
    .option('--from <time>', 'now if not given')
    .option('--owner <id>', 'who answers for it; you if not given')
    .option('--sev1', 'let SEV1 wait as well, which else opens its incident')
    .option('--announce <title>', 'announce it as maintenance on the status page')
    .option('--text <text>', 'what customers notice, with --announce')
    .option('--component <id...>', 'what is announced; more than one may follow')
    .action(async (match: string, options: Adding) => {
      const { reason, owner, sev1, announce } = options;
      if (announce === undefined && (options.text !== undefined || options.component)) {
        throw new CliFailure('usage', '--text and --component say what --announce announces.', {
          next: 'Add --announce="Database maintenance".',
        });
      }
      const display = inZone(session, options.zone);
      const from = options.from && (await readMoment(options.from, display, { option: '--from' }));
      const until = await readMoment(options.until, display, {
        option: '--until',
        // It is to end yet: at 23:00, 06:00 is tomorrow's.
        after: from || (await display.askTime()),
      });
      const made = await session.call('addSilence', {
        ...key(options),
        body: {
          ...{ match, reason, from, until, owner, by: byOption(session, options) },
          ...(sev1 && { includeSev1: true }),
          ...(announce !== undefined && {
            announce: {
              title: announce,
              body: options.text ?? '',
              components: options.component ?? [],
            },
          }),
        },
      });
      session.print(options, made, [...mutesText([made], display), ...runningText(made)]);
    });
}

function addEnd(silence: Command, session: Session): void {
  withJson(silence.command('end').summary('end a silence now; what still fires opens'))
    .argument('<silence>', 'its id, as `tocsin silences` shows it')
    .action(async (id: string, options: { json?: boolean }) => {
      const ended = await session.call('endSilence', { params: { id } });
      session.print(options, ended, [
        oneLine(`${ended.id} is over: what it muted and still fires opens its incident now.`),
      ]);
    });
}

function runningText({ running }: AnswerOf<'addSilence'>): string[] {
  if (running.length === 0) return [];
  return [
    `${counted(running.length, 'incident')} that it may be about ${running.length === 1 ? 'is' : 'are'} open, and it does nothing to ${running.length === 1 ? 'it' : 'them'}:`,
    ...running.map(({ id, title, severity }) => `  ${oneLine(`${id} ${severity} ${title}`)}`),
  ];
}

function mutesText(mutes: readonly MuteAnswer[], display: Display): string[] {
  if (mutes.length === 0) return ['Nothing is muted.'];
  const rows = mutes.map(({ id, state, match, ownerName, reason, from, until, ...mute }) => [
    id,
    { text: state, style: state === 'active' ? ('yellow' as const) : ('dim' as const) },
    tableTime(from, display),
    tableTime(until, display),
    ownerName,
    match + (mute.includesSev1 ? ', SEV1 too' : ''),
    reason,
  ]);
  const waiting = mutes.flatMap(mute =>
    mute.waiting.map(({ title }) => `  ${oneLine(`${mute.id} ${title}`)}`),
  );
  return [
    table(['ID', 'STATE', 'FROM', 'UNTIL', 'OWNER', 'MATCH', 'REASON'], rows, display),
    zoneLine(display),
    ...(waiting.length === 0 ? [] : ['Fires and waits:', ...waiting]),
  ];
}

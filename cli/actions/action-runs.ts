import type { Command } from 'commander';
import { namedMoment } from '#cli/incident-text.ts';
import { wholeNumber, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import type { ActionRunShown } from '#contract/actions.ts';
import { changeText } from '#core/actions/changes.ts';
import { oneLine } from '#core/text/plain-text.ts';

const shownUnasked = 20;

/** What was changed and by whom, for whoever has to take it back and has lost the terminal in which it was done. */
export function addActionRunsCommand(program: Command, session: Session): void {
  withJson(program.command('action:runs').summary('what was done or asked for, newest first'))
    .description(
      'What was done or asked for, newest first, and how each is approved or taken back.',
    )
    .option('--service <id>', 'only those of this service')
    .option('--limit <count>', 'how many, up to 100 (20 if not given)', wholeNumber)
    .action(async (options: { service?: string; limit?: number; json?: boolean }) => {
      const { service, limit } = options;
      const answer = await session.call('listActionRuns', { query: { service, limit } });
      const none = ['Nothing was done or asked for.'];
      const text = answer.runs.flatMap(run => runText(run, session));
      const isFull = answer.runs.length >= (limit ?? shownUnasked);
      const older = isFull ? ['There may be older ones: --limit shows up to 100.'] : [];
      session.print(options, answer, text.length === 0 ? none : [...text, ...older]);
    });
}

function runText(run: ActionRunShown, { display }: Session): string[] {
  const { id, action, service, incident, status, at, by, reason, changes } = run;
  const when = at === undefined ? '' : namedMoment(at, display);
  const where = incident === undefined ? '' : `, for ${incident}`;
  const who = by === undefined ? '' : ` by ${oneLine(by.name)}`;
  const why = reason === undefined ? '' : `: ${oneLine(reason)}`;
  return [
    hangingIndent(when, `${action} on ${service}${where}: ${status}${who}${why}`, display.columns),
    ...changes.map(change => hangingIndent('  ', oneLine(changeText(change)), display.columns)),
    ...(id === undefined ? [] : nextOf(run, id)),
  ];
}

function nextOf({ action, status, canBeUndone, changes }: ActionRunShown, id: string): string[] {
  if (status === 'waiting') return [`    tocsin action:approve --id=${id}`];
  const isReversible =
    (status === 'done' || status === 'unknown') && canBeUndone && changes.length > 0;
  return isReversible ? [`    tocsin ${action} --undo=${id} --yes --reason="…"`] : [`    ${id}`];
}

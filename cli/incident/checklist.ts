import type { Command } from 'commander';
import { asCommand, byOption, type Common, capitalised, target } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { type Display, namedMoment } from '#cli/incident-text.ts';
import { chosenIncident, withIncident } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import type { Checklist } from '#contract/incident.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** The runbook as a checklist; what the state can know ticks itself. */
export function addChecklistCommand(program: Command, session: Session): void {
  const summary = 'what the runbook asks for, and what is done';
  withIncident(
    asCommand(program.command('checklist').summary(summary).description(capitalised(summary))),
  )
    .option('--tick <item>', 'this is done')
    .option('--untick <item>', 'this is not done after all')
    .action(
      async (
        argument: string | undefined,
        options: Common & { tick?: string; untick?: string },
      ) => {
        const id = await chosenIncident(session, argument, options.id);
        const { tick, untick } = options;
        if (tick !== undefined && untick !== undefined) {
          throw new CliFailure('usage', 'Give one of --tick and --untick at a time.');
        }
        const item = tick ?? untick;
        const checklist =
          item === undefined
            ? await session.call('showChecklist', { params: { id } })
            : await session.call('tickChecklist', {
                ...target(id, options),
                body: { item, done: tick !== undefined, by: byOption(session, options) },
              });
        session.print(options, checklist, checklistText(checklist, session.display));
      },
    );
}

function checklistText({ incident, items }: Checklist, display: Display): string[] {
  const done = items.filter(item => item.done).length;
  const lines = [`${incident}  ${done} of ${items.length} done`];
  let group: string | undefined;
  for (const { item, done, ...rest } of items) {
    if (rest.group !== group) {
      group = rest.group;
      lines.push('', display.paint('bold', oneLine(group)));
    }
    const who = [rest.by && oneLine(rest.by), rest.at && namedMoment(rest.at, display)];
    const told = who.filter(text => text !== undefined && text !== '').join(', ');
    const mark = done ? display.paint('green', '[x]') : '[ ]';
    const after = done && told !== '' ? ` (${told})` : '';
    const name = done || rest.ticksItself ? '' : ` - tick: ${item}`;
    const text = hangingIndent('   ', `${rest.text}${after}${name}`, display.columns).trimStart();
    lines.push(`${mark}  ${text}`);
  }
  const [open] = items.filter(each => !each.done && !each.ticksItself);
  if (open !== undefined) {
    lines.push('', `What you have done: tocsin checklist ${incident} --tick=${open.item}`);
  }
  return lines;
}

import { type Command, Option } from 'commander';
import { asCommand, by, type Common, target } from '#cli/commanding.ts';
import { incidentReference } from '#cli/incident-reference.ts';
import { chosenIncident, wholeNumber, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hanging } from '#cli/terminal-text.ts';
import type { ActionItemAnswer } from '#contract/api-postmortem.ts';
import { oneLine } from '#core/messages/plain-text.ts';

/** The work that follows from incidents. */
export function addActionItemCommands(program: Command, session: Session): void {
  const group = program
    .command('action-items')
    .summary('the work that follows from incidents')
    .description('The work that follows from incidents: who does what, by when.');

  withJson(group.command('list', { isDefault: true }).summary('what is to be done, soonest first'))
    .addOption(
      new Option('--status <status>', 'which').choices(['open', 'done', 'all']).default('open'),
    )
    .option('--incident <id>', 'of one incident')
    .action(
      async (options: { status: 'open' | 'done' | 'all'; incident?: string; json?: boolean }) => {
        const { status } = options;
        const incident = options.incident && incidentReference(options.incident, session.looks.now);
        const api = await session.api();
        const list = await api.call('listActionItems', { query: { status, incident } });
        const lines = list.items.flatMap(item => linesOf(item, session));
        session.print(options, list, lines.length === 0 ? ['Nothing is to be done.'] : lines);
      },
    );

  asCommand(group.command('add').summary('somebody is to do something'))
    .argument('[id]', 'the incident: INC-2026-001, INC-001 or 1')
    .option('--id <id>', 'the same, as an option')
    .requiredOption('--text <text>', 'what is to be done')
    .option('--owner <person>', 'who does it')
    .option('--due <day>', 'by when, such as 2026-12-01')
    .action(
      async (
        argument: string | undefined,
        options: Common & { text: string; owner?: string; due?: string },
      ) => {
        const id = chosenIncident(session, argument, options.id);
        const { text, owner, due: dueOn } = options;
        const api = await session.api();
        const item = await api.call('addActionItem', {
          ...target(id, options),
          body: { text, owner, dueOn, by: by(session, options) },
        });
        session.print(options, item, linesOf(item, session));
      },
    );

  asCommand(group.command('done').summary('it is done'))
    .argument('<id>', 'the incident: INC-2026-001, INC-001 or 1')
    .argument('<item>', 'the number of the item', wholeNumber)
    .action(async (argument: string, number: number, options: Common) => {
      const id = chosenIncident(session, argument, undefined);
      const api = await session.api();
      const item = await api.call('completeActionItem', {
        params: { id, item: String(number) },
        idempotencyKey: options.idempotencyKey,
        body: { by: by(session, options) },
      });
      session.print(options, item, linesOf(item, session));
    });
}

function linesOf(item: ActionItemAnswer, { looks }: Session): string[] {
  const { incident, owner, dueOn, done, isOverdue } = item;
  const due = dueOn === undefined ? 'no date' : `due ${dueOn}`;
  const when = isOverdue ? looks.paint('red', `${due}, overdue`) : due;
  const state = done === undefined ? when : looks.paint('green', `done by ${oneLine(done.by)}`);
  return [
    `${incident} ${item.item}  ${owner === undefined ? 'nobody' : oneLine(owner.name)}, ${state}`,
    hanging('  ', oneLine(item.text), looks.columns),
  ];
}

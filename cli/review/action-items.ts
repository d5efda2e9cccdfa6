import { type Command, Option } from 'commander';
import { asCommand, byOption, type Common, target } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { incidentReference } from '#cli/incident-reference.ts';
import {
  chosenIncident,
  defaultCommand,
  wholeNumber,
  withIncident,
  withJson,
} from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import type { ActionItemAnswer } from '#contract/postmortem.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** The work that follows from incidents. */
export function addActionItemCommands(program: Command, session: Session): void {
  addExport(program, session);
  const group = program
    .command('action-items')
    .summary('the work that follows from incidents')
    .description('The work that follows from incidents: who does what, by when.');

  withJson(defaultCommand(group, 'list').summary('what is to be done, soonest first'))
    .addOption(
      new Option('--status <status>', 'which').choices(['open', 'done', 'all']).default('open'),
    )
    .option('--incident <id>', 'of one incident')
    .action(
      async (options: { status: 'open' | 'done' | 'all'; incident?: string; json?: boolean }) => {
        const { status } = options;
        const incident =
          options.incident && (await incidentReference(options.incident, session.display.askTime));
        const list = await session.call('listActionItems', { query: { status, incident } });
        const lines = list.items.flatMap(item => linesOf(item, session));
        session.print(options, list, lines.length === 0 ? ['Nothing is to be done.'] : lines);
      },
    );

  withIncident(asCommand(group.command('add').summary('somebody is to do something')))
    .requiredOption('--text <text>', 'what is to be done')
    .option('--owner <person>', 'who does it')
    .option('--due <day>', 'by when, such as 2026-12-01')
    .action(
      async (
        argument: string | undefined,
        options: Common & { text: string; owner?: string; due?: string },
      ) => {
        const id = await chosenIncident(session, argument, options.id);
        const { text, owner, due: dueOn } = options;
        const item = await session.call('addActionItem', {
          ...target(id, options),
          body: { text, owner, dueOn, by: byOption(session, options) },
        });
        session.print(options, item, linesOf(item, session));
      },
    );

  asCommand(group.command('done').summary('it is done'))
    .argument('<id>', 'the incident: INC-2026-001, INC-001 or 1')
    .argument('<item>', 'the number of the item', wholeNumber)
    .action(async (argument: string, number: number, options: Common) => {
      const id = await chosenIncident(session, argument, undefined);
      const item = await session.call('completeActionItem', {
        params: { id, item: String(number) },
        idempotencyKey: options.idempotencyKey,
        body: { by: byOption(session, options) },
      });
      session.print(options, item, linesOf(item, session));
    });
}

/** As the runbook names what is done to incidents. */
function addExport(program: Command, session: Session): void {
  withIncident(
    asCommand(
      program
        .command('action-item:export')
        .summary('make action items issues on GitHub or in Jira'),
    ),
  )
    .description(
      'New ones become issues by themselves. This is for those that were refused, and for those of before. Exits with 1 when one is refused.',
    )
    .option('--item <number>', 'this one; all that are no issues if not given', wholeNumber)
    .action(async (argument: string | undefined, options: Common & { item?: number }) => {
      const id = await chosenIncident(session, argument, options.id);
      const api = await session.api();
      const query = { status: 'all', incident: id } as const;
      const { items } = await api.call('listActionItems', { query });
      const numbers =
        options.item === undefined
          ? items.filter(({ issue }) => issue === undefined).map(({ item }) => item)
          : [options.item];
      for (const item of numbers) {
        const key = options.idempotencyKey && `${options.idempotencyKey}-${item}`;
        await api.call('exportActionItem', {
          params: { id, item: String(item) },
          idempotencyKey: key,
          body: { by: byOption(session, options) },
        });
      }
      const of = (list: readonly ActionItemAnswer[]) =>
        list.filter(({ item }) => numbers.includes(item));
      let now = of(items);
      for (let look = 0; look < looksMax && numbers.length > 0; look++) {
        await session.surroundings.sleep(lookMs);
        now = of((await api.call('listActionItems', { query })).items);
        if (now.every(({ issue, exportFailure }) => issue ?? exportFailure)) break;
      }
      const nothing = [`Every action item of ${id} is an issue already.`];
      const lines = now.flatMap(item => linesOf(item, session));
      session.print(options, { items: now }, numbers.length === 0 ? nothing : lines);
      const failed = now.filter(({ issue }) => issue === undefined);
      if (failed.length > 0) {
        const count =
          failed.length === 1 ? '1 action item is' : `${failed.length} action items are`;
        throw new CliFailure('refused', `${count} not an issue yet.`);
      }
    });
}

/** What was asked for is done by a queue; most of it within seconds. */
const lookMs = 1000;
const looksMax = 20;

/** Where it is an issue, or why it is not. */
function exportLines(item: ActionItemAnswer, { display }: Session): string[] {
  const { incident, issue, exportFailure } = item;
  if (issue !== undefined) {
    const where = [issue.reference, issue.url].filter(Boolean).join(' ');
    return [hangingIndent('  ', oneLine(where || `given to ${issue.tracker}`), display.columns)];
  }
  if (exportFailure === undefined) return [];
  const { reason, isFinal } = exportFailure;
  const next = isFinal ? 'Once that is repaired:' : 'It is tried again.';
  const why = `no issue: ${oneLine(reason)}. ${next}`;
  return [
    display.paint('red', hangingIndent('  ', why, display.columns)),
    // In one piece, to be copied.
    ...(isFinal ? [`      tocsin action-item:export --id=${incident} --item=${item.item}`] : []),
  ];
}

function linesOf(item: ActionItemAnswer, session: Session): string[] {
  const { display } = session;
  const { incident, owner, dueOn, done, isOverdue } = item;
  const due = dueOn === undefined ? 'no date' : `due ${dueOn}`;
  const when = isOverdue ? display.paint('red', `${due}, overdue`) : due;
  const state = done === undefined ? when : display.paint('green', `done by ${oneLine(done.by)}`);
  return [
    `${incident} ${item.item}  ${owner === undefined ? 'nobody' : oneLine(owner.name)}, ${state}`,
    hangingIndent('  ', oneLine(item.text), display.columns),
    ...exportLines(item, session),
  ];
}

import { type Command, Option } from 'commander';
import { addActionRunsCommand } from '#cli/actions/action-runs.ts';
import { asCommand, byOption, type Common, target } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { incidentReference } from '#cli/incident-reference.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent, table } from '#cli/terminal-text.ts';
import type { ActionList, ActionRunShown } from '#contract/actions.ts';
import type { Action } from '#core/actions/action.ts';
import { catalogue } from '#core/actions/catalogue.ts';
import { changeText } from '#core/actions/changes.ts';
import { oneLine } from '#core/text/plain-text.ts';

interface ActionOptions extends Common {
  service?: string;
  incident?: string;
  reason?: string;
  yes?: boolean;
  undo?: string;
  [input: string]: string | boolean | undefined;
}

/** What changes something in the account, each under the name that the runbook gives it (R15, R18, R19). */
export function addActionCommands(program: Command, session: Session): void {
  withJson(program.command('actions').summary('what can be changed, for which services'))
    .description('Every action, the services that have it configured, and what to add for others.')
    .action(async (options: { json?: boolean }) => {
      const list = await session.call('listActions', {});
      session.print(options, list, actionsText(list, session));
    });

  for (const action of catalogue) addAction(program, session, action);
  addActionRunsCommand(program, session);

  asCommand(program.command('action:approve').summary('approve what another person asked for'))
    .description('Approves an action that another person asked for; it is then carried out.')
    .requiredOption('--id <run>', 'the run, as the mail and action:runs name it')
    .action(async (options: Common & { id: string }) => {
      const run = await session.call('showActionRun', { params: { id: options.id } });
      const approved = await session.call(`${run.family}Approval`, {
        ...target(options.id, options),
        body: { by: byOption(session, options) },
      });
      report(session, options, approved);
    });
}

function addAction(program: Command, session: Session, action: Action): void {
  const { name, summary, options: inputs } = action;
  const command = asCommand(program.command(name).summary(summary))
    .description(`To ${summary}. Without --yes it only says what would change.`)
    .option('--service <id>', 'the service; the one in trouble if not given')
    .option(
      '--incident <id>',
      'on whose timeline it is told; the open one of the service if not given',
    )
    .option('--reason <text>', 'why; needed with --yes')
    .option('--yes', 'do it')
    .option('--undo <run>', 'take back what this run changed');
  // Checked by the service of the API as well, whose rules they are; with --undo none of them is asked for.
  for (const { flag, text, isRepeated } of inputs) {
    const option = new Option(flag, text);
    if (isRepeated) {
      option.argParser((value, before?: string) => (before ? `${before}\n${value}` : value));
    }
    command.addOption(option);
  }
  command.action((options: ActionOptions) => run(session, action, options));
}

async function run(
  session: Session,
  { name, family, options: inputs }: Action,
  given: ActionOptions,
) {
  const missing = inputs.find(input => given[input.name] === undefined && !input.isOptional);
  if (missing !== undefined && given.undo === undefined) {
    throw new CliFailure('usage', `${missing.flag} is missing: ${missing.text}.`);
  }
  const { service, incident, reason, yes, undo } = given;
  if (yes === true && reason === undefined) {
    throw new CliFailure('usage', 'Say why it is done: --reason="…". It stands on the timeline.');
  }
  const { askTime } = session.display;
  const body = {
    service,
    undo,
    inputs: Object.fromEntries(
      inputs.flatMap(input => {
        const value = given[input.name];
        return typeof value === 'string' && undo === undefined ? [[input.name, value]] : [];
      }),
    ),
    incident: incident === undefined ? undefined : await incidentReference(incident, askTime),
    reason,
    by: byOption(session, given),
  };
  const call = (dryRun: boolean) =>
    session.call(`${family}Action`, {
      params: { action: name },
      idempotencyKey: given.idempotencyKey,
      body: { ...body, dryRun },
    });
  report(session, given, await call(yes !== true));
}

/** What was said of where, as it was typed. */
type Named = Common & Pick<ActionOptions, 'service' | 'undo'>;

function report(session: Session, options: Named, run: ActionRunShown): void {
  const { display } = session;
  session.print(options, run, [
    `${run.action} on ${run.service}${run.incident === undefined ? '' : `, for ${run.incident}`}`,
    ...(run.changes.length === 0
      ? ['Nothing to change: it is so already.']
      : run.changes.map(change =>
          hangingIndent('  ', oneLine(changeText(change)), display.columns),
        )),
    ...run.notes.map(oneLine),
    ...(run.outcome ?? []).map(line => hangingIndent('  ', oneLine(line), display.columns)),
    ...endText(run, session, options),
  ]);
  if (run.status === 'running') {
    throw new CliFailure('refused', `${run.action} began, and how it ended is not known.`, {
      next: 'Before you repeat it, look at the service, and at `tocsin action:runs`.',
    });
  }
  if (run.status === 'failed') throw new CliFailure('refused', `${run.action} failed.`);
}

function endText(
  { status, id = '', action, service, approval, canBeUndone, changes, incident }: ActionRunShown,
  { display }: Session,
  { service: given, undo }: Named,
) {
  const named = given === undefined && undo === undefined ? [`--service=${service}`] : [];
  switch (status) {
    case 'planned':
      return changes.length === 0
        ? []
        : [
            display.paint(
              'yellow',
              `Nothing was changed yet: say it again with ${[...named, '--yes'].join(' ')} and --reason="…".`,
            ),
            ...(approval === 'second-person'
              ? ['It then waits for a second person, who has to approve it.']
              : []),
          ];
    case 'waiting':
      return [
        display.paint('yellow', 'Waits for a second person, for an hour:'),
        `tocsin action:approve --id=${id}`,
        incident === undefined
          ? 'Nobody was told, since it belongs to no incident: send somebody this line.'
          : 'The team was told by mail.',
      ];
    case 'done':
      return canBeUndone && id !== '' && changes.length > 0
        ? [
            display.paint('green', 'Done.'),
            `To take it back: tocsin ${action} --undo=${id} --yes --reason="…"`,
          ]
        : [display.paint('green', 'Done.')];
    case 'expired':
      return ['Nobody approved of it in time: nothing was changed.'];
    case 'running':
    case 'unknown':
    case 'failed':
      return [];
    default:
      return status satisfies never;
  }
}

function actionsText({ actions }: ActionList, { display }: Session): string[] {
  const rows = actions.map(({ action, services, summary }) => [
    action,
    services.join(', ') || '-',
    summary,
  ]);
  const without = actions.filter(({ services }) => services.length === 0);
  return [
    table(['ACTION', 'SERVICES', 'WHAT IT DOES'], rows, display),
    ...without.map(({ action, add }) =>
      hangingIndent(action, `add under services.<id>.actions: ${add}`, display.columns),
    ),
  ];
}

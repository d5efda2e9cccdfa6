import { type Command, InvalidArgumentError, Option } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import { incidentReference } from '#cli/incident-reference.ts';
import type { Session } from '#cli/session.ts';
import { phases } from '#contract/incident.ts';
import type { Role } from '#core/incident/events.ts';
import { roleNamed } from '#core/incident/role-words.ts';
import { parseSeverity, type Severity } from '#core/severity.ts';
import { parseDuration } from '#core/time/duration-text.ts';

/** Options that several commands share, written once so that they mean the same everywhere. */

/** What is done where no other word follows; its options are in the help of both. */
export function defaultCommand(group: Command, name: string): Command {
  const command = group.command(name, { isDefault: true });
  group.addHelpText(
    'after',
    () => `\nWithout a word after it, the same as ${name}:\n\n${command.helpInformation()}`,
  );
  return command;
}

export const withJson = (command: Command) => command.option('--json', 'answer as JSON');

/** Which incident; `chosenIncident` reads it. */
export const withIncident = (command: Command) =>
  command
    .argument('[id]', 'the incident: INC-2026-001, INC-001 or 1')
    .option('--id <id>', 'the same, as an option');

export const severityOption = (meaning: string) =>
  new Option('--severity <SEV>', meaning).argParser((text): Severity => {
    const severity = parseSeverity(text);
    if (severity === undefined)
      throw new InvalidArgumentError('It is one of SEV1, SEV2, SEV3, SEV4.');
    return severity;
  });

export const phaseOption = (meaning: string) =>
  new Option('--phase <phase>', meaning).choices([...phases, 'running']);

export function parseLevel(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError('It is a number, 0 for none yet.');
  return Number(text);
}

export function parseRole(text: string): Role {
  const role = roleNamed(text);
  if (role === undefined) {
    throw new InvalidArgumentError(
      'It is one of incidentCommander (ic), technicalLead (tl), communicationsLead (comms), scribe.',
    );
  }
  return role;
}

/** How far to look back. An unclear one is refused: a look at another time would be an answer that is wrong. */
export function lastOption(text: string): string {
  if ((parseDuration(text) ?? 0) <= 0) {
    throw new InvalidArgumentError('It is a time such as 10m, 1h or 2d, of a year at most.');
  }
  return text;
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}

/** `--id` as in the runbook, or the first argument. */
export async function chosenIncident(
  session: Session,
  argument: string | undefined,
  option: string | undefined,
): Promise<string> {
  const text = option ?? argument;
  if (text === undefined) {
    throw new CliFailure('usage', 'Which incident?', {
      next: 'Give --id=INC-2026-001. `tocsin list` shows them.',
    });
  }
  return incidentReference(text, session.display.askTime);
}

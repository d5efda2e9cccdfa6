import type { Command } from 'commander';
import { headlineText } from '#cli/incident-text.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import type { Incident } from '#contract/incident.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** What the commands that change an incident have in common. */

/** What every command that changes an incident can be told. */
export interface Common {
  id?: string;
  by?: string;
  idempotencyKey?: string;
  json?: boolean;
}

export function onIncident(program: Command, name: string, summary: string): Command {
  return asCommand(program.command(name).summary(summary).description(capitalised(summary)))
    .argument('[id]', 'the incident: INC-2026-001, INC-001 or 1')
    .option('--id <id>', 'the same, as an option');
}

/** For what is done once, however often it is sent. */
export function asCommand(command: Command): Command {
  return withBy(command).option(
    '--idempotency-key <key>',
    'repeat safely: the same key is done once',
  );
}

export function withBy(command: Command): Command {
  return withJson(command).option(
    '--by <person>',
    'who does it, when the token belongs to nobody (or TOCSIN_PERSON)',
  );
}

export function capitalised(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

export function byOption({ surroundings }: Session, options: Common): string | undefined {
  return options.by ?? (surroundings.env.TOCSIN_PERSON || undefined);
}

export function key({ idempotencyKey }: Common) {
  return { idempotencyKey };
}

export function target(id: string, options: Common) {
  return { params: { id }, ...key(options) };
}

export function report(
  session: Session,
  options: Common,
  incident: Incident,
  lines: readonly string[],
): void {
  const { note } = incident;
  session.print(options, incident, [
    headlineText(incident, session.looks),
    ...(note === undefined ? [] : [oneLine(note)]),
    ...lines,
  ]);
}

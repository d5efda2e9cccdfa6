import type { Command } from 'commander';
import { headlineText } from '#cli/incident-text.ts';
import { chosenIncident, withIncident, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import type { RequestOf } from '#contract/api.ts';
import type { Incident } from '#contract/incident.ts';
import { commandRoutes } from '#contract/incident-commands.ts';
import { oneLine } from '#core/text/plain-text.ts';

/* What the commands that change something have in common. */

/** What every command that changes an incident can be told. */
export interface Common {
  id?: string;
  by?: string;
  idempotencyKey?: string;
  json?: boolean;
}

export function onIncident(program: Command, name: string, summary: string): Command {
  return withIncident(
    asCommand(program.command(name).summary(summary).description(capitalised(summary))),
  );
}

/** Options as they were given, by name. */
export type Given = Common & Readonly<Record<string, unknown>>;

type IncidentOperation = Exclude<
  (typeof commandRoutes)[number]['operationId'],
  'declareIncident' | 'tickChecklist'
>;

/** A command that changes one incident. Options with the name of a field of the route's request are that field. */
export interface IncidentCommand {
  name: string;
  alias?: string;
  summary: string;
  operation: IncidentOperation;
  options: (command: Command) => Command;
  /** Which incident, where it need not be named. */
  choose?: (session: Session, argument: string | undefined, options: Given) => Promise<string>;
  /** Fields that are not options as they stand. */
  fields?: (session: Session, options: Given, id: string) => Promise<object> | object;
  /** Keeps what was typed, where it was not taken. */
  keep?: (session: Session, given: Given, id: string) => Promise<unknown>;
  /** Something else that the same words ask for; `undefined`: nothing else is asked. */
  instead?: (session: Session, options: Given, id: string) => Promise<void> | undefined;
  /** What is said below the incident's headline. */
  says: (
    incident: Incident,
    session: Session,
    options: Given,
  ) => readonly string[] | Promise<readonly string[]>;
}

export function addIncidentCommands(
  program: Command,
  session: Session,
  commands: readonly IncidentCommand[],
): void {
  for (const each of commands) {
    const { name, alias, summary, operation, options: addOptions, choose, fields, says } = each;
    const { instead, keep } = each;
    const command = onIncident(program, name, summary);
    if (alias !== undefined) command.alias(alias);

    addOptions(command).action(async (argument: string | undefined, options: Given) => {
      const id =
        choose === undefined
          ? await chosenIncident(session, argument, options.id)
          : await choose(session, argument, options);
      const other = instead?.(session, options, id);
      if (other !== undefined) return other;
      const given = { ...options, ...(await fields?.(session, options, id)) };
      const body = { ...requestOf(operation, given), by: byOption(session, options) };
      const asked = { ...target(id, options), body: body as RequestOf<IncidentOperation> };
      const incident = await session.call(operation, asked).catch(async (error: unknown) => {
        await keep?.(session, given, id);
        throw error;
      });
      report(session, options, incident, await says(incident, session, options));
    });
  }
}

/** Of what was given, the fields that the route takes. */
function requestOf(operation: IncidentOperation, given: Given): object {
  const route = commandRoutes.find(({ operationId }) => operationId === operation);
  const names = Object.keys(route?.request.shape ?? {});
  return Object.fromEntries(names.map(name => [name, given[name]]));
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
    headlineText(incident, session.display),
    ...(note === undefined ? [] : [oneLine(note)]),
    ...lines,
  ]);
}

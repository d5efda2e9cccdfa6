import { type Command, InvalidArgumentError } from 'commander';
import { byOption, type Common, onIncident, report, target } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { deadlineText } from '#cli/incident-text.ts';
import { chosenIncident } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { readMoment } from '#cli/time-arguments.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { parseDuration } from '#core/time/duration-text.ts';

/** Who is called for an incident, and who is left in peace. */
export function addPeopleCommands(program: Command, session: Session): void {
  addSnooze(program, session);
  addReassign(program, session);
  addResponder(program, session);
}

function addSnooze(program: Command, session: Session): void {
  onIncident(program, 'snooze', 'page nobody for a while')
    .option('--for <time>', 'such as 30m', lasting)
    .option('--until <time>', 'instead: such as 09:00')
    .requiredOption('--reason <text>', 'why it can wait')
    .action(
      async (
        argument: string | undefined,
        options: Common & { for?: string; until?: string; reason: string },
      ) => {
        const { looks } = session;
        const id = chosenIncident(session, argument, options.id);
        if ((options.for === undefined) === (options.until === undefined)) {
          throw new CliFailure('usage', 'For how long? Give either --for or --until.', {
            next: `tocsin snooze --id=${id} --for=30m --reason="…"`,
          });
        }
        const until =
          options.until &&
          (await readMoment(options.until, looks, { option: '--until', after: looks.now }));
        const api = await session.api();
        const incident = await api.call('snoozeIncident', {
          ...target(id, options),
          body: { for: options.for, until, reason: options.reason, by: byOption(session, options) },
        });
        report(session, options, incident, deadlineText(incident, looks));
      },
    );
}

function lasting(text: string): string {
  if (parseDuration(text) === undefined) throw new InvalidArgumentError('It looks like 30m or 2h.');
  return text;
}

function addReassign(program: Command, session: Session): void {
  onIncident(program, 'reassign', 'page other people instead; the ladder starts with them')
    .requiredOption('--person <id...>', 'persons of tocsin.yaml')
    .requiredOption('--reason <text>', 'why')
    .action(
      async (
        argument: string | undefined,
        options: Common & { person: string[]; reason: string },
      ) => {
        const { person: people, reason } = options;
        const id = chosenIncident(session, argument, options.id);
        const api = await session.api();
        const incident = await api.call('reassignIncident', {
          ...target(id, options),
          body: { people: separated(people), reason, by: byOption(session, options) },
        });
        report(session, options, incident, [
          `Paged: ${oneLine(separated(people).join(', '))}.`,
          ...deadlineText(incident, session.looks),
        ]);
      },
    );
}

function addResponder(program: Command, session: Session): void {
  onIncident(program, 'add-responder', 'page more people for help')
    .requiredOption('--person <id...>', 'persons of tocsin.yaml')
    .requiredOption('--reason <text>', 'what they are needed for')
    .action(
      async (
        argument: string | undefined,
        options: Common & { person: string[]; reason: string },
      ) => {
        const { person: people, reason } = options;
        const id = chosenIncident(session, argument, options.id);
        const api = await session.api();
        const incident = await api.call('addResponders', {
          ...target(id, options),
          body: { people: separated(people), reason, by: byOption(session, options) },
        });
        report(session, options, incident, [`Asked: ${oneLine(separated(people).join(', '))}.`]);
      },
    );
}

/** `--person=bo,cy` is as good as `--person bo cy`. */
function separated(people: readonly string[]): string[] {
  return people.flatMap(text => text.split(',')).filter(text => text !== '');
}

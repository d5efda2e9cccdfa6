import { type Command, InvalidArgumentError } from 'commander';
import { addIncidentCommands, type Given, type IncidentCommand } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { deadlineText } from '#cli/incident-text.ts';
import type { Session } from '#cli/session.ts';
import { readMoment } from '#cli/time-arguments.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { parseDuration } from '#core/time/duration-text.ts';

/** Who is called for an incident, and who is left in peace. */
export function addPeopleCommands(program: Command, session: Session): void {
  addIncidentCommands(program, session, peopleCommands);
}

const peopleCommands: IncidentCommand[] = [
  {
    name: 'snooze',
    summary: 'page nobody for a while',
    operation: 'snoozeIncident',
    options: command =>
      command
        .option('--for <time>', 'such as 30m', lasting)
        .option('--until <time>', 'instead: such as 09:00')
        .requiredOption('--reason <text>', 'why it can wait'),
    async fields({ display }, { for: lasting, until }, id) {
      if ((lasting === undefined) === (until === undefined)) {
        throw new CliFailure('usage', 'For how long? Give either --for or --until.', {
          next: `tocsin snooze --id=${id} --for=30m --reason="…"`,
        });
      }
      if (until === undefined) return {};
      const option = { option: '--until', after: await display.askTime() };
      return { until: await readMoment(String(until), display, option) };
    },
    says: (incident, { display }) => deadlineText(incident, display),
  },
  {
    name: 'reassign',
    summary: 'page other people instead; the ladder starts with them',
    operation: 'reassignIncident',
    options: command =>
      command
        .requiredOption('--person <id...>', 'persons of tocsin.yaml')
        .requiredOption('--reason <text>', 'why'),
    fields: (_, options) => ({ people: peopleIn(options) }),
    says: async (incident, session) => [
      ...(await newest(session, incident.id, 'LevelPaged')),
      ...deadlineText(incident, session.display),
    ],
  },
  {
    name: 'add-responder',
    summary: 'page more people for help',
    operation: 'addResponders',
    options: command =>
      command
        .requiredOption('--person <id...>', 'persons of tocsin.yaml')
        .requiredOption('--reason <text>', 'what they are needed for'),
    fields: (_, options) => ({ people: peopleIn(options) }),
    says: ({ id }, session) => newest(session, id, 'RespondersAdded'),
  },
];

/** Whom it reached, by name, and whom not and why, as the timeline has it. */
async function newest(session: Session, id: string, type: string): Promise<string[]> {
  const asked = { params: { id }, query: { entries: 20 } };
  // It is done, whatever becomes of this question.
  const shown = await session.call('showIncident', asked).catch(() => undefined);
  const entry = shown?.timeline.findLast(each => each.type === type);
  return entry === undefined ? [] : [oneLine(entry.text)];
}

function lasting(text: string): string {
  if (parseDuration(text) === undefined) throw new InvalidArgumentError('It looks like 30m or 2h.');
  return text;
}

/** `--person=bo,cy` is as good as `--person bo cy`. */
function peopleIn({ person }: Given): string[] {
  const given = person as readonly string[];
  return given.flatMap(text => text.split(',')).filter(text => text !== '');
}

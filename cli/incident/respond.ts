import type { Command } from 'commander';
import { stillChangedText } from '#cli/actions/still-changed.ts';
import {
  addIncidentCommands,
  asCommand,
  byOption,
  type Common,
  type Given,
  type IncidentCommand,
  key,
  report,
} from '#cli/commanding.ts';
import { keepUpdate, previewUpdate, updateFields } from '#cli/communication/update.ts';
import { CliFailure } from '#cli/failure.ts';
import { acknowledgedText, deadlineText, momentText, roleNames } from '#cli/incident-text.ts';
import { chosenIncident, parseLevel, parseRole, severityOption } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import type { Incident } from '#contract/incident.ts';
import type { Role } from '#core/incident/events.ts';
import type { Severity } from '#core/severity.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** The commands of an incident's life, in the order in which it is lived. */
export function addRespondCommands(program: Command, session: Session): void {
  addStart(program, session);
  addIncidentCommands(program, session, respondCommands);
}

const respondCommands: IncidentCommand[] = [
  {
    name: 'acknowledge',
    alias: 'ack',
    summary: 'say that you are on it: nobody else is paged',
    operation: 'acknowledgeIncident',
    options: command =>
      command
        .addOption(severityOption('the newest open incident of this severity'))
        .option('--note <text>', 'a line for the timeline'),
    choose: toAcknowledge,
    says: (incident, session) => [
      `Acknowledged ${acknowledgedText(incident, session.display)}.`,
      ...updateDue(session, incident),
    ],
  },
  {
    name: 'escalate',
    summary: 'page the next level now',
    operation: 'escalateIncident',
    options: command =>
      command
        .option('--reason <text>', 'why')
        .option(
          '--from-level <number>',
          'the level that you saw paged last: whoever was paged since is named, and nobody more is paged',
          parseLevel,
        ),
    fields: (_, { fromLevel }) => (fromLevel === undefined ? {} : { from: { level: fromLevel } }),
    says: (incident, { display }) => [
      ...(incident.level === undefined ? [] : [`Level ${incident.level} is paged.`]),
      ...deadlineText(incident, display),
    ],
  },
  {
    name: 'update',
    summary: 'tell the team how it stands',
    operation: 'postUpdate',
    options: command =>
      command
        .option('--status <text>', 'such as "Investigating root cause"')
        .option('--impact <text>', 'what users notice')
        .option('--actions <text>', 'what is being done')
        .option('--preview', 'show what each audience would read, and send nothing')
        .option('--edit', 'begin with a draft of what happened, in $EDITOR'),
    instead: (session, options, id) =>
      options.preview === true ? previewUpdate(session, options, id) : undefined,
    fields: (session, options, id) => updateFields(session, options, id),
    keep: keepUpdate,
    says: (incident, session, { status }) => [
      `Status: ${oneLine(incident.status ?? String(status))}`,
      ...updateDue(session, incident),
    ],
  },
  {
    name: 'assign',
    summary: 'give a role to a person, or hand it over',
    operation: 'assignRole',
    options: command =>
      command
        .requiredOption('--role <role>', 'ic, tl, comms or scribe', parseRole)
        .requiredOption('--person <id>', 'a person of tocsin.yaml')
        .option('--note <text>', 'for the handover'),
    says: ({ roles }, _, options) => {
      const role = options.role as Role;
      return [`${roleNames[role]}: ${oneLine(roles[role]?.name ?? String(options.person))}`];
    },
  },
  {
    name: 'note',
    summary: 'put a line on the timeline',
    operation: 'addNote',
    options: command => command.requiredOption('--text <text>', 'what you saw or did'),
    says: () => ['Noted.'],
  },
  {
    name: 'severity',
    summary: 'raise or lower the severity',
    operation: 'changeSeverity',
    options: command =>
      command
        .addOption(severityOption('the new one').makeOptionMandatory())
        .requiredOption('--reason <text>', 'why'),
    says: (incident, { display }) => deadlineText(incident, display),
  },
  {
    name: 'resolve',
    summary: 'it is fixed; a watch begins, then the all-clear',
    operation: 'resolveIncident',
    options: command =>
      command
        .requiredOption('--resolution <text>', 'what fixed it')
        .option('--yes', 'do not ask, though alerts still fire'),
    fields: async (session, options, id) => {
      if (options.yes !== true) await consentWhileFiring(session, options, id);
      return {};
    },
    says: async (incident, session, options) => [
      ...deadlineText(incident, session.display),
      ...stillFiring(incident, session, options),
      `Not fixed after all: tocsin reopen --id=${incident.id} --reason="…"`,
      `Report: tocsin report --id=${incident.id}`,
      ...(await stillChangedText(session, incident)),
    ],
  },
  {
    name: 'reopen',
    summary: 'it was not fixed',
    operation: 'reopenIncident',
    options: command => command.requiredOption('--reason <text>', 'what is wrong again'),
    says: (incident, { display }) => deadlineText(incident, display),
  },
];

/** What still fires may be the trouble itself: whoever can be asked says that it is over all the same. */
async function consentWhileFiring(session: Session, { json }: Common, id: string): Promise<void> {
  const { ask } = session.surroundings.terminal;
  if (ask === undefined || json) return;
  const { alerts, phase } = await session.call('showIncident', { params: { id } });
  // What is over is refused by its own rule.
  if (alerts.firing === 0 || (phase !== 'open' && phase !== 'acknowledged')) return;
  if (!(await ask(`${firingText(alerts.firing)}. Resolve it all the same?`))) {
    throw new CliFailure('refused', 'Nothing was resolved.');
  }
}

/** A script of the runbook cannot be asked, and is not kept from ending what it was told to end: it is told. */
function stillFiring({ alerts }: Incident, session: Session, options: Given): string[] {
  const wasAsked = session.surroundings.terminal.ask !== undefined && !options.json;
  return alerts.firing === 0 || wasAsked || options.yes === true
    ? []
    : [`${firingText(alerts.firing)}; --yes says that this is known.`];
}

function firingText(count: number): string {
  return count === 1 ? 'An alert of it still fires' : `${count} of its alerts still fire`;
}

function addStart(program: Command, session: Session): void {
  asCommand(program.command('start').summary('declare an incident'))
    .description('Declare an incident. Without --severity the rules classify it.')
    .requiredOption('--title <text>', 'what is wrong, in one line')
    .addOption(severityOption('SEV1 to SEV4'))
    .option('--service <id>', 'the service in trouble, as tocsin.yaml names it')
    .option('--description <text>', 'more about it')
    .action(
      async (
        options: Common & {
          title: string;
          severity?: Severity;
          service?: string;
          description?: string;
        },
      ) => {
        const { title, severity, service, description } = options;
        const incident = await session.call('declareIncident', {
          ...key(options),
          body: { title, severity, service, description, by: byOption(session, options) },
        });
        report(session, options, incident, [
          `Why ${incident.severity}: ${oneLine(incident.severityReason.text)}`,
          ...deadlineText(incident, session.display),
          `I am on it: tocsin acknowledge --id=${incident.id}`,
        ]);
      },
    );
}

async function toAcknowledge(
  session: Session,
  argument: string | undefined,
  { id, ...options }: Given,
): Promise<string> {
  const severity = options.severity as Severity | undefined;
  if (severity === undefined || id !== undefined || argument !== undefined) {
    return chosenIncident(session, argument, id);
  }
  const open = await session.call('listIncidents', {
    query: { phase: 'open', severity, limit: 1 },
  });
  const newest = open.incidents[0];
  if (newest !== undefined) return newest.id;

  const taken = await session.call('listIncidents', {
    query: { phase: 'acknowledged', severity, limit: 1 },
  });
  const [other] = taken.incidents;
  throw new CliFailure('notFound', `No open ${severity} incident to acknowledge.`, {
    next:
      other === undefined
        ? '`tocsin list` shows what there is.'
        : `${other.id} was acknowledged ${acknowledgedText(other, session.display)}.`,
  });
}

function updateDue({ display }: Session, { id, nextUpdateAt }: Incident): string[] {
  if (nextUpdateAt === undefined) return [];
  return [
    `Next update due ${momentText(nextUpdateAt, display)}: tocsin update --id=${id} --status="…"`,
  ];
}

import type { Command } from 'commander';
import { stillChangedText } from '#cli/actions/still-changed.ts';
import type { ApiClient } from '#cli/api-client.ts';
import {
  asCommand,
  byOption,
  type Common,
  key,
  onIncident,
  report,
  target,
} from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { acknowledgedText, deadlineText, momentText, roleNames } from '#cli/incident-text.ts';
import { chosenIncident, parseRole, severityOption } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import type { Incident } from '#contract/incident.ts';
import type { Role } from '#core/incident/events.ts';
import type { Severity } from '#core/severity.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** The commands of an incident's life, in the order in which it is lived. */
export function addRespondCommands(program: Command, session: Session): void {
  addStart(program, session);
  addAcknowledge(program, session);
  addEscalate(program, session);
  addUpdate(program, session);
  addAssign(program, session);
  addNote(program, session);
  addSeverity(program, session);
  addResolve(program, session);
  addReopen(program, session);
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
        const api = await session.api();
        const incident = await api.call('declareIncident', {
          ...key(options),
          body: { title, severity, service, description, by: byOption(session, options) },
        });
        report(session, options, incident, [
          `Why ${incident.severity}: ${oneLine(incident.severityReason.text)}`,
          ...deadlineText(incident, session.looks),
          `I am on it: tocsin acknowledge --id=${incident.id}`,
        ]);
      },
    );
}

function addAcknowledge(program: Command, session: Session): void {
  onIncident(program, 'acknowledge', 'say that you are on it: nobody else is paged')
    .alias('ack')
    .addOption(severityOption('the newest open incident of this severity'))
    .option('--note <text>', 'a line for the timeline')
    .action(
      async (
        argument: string | undefined,
        options: Common & { severity?: Severity; note?: string },
      ) => {
        const api = await session.api();
        const id = await toAcknowledge(session, api, argument, options);
        const incident = await api.call('acknowledgeIncident', {
          ...target(id, options),
          body: { note: options.note, by: byOption(session, options) },
        });
        report(session, options, incident, [
          `Acknowledged ${acknowledgedText(incident, session.looks)}.`,
          ...updateDue(session, incident),
        ]);
      },
    );
}

async function toAcknowledge(
  session: Session,
  api: ApiClient,
  argument: string | undefined,
  { id, severity }: Common & { severity?: Severity },
): Promise<string> {
  if (severity === undefined || id !== undefined || argument !== undefined) {
    return chosenIncident(session, argument, id);
  }
  const open = await api.call('listIncidents', { query: { phase: 'open', severity, limit: 1 } });
  const newest = open.incidents[0];
  if (newest !== undefined) return newest.id;

  const taken = await api.call('listIncidents', {
    query: { phase: 'acknowledged', severity, limit: 1 },
  });
  const [other] = taken.incidents;
  throw new CliFailure('notFound', `No open ${severity} incident to acknowledge.`, {
    next:
      other === undefined
        ? '`tocsin list` shows what there is.'
        : `${other.id} was acknowledged ${acknowledgedText(other, session.looks)}.`,
  });
}

function addEscalate(program: Command, session: Session): void {
  onIncident(program, 'escalate', 'page the next level now')
    .option('--reason <text>', 'why')
    .action(async (argument: string | undefined, options: Common & { reason?: string }) => {
      const id = chosenIncident(session, argument, options.id);
      const api = await session.api();
      const incident = await api.call('escalateIncident', {
        ...target(id, options),
        body: { reason: options.reason, by: byOption(session, options) },
      });
      const level = incident.level === undefined ? [] : [`Level ${incident.level} is paged.`];
      report(session, options, incident, [...level, ...deadlineText(incident, session.looks)]);
    });
}

function addUpdate(program: Command, session: Session): void {
  onIncident(program, 'update', 'tell the team how it stands')
    .requiredOption('--status <text>', 'such as "Investigating root cause"')
    .option('--impact <text>', 'what users notice')
    .option('--actions <text>', 'what is being done')
    .action(
      async (
        argument: string | undefined,
        options: Common & { status: string; impact?: string; actions?: string },
      ) => {
        const { status, impact, actions } = options;
        const id = chosenIncident(session, argument, options.id);
        const api = await session.api();
        const incident = await api.call('postUpdate', {
          ...target(id, options),
          body: { status, impact, actions, by: byOption(session, options) },
        });
        report(session, options, incident, [
          `Status: ${oneLine(incident.status ?? status)}`,
          ...updateDue(session, incident),
        ]);
      },
    );
}

function addAssign(program: Command, session: Session): void {
  onIncident(program, 'assign', 'give a role to a person, or hand it over')
    .requiredOption('--role <role>', 'ic, tech, comms or scribe', parseRole)
    .requiredOption('--person <id>', 'a person of tocsin.yaml')
    .option('--note <text>', 'for the handover')
    .action(
      async (
        argument: string | undefined,
        options: Common & { role: Role; person: string; note?: string },
      ) => {
        const { role, person, note } = options;
        const id = chosenIncident(session, argument, options.id);
        const api = await session.api();
        const incident = await api.call('assignRole', {
          ...target(id, options),
          body: { role, person, note, by: byOption(session, options) },
        });
        const name = incident.roles[role]?.name ?? person;
        report(session, options, incident, [`${roleNames[role]}: ${oneLine(name)}`]);
      },
    );
}

function addNote(program: Command, session: Session): void {
  onIncident(program, 'note', 'put a line on the timeline')
    .requiredOption('--text <text>', 'what you saw or did')
    .action(async (argument: string | undefined, options: Common & { text: string }) => {
      const id = chosenIncident(session, argument, options.id);
      const api = await session.api();
      const incident = await api.call('addNote', {
        ...target(id, options),
        body: { text: options.text, by: byOption(session, options) },
      });
      report(session, options, incident, ['Noted.']);
    });
}

function addSeverity(program: Command, session: Session): void {
  onIncident(program, 'severity', 'raise or lower the severity')
    .addOption(severityOption('the new one').makeOptionMandatory())
    .requiredOption('--reason <text>', 'why')
    .action(
      async (
        argument: string | undefined,
        options: Common & { severity: Severity; reason: string },
      ) => {
        const { severity, reason } = options;
        const id = chosenIncident(session, argument, options.id);
        const api = await session.api();
        const incident = await api.call('changeSeverity', {
          ...target(id, options),
          body: { severity, reason, by: byOption(session, options) },
        });
        report(session, options, incident, deadlineText(incident, session.looks));
      },
    );
}

function addResolve(program: Command, session: Session): void {
  onIncident(program, 'resolve', 'it is fixed; a watch begins, then the all-clear')
    .requiredOption('--resolution <text>', 'what fixed it')
    .action(async (argument: string | undefined, options: Common & { resolution: string }) => {
      const id = chosenIncident(session, argument, options.id);
      const api = await session.api();
      const incident = await api.call('resolveIncident', {
        ...target(id, options),
        body: { resolution: options.resolution, by: byOption(session, options) },
      });
      report(session, options, incident, [
        ...deadlineText(incident, session.looks),
        `Not fixed after all: tocsin reopen --id=${incident.id} --reason="…"`,
        `Report: tocsin report --id=${incident.id}`,
        ...(await stillChangedText(session, api, incident)),
      ]);
    });
}

function addReopen(program: Command, session: Session): void {
  onIncident(program, 'reopen', 'it was not fixed')
    .requiredOption('--reason <text>', 'what is wrong again')
    .action(async (argument: string | undefined, options: Common & { reason: string }) => {
      const id = chosenIncident(session, argument, options.id);
      const api = await session.api();
      const incident = await api.call('reopenIncident', {
        ...target(id, options),
        body: { reason: options.reason, by: byOption(session, options) },
      });
      report(session, options, incident, deadlineText(incident, session.looks));
    });
}

function updateDue({ looks }: Session, { id, nextUpdateAt }: Incident): string[] {
  if (nextUpdateAt === undefined) return [];
  return [
    `Next update due ${momentText(nextUpdateAt, looks)}: tocsin update --id=${id} --status="…"`,
  ];
}

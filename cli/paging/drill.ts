import type { Command } from 'commander';
import { asCommand, byOption, type Common, key, report } from '#cli/commanding.ts';
import { type Display, deadlineText } from '#cli/incident-text.ts';
import { chosenIncident, defaultCommand, severityOption, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import type { DrillReport } from '#contract/paging.ts';
import type { Severity } from '#core/severity.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** Exercises: everything as in earnest, and marked as one. */
export function addDrillCommands(program: Command, session: Session): void {
  const drill = program
    .command('drill')
    .summary('an exercise on the real path: drill, drill report')
    .description('An exercise on the real path; without a word after it, starts one.');
  addStart(drill, session);
  addReport(drill, session);
}

function addStart(drill: Command, session: Session): void {
  asCommand(defaultCommand(drill, 'start').summary('start an exercise'))
    .requiredOption('--service <id>', 'whose people are exercised')
    .addOption(severityOption('SEV2 if not given'))
    .option('--title <text>', 'what it is about')
    .option('--unannounced', 'people were not told before')
    .action(
      async (
        options: Common & {
          service: string;
          severity?: Severity;
          title?: string;
          unannounced?: boolean;
        },
      ) => {
        const { service, severity, title, unannounced } = options;
        const incident = await session.call('startDrill', {
          ...key(options),
          body: {
            service,
            severity: severity ?? 'SEV2',
            announced: unannounced !== true,
            title,
            by: byOption(session, options),
          },
        });
        report(session, options, incident, [
          ...deadlineText(incident, session.display),
          `How it went: tocsin drill report ${incident.id}`,
        ]);
      },
    );
}

function addReport(drill: Command, session: Session): void {
  withJson(drill.command('report').summary('how long it took to reach each person'))
    .argument('[id]', 'the exercise: INC-2026-001, INC-001 or 1')
    .option('--id <id>', 'the same, as an option')
    .action(async (argument: string | undefined, options: { id?: string; json?: boolean }) => {
      const id = await chosenIncident(session, argument, options.id);
      const answer = await session.call('drillReport', { params: { id } });
      session.print(options, answer, reportText(answer, session.display));
    });
}

function reportText(drill: DrillReport, display: Display): string[] {
  const { incident, kind, announced, secondsToAcknowledge: seconds, acknowledgedBy } = drill;
  const what = kind === 'drill' ? `${announced ? 'announced' : 'unannounced'} drill` : 'test page';
  const acknowledged =
    seconds === undefined
      ? 'Nobody has acknowledged it.'
      : `Acknowledged by ${oneLine(acknowledgedBy ?? 'somebody')} after ${secondsText(seconds)}.`;
  const rows = drill.pages.map(page => [
    page.name,
    page.channel,
    page.status,
    secondsText(page.secondsToSent),
    secondsText(page.secondsToDelivered),
    page.detail ?? '',
  ]);
  return [
    `${incident}  ${what}${drill.isOver ? ', over' : ''}`,
    acknowledged,
    rows.length === 0
      ? 'Nobody was paged yet.'
      : table(['PERSON', 'CHANNEL', 'STATUS', 'SENT', 'ARRIVED', 'DETAIL'], rows, display),
  ];
}

function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? '' : `${Math.round(seconds * 10) / 10} s`;
}

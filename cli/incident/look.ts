import type { Command } from 'commander';
import { incidentDetails, incidentsTable } from '#cli/incident-text.ts';
import {
  chosenIncident,
  phaseOption,
  severityOption,
  wholeNumber,
  withIncident,
  withJson,
} from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import type { Phase } from '#contract/incident.ts';
import type { Receipt } from '#contract/setup.ts';
import type { Severity } from '#core/severity.ts';
import { counted } from '#core/text/listing.ts';
import { manyLines, oneLine } from '#core/text/plain-text.ts';

/** The commands that only read. */
export function addLookCommands(program: Command, session: Session): void {
  addList(program, session);
  addShow(program, session);
  addReport(program, session);
  addReceipt(program, session);
}

function addList(program: Command, session: Session): void {
  withJson(program.command('list').summary('incidents, newest first'))
    .description('Incidents, newest first.')
    .addOption(phaseOption('only those in this phase; running: not resolved for good'))
    .addOption(severityOption('only those of this severity'))
    .option('--service <id>', 'only those of this service')
    .option('--words <text>', 'only those with these words in their id, title, service or people')
    .option('--limit <count>', 'how many, up to 100 (20 if not given)', wholeNumber)
    .option('--cursor <cursor>', 'go on where the last page ended')
    .action(
      async (options: {
        phase?: Phase | 'running';
        severity?: Severity;
        service?: string;
        words?: string;
        limit?: number;
        cursor?: string;
        json?: boolean;
      }) => {
        const { json: _, ...query } = options;
        const page = await session.call('listIncidents', { query });
        session.print(options, page, incidentsTable(page, session.display, query));
      },
    );
}

function addShow(program: Command, session: Session): void {
  withIncident(withJson(program.command('show').summary('one incident with its timeline')))
    .description('One incident with its timeline.')
    .action(async (argument: string | undefined, options: { id?: string; json?: boolean }) => {
      const id = await chosenIncident(session, argument, options.id);
      const incident = await session.call('showIncident', { params: { id } });
      session.print(options, incident, incidentDetails(incident, session.display));
    });
}

function addReport(program: Command, session: Session): void {
  withIncident(program.command('report').summary('the report of an incident as Markdown'))
    .description('The report of an incident as Markdown, on the terminal or into a file.')
    .option('--output <file>', 'write it there instead')
    .action(async (argument: string | undefined, options: { id?: string; output?: string }) => {
      const { surroundings } = session;
      const id = await chosenIncident(session, argument, options.id);
      const markdown = manyLines(await session.call('incidentReport', { params: { id } }));
      if (options.output === undefined) {
        surroundings.terminal.out(markdown);
        return;
      }
      await surroundings.writeFile(options.output, `${markdown}\n`);
      surroundings.terminal.out(`Report of ${id} written to ${options.output}`);
    });
}

function addReceipt(program: Command, session: Session): void {
  withJson(program.command('receipt').summary('what became of a delivery of alerts'))
    .description('What became of one delivery of alerts.')
    .argument('<receipt>', 'the id that the delivery was answered with')
    .option('--wait [seconds]', 'until it is processed (10 s if not given)', wholeNumber)
    .action(async (id: string, options: { wait?: number | true; json?: boolean }) => {
      const receipt = await waitForReceipt(session, id, waitSeconds(options.wait));
      session.print(options, receipt, receiptText(session, receipt));
    });
}

export function waitSeconds(option: number | true | undefined): number {
  return option === true ? 10 : (option ?? 0);
}

/** Asks until the delivery is no longer merely accepted, or the time is over; answers the last that was heard. */
export async function waitForReceipt(
  { call, surroundings }: Session,
  id: string,
  seconds: number,
): Promise<Receipt> {
  const pauseMs = 250;
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const receipt = await call('showReceipt', { params: { id } });
    if (receipt.state !== 'accepted' || waitedMs >= seconds * 1000) return receipt;
    await surroundings.sleep(pauseMs);
  }
}

export function receiptText({ display }: Session, receipt: Receipt): string {
  const { id, state, reason, outcomes, more } = receipt;
  const words = {
    accepted: 'accepted, not processed yet',
    processed: 'processed',
    quarantined: 'quarantined: it could not be read',
    failed: 'failed: it was given up',
  }[state];
  const first = `${id}  ${words}${reason === undefined ? '' : ` (${oneLine(reason)})`}`;
  const lines = outcomes.map(({ outcome, incident, alert, reason: why }) =>
    hangingIndent(
      incident === undefined ? outcome : `${outcome}  ${oneLine(incident)}`,
      `${alert}: ${why}`,
      display.columns,
    ),
  );
  const left =
    more === undefined
      ? []
      : [`and ${counted(more, 'more alert')}, of which the receipt has only the number`];
  return [first, ...lines, ...left].join('\n');
}

import type { Command } from 'commander';
import { type Display, dateAndTime, namedMoment } from '#cli/incident-text.ts';
import { chosenIncident, wholeNumber, withIncident, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent, table } from '#cli/terminal-text.ts';
import { inZone, readMoment, withZone, zoneLine } from '#cli/time-arguments.ts';
import type { IncidentPages } from '#contract/incident.ts';
import type { Fairness, Why } from '#contract/paging.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** Why somebody was paged, or was not, and who carries how much. */
export function addWhyCommands(program: Command, session: Session): void {
  addWhy(program, session);
  addPages(program, session);
  addFairness(program, session);
}

function addWhy(program: Command, session: Session): void {
  withZone(withJson(program.command('why').summary('why a person was paged, or was not')))
    .description('Why a person was paged around a moment, or was not, with the evidence.')
    .requiredOption('--person <id>', 'a person of tocsin.yaml')
    .option('--at <time>', 'such as 03:12 or "2026-11-23 03:12"; now if not given')
    .action(async (options: { person: string; at?: string; zone?: string; json?: boolean }) => {
      const display = inZone(session, options.zone);
      const at =
        options.at === undefined
          ? undefined
          : await readMoment(options.at, display, { option: '--at', isPast: true });
      const api = await session.api(display.timeZone);
      const why = await api.call('why', { query: { person: options.person, at } });
      session.print(options, why, whyText(why, display));
    });
}

function whyText({ answer, evidence }: Why, display: Display): string[] {
  return [
    oneLine(answer),
    ...(evidence.length === 0 ? [] : [display.paint('dim', `EVIDENCE (${display.timeZone})`)]),
    ...evidence.map(({ at, text, incident }) =>
      hangingIndent(
        dateAndTime(at, display),
        incident === undefined ? text : `${incident}  ${text}`,
        display.columns,
      ),
    ),
  ];
}

const statusStyles = {
  claimed: 'dim',
  retrying: 'yellow',
  bundled: 'yellow',
  sent: 'green',
  delivered: 'green',
  failed: 'red',
  suppressed: 'dim',
} as const;

function addPages(program: Command, session: Session): void {
  withIncident(
    withJson(program.command('pages').summary('every page of an incident, and what became of it')),
  )
    .description('Every page of an incident: who, on which channel, why, and what became of it.')
    .action(async (argument: string | undefined, options: { id?: string; json?: boolean }) => {
      const id = await chosenIncident(session, argument, options.id);
      const answer = await session.call('incidentPages', { params: { id } });
      session.print(options, answer, pagesText(answer, session.display));
    });
}

function pagesText({ pages }: IncidentPages, display: Display): string[] {
  if (pages.length === 0) return ['Nobody was paged.'];
  const rows = pages.map(({ at, person, name, channel, level, round, status, ...page }) => [
    dateAndTime(at, display),
    name ?? person,
    channel,
    `${level}/${round}`,
    { text: status, style: statusStyles[status] },
    pageReason(status, page),
  ]);
  const header = ['TIME', 'PERSON', 'CHANNEL', 'LEVEL/ROUND', 'STATUS', 'WHY'];
  return [table(header, rows, display), zoneLine(display)];
}

/** Of a page that went out the detail is the number that the carrier gave it, which is no reason. */
function pageReason(
  status: IncidentPages['pages'][number]['status'],
  { reason, detail }: Pick<IncidentPages['pages'][number], 'reason' | 'detail'>,
): string {
  if (detail === undefined) return reason;
  const isReceipt = status === 'sent' || status === 'delivered';
  return isReceipt ? `${reason} [${detail}]` : `${detail} (${reason})`;
}

function addFairness(program: Command, session: Session): void {
  withJson(program.command('fairness').summary('pages, nights and weekends of each person'))
    .description('Pages, nights, weekends and hours on duty of each person.')
    .option('--days <count>', 'how far back, up to 366 (30 if not given)', wholeNumber)
    .action(async (options: { days?: number; json?: boolean }) => {
      const fairness = await session.call('dutyFairness', { query: { days: options.days } });
      session.print(options, fairness, fairnessText(fairness, session.display));
    });
}

function fairnessText({ people, from, until }: Fairness, display: Display): string[] {
  const span = `From ${dateAndTime(from, display)} to ${namedMoment(until, display)}.`;
  if (people.length === 0) return ['Nobody was on duty or paged.', span];
  const hours = (value: number) => `${Math.round(value)} h`;
  const rows = people.map(person => [
    person.name,
    String(person.pages),
    String(person.nightPages),
    String(person.weekendPages),
    hours(person.dutyHours),
    hours(person.nightHours),
    hours(person.weekendHours),
  ]);
  const header = ['PERSON', 'PAGES', 'AT NIGHT', 'AT WEEKENDS', 'DUTY', 'NIGHTS', 'WEEKENDS'];
  return [table(header, rows, display), display.paint('dim', `${span} ${whatHoursAre}`)];
}

/** Stand-ins are kept for so long. */
const whatHoursAre =
  'Hours are those of the schedules of then, with who stood in within the last 90 days.';

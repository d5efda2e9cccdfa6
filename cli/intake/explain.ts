import type { Command } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import { type Display, dateAndTime } from '#cli/incident-text.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import type { AnswerOf } from '#contract/api.ts';
import { oneLine } from '#core/text/plain-text.ts';

type Explained = AnswerOf<'explain'>;

interface Wanted {
  source: string;
  service?: string;
  integration?: string;
  json?: boolean;
}

/** What would become of a body, before its sender is let loose. */
export function addExplainCommand(program: Command, session: Session): void {
  withJson(program.command('explain').summary('how a body of a sender would be understood'))
    .description(
      'How a body would be understood, and whom it would page. Nothing is kept and nobody is told.',
    )
    .argument('<file>', 'the body as its sender posts it; - reads standard input')
    .option('--source <name>', 'as in /v1/alerts/<name>; recognised when not given', 'auto')
    .option('--service <name>', 'as in ?service= of the address')
    .option('--integration <name>', 'as if it came with the key of this one')
    .action(async (file: string, options: Wanted) => {
      const { readBytes, readInputBytes } = session.surroundings;
      const body = file === '-' ? await readInputBytes() : await readBytes(file);
      if (body === undefined) throw new CliFailure('usage', `There is no file ${file}.`);
      const { source, service, integration } = options;
      const told = await session.call('explain', { query: { source, service, integration }, body });
      session.print(options, told, explainedText(told, session.display));
    });
}

function explainedText({ alerts, more, ignored, refused }: Explained, display: Display): string[] {
  return [
    ...(refused ?? []).map(({ path, message }) => oneLine(`Refused: ${path} ${message}`)),
    ...alerts.flatMap((alert, index) => [
      ...(index === 0 ? [] : ['']),
      ...alertText(alert, display),
    ]),
    ...(more === undefined ? [] : ['', `and ${more} more alerts`]),
    ...ignored.map(reason => oneLine(`Ignored: ${reason}`)),
    ...(alerts.length + ignored.length + (refused ?? []).length === 0 ? ['Nothing is in it.'] : []),
  ];
}

function alertText(alert: Explained['alerts'][number], display: Display): string[] {
  const { title, name, status, severity, severityReason, identity } = alert;
  const line = (label: string, text: string) =>
    hangingIndent(`  ${label.padEnd(9)}`, oneLine(text), display.columns);
  const pages = alert.wouldPage.map(
    ({ at, person, channel }) => `${dateAndTime(at, display)} ${person} by ${channel}`,
  );
  return [
    oneLine(title),
    line('from', `${alert.source}, rule ${name}`),
    line('status', alert.test ? `${status}; a test, which pages nobody` : status),
    ...(alert.statusReason === undefined ? [] : [line('', alert.statusReason)]),
    ...(alert.heartbeat === undefined ? [] : [line('', alert.heartbeat)]),
    line('severity', `${severity}: ${severityReason}`),
    ...alert.rulesTried.map(({ rule, matched, because }) =>
      line('', `${matched ? 'matches' : 'no'} ${rule}${matched && because ? `: ${because}` : ''}`),
    ),
    line('service', `${alert.service} (${alert.goesTo})`),
    line('series', identity.series),
    line('problem', identity.problem),
    ...(alert.startedAt === undefined
      ? []
      : [line('since', dateAndTime(alert.startedAt, display))]),
    ...alert.links.map(link => line('link', `${link.title}: ${link.url}`)),
    ...(alert.guess === undefined ? [] : [line('guessed', alert.guess)]),
    ...(alert.muted === undefined ? [] : [line('waits', alert.muted.reason)]),
    ...(pages.length === 0
      ? [line('pages', 'nobody')]
      : pages.map((text, index) => line(index === 0 ? 'pages' : '', text))),
  ];
}

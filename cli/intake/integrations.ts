import type { Command } from 'commander';
import { type Display, dateAndTime } from '#cli/incident-text.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import type { AnswerOf } from '#contract/api.ts';

type Integrations = AnswerOf<'listIntegrations'>['integrations'];

/** Who may send alerts, and whether any came. */
export function addIntegrationCommands(program: Command, session: Session): void {
  withJson(program.command('integrations').summary('who may send alerts, and when each was heard'))
    .description(
      'Every integration of tocsin.yaml: when its alerts were first understood, and last to within ten seconds; what of it was refused since, and whether its former key is still used.',
    )
    .action(async (options: { json?: boolean }) => {
      const answer = await session.call('listIntegrations', {});
      await session.display.askTime();
      session.print(options, answer, integrationsText(answer.integrations, session.display));
    });
}

function integrationsText(integrations: Integrations, display: Display): string {
  if (integrations.length === 0) return 'There are no integrations: tocsin.yaml names none.';
  const rows = integrations.map(({ name, source, service, shadow, firstAt, lastAt }) => [
    name,
    [source, service, shadow && 'in the shadow'].filter(Boolean).join(', '),
    firstAt === undefined
      ? { text: 'never heard', style: 'yellow' as const }
      : dateAndTime(firstAt, display),
    lastAt === undefined ? '' : dateAndTime(lastAt, display),
  ]);
  const refused = integrations.flatMap(({ name, lastAt = '', refused }) =>
    refused === undefined || refused.at < lastAt
      ? []
      : [`${name} was refused at ${dateAndTime(refused.at, display)}: ${refused.reason}`],
  );
  const former = integrations.flatMap(({ name, formerKey }) =>
    formerKey === undefined
      ? []
      : [
          formerKey.usedAt === undefined
            ? `The former key of ${name} opens as well, and was not used.`
            : `The former key of ${name} was used last at ${dateAndTime(formerKey.usedAt, display)}.`,
        ],
  );
  const heading = ['NAME', 'SENDS', 'FIRST HEARD', 'LAST HEARD'];
  return [table(heading, rows, display), ...refused, ...former].join('\n');
}

import type { Command } from 'commander';
import { type Display, dateAndTime, effectText } from '#cli/incident-text.ts';
import { chosenIncident, withIncident, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import type { IncidentEffects } from '#contract/communication.ts';
import { oneLine } from '#core/text/plain-text.ts';

interface Retry {
  id?: string;
  to?: string;
  key?: string;
  json?: boolean;
}

const stateStyles = {
  waiting: 'yellow',
  sent: 'green',
  failed: 'red',
  'not-wanted': 'dim',
} as const;

/** Who else was told, what waits, and what failed once more. */
export function addEffectsCommand(program: Command, session: Session): void {
  const group = program.command('effects');
  withIncident(withJson(group.command('retry').summary('try once more what has failed')))
    .description('Tries once more what has failed, each by itself: a mail, a webhook, a chat.')
    .option('--to <name>', 'only what goes there, as `effects` names it')
    .option('--key <key>', 'only this one, as `effects --json` names it')
    .action(async (argument: string | undefined, options: Retry) => {
      const id = await chosenIncident(session, argument, options.id);
      const { to, key } = options;
      const answer = await session.call('retryEffects', { params: { id }, body: { to, key } });
      const shown = ({ channel, to: name }: { channel: string; to: string }) =>
        `${oneLine(channel)}: ${oneLine(name)}`;
      session.print(options, answer, [
        ...answer.queued.map(effect => `tried again: ${shown(effect)}`),
        ...answer.left.map(effect => `not by itself: ${shown(effect)}`),
        `How it goes: tocsin effects ${oneLine(answer.incident)}`,
      ]);
    });

  withIncident(withJson(group.summary('who else was told of an incident, and what waits')))
    .description(
      'Everybody and everything that was told besides pages: mails, webhooks, chat, status page.',
    )
    .action(async (argument: string | undefined, options: { id?: string; json?: boolean }) => {
      const id = await chosenIncident(session, argument, options.id);
      const answer = await session.call('incidentEffects', { params: { id } });
      session.print(options, answer, effectsText(answer, session.display));
    });
}

function effectsText({ effects }: IncidentEffects, display: Display): string {
  if (effects.length === 0) return 'Nobody was told yet.';
  const rows = effects.map(effect => [
    dateAndTime(effect.at, display),
    effect.channel,
    effect.to,
    { text: effectText(effect, display), style: stateStyles[effect.state] },
    effect.what,
  ]);
  return table(['TIME', 'CHANNEL', 'TO', 'STATE', 'WHAT'], rows, display);
}

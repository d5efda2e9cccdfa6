import type { Command } from 'commander';
import { type Display, dateAndTime, effectText } from '#cli/incident-text.ts';
import { chosenIncident, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import type { IncidentEffects } from '#contract/communication.ts';

const stateStyles = {
  waiting: 'yellow',
  sent: 'green',
  failed: 'red',
  'not-wanted': 'dim',
} as const;

/** Who else was told, and what waits. */
export function addEffectsCommand(program: Command, session: Session): void {
  withJson(program.command('effects').summary('who else was told of an incident, and what waits'))
    .description(
      'Everybody and everything that was told besides pages: mails, webhooks, chat, status page.',
    )
    .argument('[id]', 'the incident: INC-2026-001, INC-001 or 1')
    .option('--id <id>', 'the same, as an option')
    .action(async (argument: string | undefined, options: { id?: string; json?: boolean }) => {
      const id = await chosenIncident(session, argument, options.id);
      const api = await session.api();
      const answer = await api.call('incidentEffects', { params: { id } });
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

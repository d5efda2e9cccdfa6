import type { Command } from 'commander';
import { chosenIncident, withIncident, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** What programs outside are told: sending it once more, and the secret by which they know that it is ours. */
export function addEventCommands(program: Command, session: Session): void {
  const events = program
    .command('events')
    .summary('what programs outside are told')
    .description('Events go to the webhooks of tocsin.yaml: docs/events says what each carries.');

  withIncident(
    withJson(events.command('replay').summary('send the events of an incident once more')),
  )
    .description('Sends the events of an incident to the webhooks that want them once more.')
    .option('--webhook <name>', 'only to this one of tocsin.yaml')
    .option('--event <name>', 'only these, such as incident.declared or incident.*')
    .action(
      async (
        argument: string | undefined,
        options: { id?: string; webhook?: string; event?: string; json?: boolean },
      ) => {
        const id = await chosenIncident(session, argument, options.id);
        const { webhook, event } = options;
        const answer = await session.call('replayEvents', {
          params: { id },
          body: { webhook, event },
        });
        session.print(options, answer, [
          `${counted(answer.queued, 'delivery')} of ${id} queued.`,
          `How they fare: tocsin effects ${id}`,
        ]);
      },
    );

  withJson(events.command('secret').summary('what the events for a webhook are signed with'))
    .description('The secret of one webhook of tocsin.yaml, for a library of Standard Webhooks.')
    .argument('<webhook>', 'its name in tocsin.yaml')
    .action(async (webhook: string, options: { json?: boolean }) => {
      const answer = await session.call('showWebhookSecret', { query: { webhook } });
      session.print(options, answer, oneLine(answer.secret));
    });
}

import { type Command, Option } from 'commander';
import { namedMoment } from '#cli/incident-text.ts';
import { defaultCommand, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { type WorkQueueName, workQueues } from '#contract/work-queues.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** What was given up after all its attempts, and trying it once more. */
export function addDeadLetterCommands(program: Command, session: Session): void {
  const letters = program
    .command('dead-letters')
    .summary('what was given up, and trying it again')
    .description(
      'What a queue gave up after all its attempts: alerts that opened no incident, pages that were not sent. It is kept ' +
        'for 14 days. Sent again, nothing is done twice, and a page that nobody needs any more is not sent.',
    );
  const queue = () => new Option('--queue <name>', 'only of this queue').choices(workQueues);

  withJson(defaultCommand(letters, 'list').summary('what was given up'))
    .description('What was given up, the oldest first.')
    .addOption(queue())
    .action(async (options: { queue?: WorkQueueName; json?: boolean }) => {
      const { display } = session;
      const found = await session.call('listDeadLetters', { query: { queue: options.queue } });
      const lines = found.deadLetters.map(({ id, queue, sentAt, incident, receipt, about }) =>
        [id, queue, namedMoment(sentAt, display), incident ?? receipt, about]
          .filter(part => part !== undefined)
          .map(oneLine)
          .join('  '),
      );
      session.print(options, found, [
        ...lines,
        found.more ? 'There are more; these come first.' : counted(lines.length, 'dead letter'),
        ...(lines.length === 0
          ? []
          : ['Send them again: tocsin dead-letters send-again --queue=<name> [<id> ...]']),
      ]);
    });

  withJson(letters.command('send-again').summary('try once more what was given up'))
    .description('Puts dead letters back on their queue: those that are named, or all of it.')
    .argument('[id...]', 'as `list` shows them')
    .addOption(queue().makeOptionMandatory())
    .action(async (ids: string[], options: { queue: WorkQueueName; json?: boolean }) => {
      const body = { queue: options.queue, ...(ids.length > 0 && { ids }) };
      const answer = await session.call('sendDeadLettersAgain', { body });
      session.print(
        options,
        answer,
        `${counted(answer.sent, 'dead letter')} of ${answer.queue} sent again.`,
      );
    });
}

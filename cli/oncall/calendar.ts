import type { Command } from 'commander';
import { byOption, type Common, withBy } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { defaultCommand, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';

/** Duty in the calendar that people look at anyway. */
export function addCalendarCommands(program: Command, session: Session): void {
  const calendar = program
    .command('calendar')
    .summary('a private address of the duty for calendars: calendar, calendar revoke')
    .description('A private address of the duty; without a word after it, makes one.');

  withBy(defaultCommand(calendar, 'create').summary('make an address'))
    .option('--person <id>', 'the duty of this person')
    .option('--schedule <id>', 'or of this schedule')
    .action(async (options: Common & { person?: string; schedule?: string }) => {
      const { person, schedule } = options;
      if ((person === undefined) === (schedule === undefined)) {
        throw new CliFailure('usage', 'Whose calendar? Give --person or --schedule.');
      }
      const api = await session.api();
      const feed = await api.call('createCalendarFeed', {
        body: { person, schedule, by: byOption(session, options) },
      });
      session.print(options, feed, [
        feed.url,
        'Shown this once: subscribe to it in your calendar, and keep it to yourself.',
        `To end it: tocsin calendar revoke ${feed.id}`,
      ]);
    });

  withJson(calendar.command('revoke').summary('the address shows nothing from now on'))
    .argument('<feed>', 'its id')
    .action(async (id: string, options: { json?: boolean }) => {
      const api = await session.api();
      const feed = await api.call('revokeCalendarFeed', { params: { id } });
      session.print(options, feed, `${feed.id} shows nothing any more.`);
    });
}

import type { Command } from 'commander';
import { byOption, type Common, withBy } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import type { Display } from '#cli/incident-text.ts';
import { defaultCommand, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import { inZone, tableTime, withZone, zoneLine } from '#cli/time-arguments.ts';
import type { AnswerOf } from '#contract/api.ts';

interface Listing {
  person?: string;
  schedule?: string;
  zone?: string;
  json?: boolean;
}

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
      const feed = await session.call('createCalendarFeed', {
        body: { person, schedule, by: byOption(session, options) },
      });
      session.print(options, feed, [
        feed.url,
        'Shown this once: subscribe to it in your calendar, and keep it to yourself.',
        `To end it: tocsin calendar revoke ${feed.id}`,
      ]);
    });

  withZone(withJson(program.command('calendars').summary('which calendars read the duty')))
    .description('The private addresses that there are, by their ids; none is shown again.')
    .option('--person <id>', 'those of this person')
    .option('--schedule <id>', 'those of this schedule')
    .action(async (options: Listing) => {
      const { person, schedule } = options;
      const display = inZone(session, options.zone);
      const told = await session.call('listCalendarFeeds', {
        query: { ...(person && { person }), ...(schedule && { schedule }) },
      });
      session.print(options, told, feedsText(told.feeds, display));
    });

  withJson(calendar.command('revoke').summary('the address shows nothing from now on'))
    .argument('<feed>', 'its id, as `tocsin calendars` shows it')
    .action(async (id: string, options: { json?: boolean }) => {
      const feed = await session.call('revokeCalendarFeed', { params: { id } });
      session.print(options, feed, `${feed.id} shows nothing any more.`);
    });
}

function feedsText(feeds: AnswerOf<'listCalendarFeeds'>['feeds'], display: Display): string[] {
  if (feeds.length === 0) return ['No calendar reads the duty.'];
  const rows = feeds.map(({ id, person, schedule, createdAt, createdBy }) => [
    id,
    person ?? `schedule ${schedule}`,
    tableTime(createdAt, display),
    createdBy,
  ]);
  return [table(['ID', 'OF', 'MADE', 'BY'], rows, display), zoneLine(display)];
}

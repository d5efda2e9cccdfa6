import { type Command, InvalidArgumentError } from 'commander';
import { dateAndTime } from '#cli/incident-text.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import { oneLine } from '#core/text/plain-text.ts';

interface Wanted {
  versions?: boolean;
  before?: number;
  json?: boolean;
}

/** What is in force, or was: who applied a mistake puts the version before it back. */
export function addConfigurationCommand(program: Command, session: Session): void {
  withJson(program.command('configuration').summary('the configuration in force, or an older one'))
    .description(
      'Print the configuration in force, or an older version of it, as a file that `tocsin apply` takes; with --versions who applied which.',
    )
    .argument('[version]', 'the number of an older one', numberOf)
    .option('--versions', 'who applied which, the newest first')
    .option('--before <version>', 'of those, the ones that are older', numberOf)
    .action(async (version: number | undefined, wanted: Wanted) => {
      if (wanted.versions || wanted.before !== undefined) {
        const query = wanted.before === undefined ? {} : { before: wanted.before };
        const answer = await session.call('listConfigurationVersions', { query });
        await session.display.askTime();
        const rows = answer.versions.map(each => [
          String(each.version),
          dateAndTime(each.appliedAt, session.display),
          each.appliedBy,
        ]);
        session.print(wanted, answer, [
          table(['VERSION', 'APPLIED', 'BY'], rows, session.display),
          ...(answer.next === undefined
            ? []
            : [`More: tocsin configuration --versions --before=${answer.next}`]),
        ]);
        return;
      }
      const query = version === undefined ? {} : { version };
      const answer = await session.call('showConfiguration', { query });
      const { stringify } = await import('yaml');
      const { appliedAt = '', appliedBy = 'nobody' } = answer;
      session.print(wanted, answer, [
        oneLine(
          `# Version ${answer.version}, applied ${appliedAt} by ${appliedBy}. Comments are not kept.`,
        ),
        stringify(answer.document).trimEnd(),
      ]);
    });
}

function numberOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('It is the number of a version.');
  return Number(text);
}

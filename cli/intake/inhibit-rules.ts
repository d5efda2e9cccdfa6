import type { Command } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import { textIn } from '#cli/files.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** What an Alertmanager inhibits, in the words of tocsin.yaml. */
export function addInhibitRulesCommand(program: Command, session: Session): void {
  withJson(
    program
      .command('inhibit-rules')
      .summary("an Alertmanager's inhibit_rules as the inhibit of tocsin.yaml"),
  )
    .description(
      'Prints the section inhibit of tocsin.yaml, made of the inhibit_rules of an alertmanager.yml, and what cannot be said there. Nothing is applied.',
    )
    .argument('<file>', 'alertmanager.yml')
    .action(async (file: string, options: { json?: boolean }) => {
      const { display } = session;
      const text = await textIn(session.surroundings, file);
      // Loaded only here: other commands need no YAML.
      const { readYaml } = await import('#cli/setup/yaml-file.ts');
      const { stringify } = await import('yaml');
      const { inhibitOf } = await import('#core/intake/from-alertmanager.ts');
      const read = readYaml(text, file);
      if ('problems' in read) {
        throw new CliFailure('refused', `${file} is no YAML.`, {
          errors: read.problems.map(({ place, message }) => ({ path: place, message })),
        });
      }
      const made = await inhibitOf(read.content);
      session.print(options, made, [
        ...(made.inhibit.length === 0
          ? ['# No rule was carried.']
          : stringify({ inhibit: made.inhibit }, { lineWidth: 0 }).trimEnd().split('\n')),
        ...made.left.map(({ path, message }) =>
          hangingIndent('# not carried:', oneLine(`${path} ${message}`.trim()), display.columns),
        ),
      ]);
    });
}

import type { Command } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import { dateAndTime, namedMoment } from '#cli/incident-text.ts';
import { timeZoneFindings } from '#cli/oncall/time-zone-data.ts';
import { wholeNumber, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import { counted } from '#core/text/listing.ts';

const styles = { problem: 'red', warning: 'yellow', note: 'dim' } as const;

/** What would keep a page from reaching somebody, before it does. */
export function addCoverageCommand(program: Command, session: Session): void {
  withJson(program.command('coverage').summary('what would keep a page from reaching somebody'))
    .description(
      'Gaps, people without working channels, levels that lead nowhere. Exits with 1 when it ' +
        'finds a problem, so that CI can run it.',
    )
    .option('--days <count>', 'how far ahead, up to 366 (90 if not given)', wholeNumber)
    .option('--strict', 'warnings are problems too')
    .action(async (options: { days?: number; strict?: boolean; json?: boolean }) => {
      const { display } = session;
      const api = await session.api();
      const answer = await api.call('coverage', { query: { days: options.days } });
      const { timeZoneData } = session.surroundings;
      const apart = await timeZoneFindings(api, answer, timeZoneData);
      const coverage = { ...answer, findings: [...answer.findings, ...apart] };
      const of = (kind: keyof typeof styles) =>
        coverage.findings.filter(({ severity }) => severity === kind);
      const [problems, warnings] = [of('problem'), of('warning')];
      const span = `from ${dateAndTime(coverage.from, display)} to ${namedMoment(coverage.until, display)}`;
      session.print(options, coverage, [
        ...[...problems, ...warnings, ...of('note')].map(({ severity, text }) =>
          hangingIndent(display.paint(styles[severity], severity), text, display.columns),
        ),
        problems.length + warnings.length === 0
          ? `Everything is covered ${span}.`
          : `${counted(problems.length, 'problem')} and ${counted(warnings.length, 'warning')} ${span}.`,
        coverage.accountReadAt === undefined
          ? "The account's settings for texts were not read yet; the daily check does that."
          : `The account's settings for texts are those of ${namedMoment(coverage.accountReadAt, display)}.`,
      ]);
      const wrong = options.strict ? [...problems, ...warnings] : problems;
      if (wrong.length > 0) {
        throw new CliFailure('refused', `${counted(wrong.length, 'problem')} to fix.`, {
          next: 'docs/configuration.md says what each needs.',
        });
      }
    });
}

import type { Command } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import { textIn } from '#cli/files.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { fitted, type Paint } from '#cli/terminal-text.ts';
import type { ConfigurationApplied, ConfigurationChange } from '#contract/setup.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** Puts a configuration in force. What would change is shown before anything does. */
export function addApplyCommand(program: Command, session: Session): void {
  withJson(program.command('apply').summary('put a configuration in force'))
    .description('Put a configuration in force, after showing what it changes and asking.')
    .argument('[file]', 'the configuration', 'tocsin.yaml')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'only show what would change')
    .action(async (file: string, options: { yes?: boolean; dryRun?: boolean; json?: boolean }) => {
      const document = await readDocument(session, file);
      const answer = await session.call('applyConfiguration', {
        query: { dryRun: 'true' },
        body: document,
      });
      const { dutyGaps } = await import('#cli/setup/duty-gaps.ts');
      const gaps = dutyGaps(document, session.display.now());
      const compared = { ...answer, warnings: [...answer.warnings, ...gaps] };
      if (options.dryRun) {
        session.print(options, compared, differences(compared, session));
        return;
      }

      const isSame = compared.changes.length === 0;
      if (!isSame && !options.yes) await consent(session, compared, options);
      const { warnings } = compared;
      // The same again, too: it makes good what an earlier call saved and could not do the rest of.
      const inForce = await session.call('applyConfiguration', {
        // Somebody may have applied another one while this one was being read.
        query: { expectedVersion: compared.version },
        body: document,
      });
      const applied = { ...inForce, warnings };
      session.print(options, applied, [
        ...(isSame || options.yes ? differences(applied, session) : []),
        ...(isSame ? [] : [`Version ${applied.version} is in force.`]),
      ]);
    });
}

async function consent(
  session: Session,
  compared: ConfigurationApplied,
  { json }: { json?: boolean },
): Promise<void> {
  const { ask } = session.surroundings.terminal;
  if (ask === undefined || json) {
    throw new CliFailure('usage', 'There is nobody to ask.', {
      next: 'Give --yes to apply it without asking, or --dry-run to only see the changes.',
    });
  }
  session.print({}, compared, differences(compared, session));
  if (!(await ask(`Apply ${counted(compared.changes.length, 'change')}?`))) {
    throw new CliFailure('refused', 'Nothing was applied.');
  }
}

function differences(
  { changes, warnings, version }: ConfigurationApplied,
  { display }: Session,
): string[] {
  const warned = warnings.map(
    ({ path, message }) =>
      `${display.paint('yellow', 'warning')} ${oneLine(`${path}: ${message}`)}`,
  );
  if (changes.length === 0)
    return [...warned, `Nothing to change: version ${version} is the same.`];
  return [...changes.map(change => changeLine(change, display)), ...warned];
}

const marks = {
  added: { sign: '+', style: 'green' },
  removed: { sign: '-', style: 'red' },
  changed: { sign: '~', style: 'yellow' },
} as const;

function changeLine(
  { kind, path, before, after }: ConfigurationChange,
  { columns, paint }: { columns: number; paint: Paint },
): string {
  // Of another kind, which a newer API may tell of, it says both values.
  const { sign, style } = marks[kind] ?? marks.changed;
  const values =
    kind === 'added'
      ? valueText(after)
      : kind === 'removed'
        ? valueText(before)
        : `${valueText(before)} -> ${valueText(after)}`;
  return paint(style, fitted(oneLine(`${sign} ${path}: ${values}`), columns));
}

function valueText(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

async function readDocument(
  { surroundings }: Session,
  file: string,
): Promise<Record<string, unknown>> {
  const next = 'Name the configuration: tocsin apply path/to/tocsin.yaml';
  const text = await textIn(surroundings, file, next);
  // Loaded only here: `acknowledge` at three in the morning need not wait for a YAML parser.
  const { readConfiguration } = await import('#cli/setup/configuration-file.ts');
  return readConfiguration(text, file);
}

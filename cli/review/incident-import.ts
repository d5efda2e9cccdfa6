import type { Command } from 'commander';
import { asCommand, byOption, type Common, key } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { textIn } from '#cli/files.ts';
import type { Session } from '#cli/session.ts';
import { type Issue, type Located, readYaml } from '#cli/setup/yaml-file.ts';
import { importRequest } from '#contract/export.ts';
import { parseInput } from '#contract/problem.ts';
import type { ImportedDocument } from '#core/incident/imported-document.ts';

/** Brings in an incident from elsewhere, as the runbook's template tells it. */
export function addImportCommand(program: Command, session: Session): void {
  asCommand(program.command('incident:import').summary('an incident from elsewhere, by its file'))
    .description(
      'Stores an incident that began and ended elsewhere, from a file in the form of incident:export. Nobody is paged.',
    )
    .argument('[file]', 'YAML or JSON in the form of the incident template')
    .option('--file <file>', 'the same, as an option')
    .option('--service <id>', 'which service it was about; the default one when not given')
    .action(
      async (
        argument: string | undefined,
        options: Common & { file?: string; service?: string },
      ) => {
        const file = options.file ?? argument;
        if (file === undefined) {
          throw new CliFailure('usage', 'Which file?', { next: 'Give --file=INC-2024-001.yaml.' });
        }
        const incident = readIncident(await textIn(session.surroundings, file), file);
        const stored = await session.call('importIncident', {
          ...key(options),
          body: { incident, service: options.service, by: byOption(session, options) },
        });
        const next = `\`tocsin show ${stored.id}\` shows it.`;
        session.print(options, stored, `${stored.id} imported; nobody was paged. ${next}`);
      },
    );
}

/** Throws a CliFailure that lists everything wrong with the file, by line. */
function readIncident(text: string, file: string): ImportedDocument {
  const read = readYaml(text, file);
  if ('problems' in read) throw notStored(file, read.problems);
  const parsed = parseInput(importRequest, read.content);
  if ('value' in parsed) return parsed.value.incident;
  throw notStored(file, read.located(parsed.errors.map(asIssue)));
}

function asIssue({ path, message }: { path: string; message: string }): Issue {
  const steps = path.split('/').slice(1);
  return { path: steps.map(step => step.replaceAll('~1', '/').replaceAll('~0', '~')), message };
}

function notStored(file: string, problems: readonly Located[]): CliFailure {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new CliFailure('refused', `${file} has ${count}.`, {
    errors: problems.map(({ place, message }) => ({ path: place, message })),
    next: 'Nothing was stored. `tocsin incident:export` shows the form.',
  });
}

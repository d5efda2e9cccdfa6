import { type Command, Option } from 'commander';
import { evidenceZip } from '#cli/evidence/evidence.ts';
import { CliFailure, exitCodes } from '#cli/failure.ts';
import { chosenIncident, withIncident } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { type ExportForm, exportForms } from '#core/review/export-forms.ts';

/** Of one incident, in one form. Text goes to the terminal when no file is named, everything else into a file. */
type Exporter = (session: Session, id: string) => Promise<string | Uint8Array>;

const written =
  (format: ExportForm): Exporter =>
  async (session, id) => {
    return session.call('exportIncident', { params: { id }, query: { format } });
  };

const exporters: Record<string, Exporter> = {
  ...Object.fromEntries(exportForms.map(format => [format, written(format)])),
  zip: evidenceZip,
};

export function addExportCommand(program: Command, session: Session): void {
  withIncident(program.command('incident:export').summary('an incident as a file'))
    .description(
      'An incident as a file. yaml and json: the incident template; markdown: its report; ' +
        'csv: its timeline; zip: everything that was preserved of it, with its seal.',
    )
    .addOption(
      new Option('--format <format>', 'in which form')
        .choices(Object.keys(exporters))
        .default('yaml'),
    )
    .option('--output <file>', 'where to; a zip goes to INC-….zip when not given')
    .action(
      async (
        argument: string | undefined,
        options: { id?: string; format: string; output?: string },
      ) => {
        const id = await chosenIncident(session, argument, options.id);
        const exporter = exporters[options.format];
        if (exporter === undefined) throw new Error(`No exporter for ${options.format}`);
        const content = await exporter(session, id);
        const file = options.output ?? (typeof content === 'string' ? undefined : `${id}.zip`);
        if (file !== undefined) await session.surroundings.writeFile(file, content);
        session.surroundings.terminal.out(
          file === undefined ? String(content).trimEnd() : `${id} written to ${file}`,
        );
        await recordExport(session, id, options.format);
      },
    );
}

/** Ends the reminder to export it (R20). Whoever may only read takes it away all the same, and the reminder stays. */
async function recordExport(session: Session, id: string, format: string): Promise<void> {
  try {
    await session.call('recordExport', {
      params: { id },
      body: { format: format as ExportForm | 'zip' },
    });
  } catch (error) {
    const mayNot = error instanceof CliFailure && error.exitCode === exitCodes.notAuthorised;
    if (!mayNot) throw error;
  }
}

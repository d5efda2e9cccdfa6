import { textIn } from '#cli/files.ts';
import type { Surroundings } from '#cli/surroundings.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { Directory } from '#core/setup/directory.ts';

/** What a file knows of who stands in and who has verified what: nothing. */
export const noRoster: Roster = { overrides: [], contacts: [] };

/** A configuration as the API would read it; throws a CliFailure that lists everything wrong with the file, by line. */
export async function readDirectory(
  surroundings: Pick<Surroundings, 'readFile'>,
  file: string,
): Promise<Directory> {
  const text = await textIn(surroundings, file);
  // Loaded only here: other commands need neither a YAML parser nor the rules of a configuration.
  const { readConfiguration } = await import('#cli/setup/configuration-file.ts');
  const { parseDirectory } = await import('#core/setup/parse-directory.ts');
  const parsed = parseDirectory(readConfiguration(text, file));
  if ('problems' in parsed) throw new Error(`${file} was checked already`);
  return parsed.directory;
}

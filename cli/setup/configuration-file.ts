import { CliFailure } from '#cli/failure.ts';
import { type Located, readYaml } from '#cli/setup/yaml-file.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';

/** More are mostly one mistake, made over and over; with all of them the first is out of sight. */
const toldMax = 100;

/** The document that the API takes; throws a CliFailure that lists everything wrong with the file, by line. */
export function readConfiguration(text: string, file: string): Record<string, unknown> {
  const checked = checkConfiguration(text, file);
  if ('document' in checked) return checked.document;
  const { problems } = checked;
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  throw new CliFailure(
    'refused',
    `${file} has ${count}${problems.length > toldMax ? `; these are the first ${toldMax}` : ''}.`,
    {
      errors: problems.slice(0, toldMax).map(({ place, message }) => ({ path: place, message })),
      next: 'Nothing was applied. docs/configuration.md explains every field.',
    },
  );
}

/** Pure: text in, the checked document out, or every problem with its line and column. */
export function checkConfiguration(
  text: string,
  file: string,
): { document: Record<string, unknown>; warnings: Located[] } | { problems: Located[] } {
  const read = readYaml(text, file);
  if ('problems' in read) return read;
  const parsed = parseDirectory(read.content);
  if ('problems' in parsed) return { problems: read.located(parsed.problems) };
  return {
    document: read.content as Record<string, unknown>,
    warnings: read.located(parsed.warnings),
  };
}

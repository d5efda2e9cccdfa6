import { CliFailure } from '#cli/failure.ts';
import { type Located, readYaml } from '#cli/setup/yaml-file.ts';
import { suggestion } from '#core/setup/issue-words.ts';
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
  if ('problems' in parsed) {
    const told = parsed.problems.map(({ path, message }) => ({
      path,
      message: `${message}${zoneMeant(message, valueAt(read.content, path))}`,
    }));
    return { problems: read.located(told) };
  }
  return {
    document: read.content as Record<string, unknown>,
    warnings: read.located(parsed.warnings),
  };
}

/** By its city alone, or with a slip: whoever writes the file is told here, and no function carries the words along. */
function zoneMeant(message: string, given: unknown): string {
  if (typeof given !== 'string' || !message.startsWith('must be an IANA time zone')) return '';
  const zones = Intl.supportedValuesOf('timeZone');
  const city = `/${given.toLowerCase().replaceAll(' ', '_')}`;
  const there = zones.find(zone => zone.toLowerCase().endsWith(city));
  return there === undefined ? suggestion(given, zones) : `; did you mean ${there}?`;
}

function valueAt(content: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    content,
  );
}

import type { Directory } from '#core/setup/directory.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';

/** The smallest team that can be paged, as it would be written. */
export function aDocument(): Record<string, unknown> {
  return {
    version: 1,
    organisation: { name: 'Northwind Books', timeZone: 'Europe/London' },
    people: {
      ana: { name: 'Ana Keller', phone: '+15555550101', email: 'ana@example.com' },
      bo: { name: 'Bo Lindqvist', phone: '+15555550102', email: 'bo@example.com' },
    },
    teams: { commerce: { name: 'Commerce', members: ['ana', 'bo'] } },
    escalationPolicies: {
      default: {
        levels: [
          { name: 'On-call Engineer', people: ['ana'] },
          { name: 'Team Lead', people: ['bo'] },
        ],
      },
    },
    services: { payments: { name: 'Payments', team: 'commerce' } },
  };
}

/** That team with other values at some places, such as `people.ana.phone`; `undefined` takes a field away. */
export function changed(changes: Record<string, unknown>): Record<string, unknown> {
  const document = aDocument();
  for (const [path, value] of Object.entries(changes)) put(document, path.split('.'), value);
  return document;
}

function put(record: Record<string, unknown>, [step = '', ...rest]: string[], value: unknown) {
  if (rest.length > 0) {
    record[step] ??= {};
    put(record[step] as Record<string, unknown>, rest, value);
  } else if (value === undefined) delete record[step];
  else record[step] = value;
}

/** The directory of a document that must be right. */
export function directoryOf(document: unknown): Directory {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.directory;
}

/** One line per problem, such as `services.payments.team: there is no team x`. */
export function problemsIn(document: unknown): string[] {
  const parsed = parseDirectory(document);
  return 'problems' in parsed
    ? parsed.problems.map(({ path, message }) => `${path.join('.')}: ${message}`)
    : [];
}

/** Every place in a document, as steps. */
export function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

import type { PatternHit } from '#core/diagnosis/pattern.ts';
import {
  matchPatterns,
  type Observation,
  type Pattern,
  type PatternMatch,
} from '#core/diagnosis/pattern.ts';
import { library } from '#core/diagnosis/pattern-library.ts';
import type { Directory } from '#core/setup/directory.ts';

/** More than these would hide the likely one. */
const hitsMax = 3;
const evidenceMax = 3;

/** Absent in configurations that were applied before there were any. */
type Known = Partial<Pick<Directory, 'patterns' | 'externalContacts'>>;

/** What the texts resemble, with whatever helps against it: everything that a page or a console shows of it. */
export function hitsOf(
  directory: Known,
  service: string,
  observations: readonly Observation[],
): PatternHit[] {
  return hitsFrom(directory, service, matchPatterns(patternsOf(directory), observations));
}

export function hitsFrom(
  directory: Known,
  service: string,
  matches: readonly PatternMatch[],
): PatternHit[] {
  return matches.slice(0, hitsMax).map(({ pattern, evidence }) => ({
    pattern: pattern.id,
    name: pattern.name,
    cause: pattern.cause,
    quickFixes: pattern.quickFixes.map(({ text, command }) => ({
      text,
      ...(command !== undefined && { command }),
    })),
    longTerm: pattern.longTerm,
    contacts: [
      ...(pattern.contact === undefined ? [] : [pattern.contact]),
      ...contactsFor(directory, service, pattern.id),
    ],
    evidence: evidence.slice(0, evidenceMax),
  }));
}

/** A team's own come first: they know their systems, and may say of a built-in one what it means here. */
export function patternsOf({ patterns = {} }: Known): readonly Pattern[] {
  if (Object.keys(patterns).length === 0) return library;
  const own = Object.entries(patterns).map(
    ([id, { symptoms, metrics = [], longTerm = '', ...pattern }]) => ({
      ...pattern,
      id,
      longTerm,
      symptoms: symptoms.map(words => ({ words, weight: 3 })),
      metrics: metrics.map(({ name, ...shows }) => ({ name, shows: showsOf(shows), weight: 3 })),
    }),
  );
  return [...own, ...library.filter(({ id }) => !Object.hasOwn(patterns, id))];
}

/** Who helps from outside: with this pattern, or, without one, with this service whatever it is (R27). */
export function contactsFor(
  { externalContacts = [] }: Known,
  service: string,
  pattern?: string,
): string[] {
  return externalContacts
    .filter(({ services, patterns }) => {
      const concerns = services === undefined || services.includes(service);
      const fits =
        pattern === undefined ? patterns === undefined : (patterns?.includes(pattern) ?? false);
      return concerns && fits;
    })
    .map(({ name, phone, email, url }) =>
      [`${name}:`, ...[phone, email, url].filter(each => each !== undefined)].join(' '),
    );
}

function showsOf({ above, below, times = 2 }: { above?: number; below?: number; times?: number }) {
  if (above !== undefined) return { above };
  return below === undefined ? { times } : { below };
}

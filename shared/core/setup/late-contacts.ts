import type { Directory } from '#core/setup/directory.ts';
import type { DirectoryDocument } from '#core/setup/document.ts';
import { contactOf } from '#core/setup/document-on-call.ts';
import type { Issue } from '#core/setup/issue-words.ts';
import { type PagedPlace, pagedPlaces, peopleOf, placesText } from '#core/setup/paged-places.ts';
import { type Urgency, urgencyOf } from '#core/severity.ts';
import { durationText } from '#core/time/duration-text.ts';

/**
 * Policies against the rules of everybody they reach. An attempt later than its level lasts is never made, since the
 * next level comes first: a mistake where it is so everywhere, and worth a word where it is so somewhere.
 */
export function lateContacts(
  document: DirectoryDocument,
  directory: Directory,
): { problems: Issue[]; warnings: Issue[] } {
  const places = pagedPlaces(directory, level => peopleOf(directory, level));
  const found = writtenAttempts(document).map(attempt => {
    const asked = places.filter(place => isFor(attempt, place, directory));
    const cut = asked.filter(({ lastsSeconds }) => lastsSeconds <= attempt.afterSeconds);
    return { path: attempt.path, asked, cut, after: durationText(attempt.afterSeconds) };
  });
  return {
    problems: found
      .filter(({ asked, cut }) => cut.length > 0 && cut.length === asked.length)
      .map(({ path, cut, after }) => ({
        path,
        message: `is never made: ${after} is not before the next level, which comes after ${longest(cut)} at most`,
      })),
    warnings: found
      .filter(({ asked, cut }) => cut.length > 0 && cut.length < asked.length)
      .map(({ path, cut, after }) => ({
        path,
        message: `is not made ${placesText(cut)}: the next level comes before ${after} have passed`,
      })),
  };
}

interface Attempt {
  path: Issue['path'];
  /** Absent: the rules of everybody who has none. */
  person?: string;
  urgency: Urgency;
  afterSeconds: number;
}

function writtenAttempts({ notify, people }: DirectoryDocument): Attempt[] {
  const of = (path: Issue['path'], rules: typeof notify, person?: string) =>
    (['high', 'low'] as const).flatMap(urgency =>
      (rules[urgency] ?? []).map((contact, index) => ({
        path: [...path, urgency, index],
        ...(person !== undefined && { person }),
        urgency,
        afterSeconds: contactOf(contact).afterSeconds,
      })),
    );
  return [
    ...of(['notify'], notify),
    ...Object.entries(people).flatMap(([id, person]) =>
      of(['people', id, 'notify'], person.notify ?? {}, id),
    ),
  ];
}

function isFor(attempt: Attempt, place: PagedPlace, { people }: Directory): boolean {
  const urgency = urgencyOf(place.severity);
  if (attempt.urgency !== urgency) return false;
  if (attempt.person !== undefined) return attempt.person === place.person;
  return people[place.person]?.notify?.[urgency] === undefined;
}

function longest(places: readonly PagedPlace[]): string {
  return durationText(Math.max(...places.map(({ lastsSeconds }) => lastsSeconds)));
}

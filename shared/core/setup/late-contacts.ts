import { entryOf } from '#core/own-entry.ts';
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
  // By rules, once: in a big team there are tens of thousands of places, and thousands of attempts.
  const places = Map.groupBy(
    pagedPlaces(directory, level => peopleOf(directory, level)),
    place => rulesAt(place, directory),
  );
  const found = writtenAttempts(document).map(attempt => {
    const asked = places.get(`${attempt.urgency} ${attempt.person ?? ''}`) ?? [];
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

/** Of which urgency, and whose: nobody's are those of everybody who has none. */
function rulesAt({ person, severity }: PagedPlace, { people }: Directory): string {
  const urgency = urgencyOf(severity);
  const isOwn = entryOf(people, person)?.notify?.[urgency] !== undefined;
  return `${urgency} ${isOwn ? person : ''}`;
}

function longest(places: readonly PagedPlace[]): string {
  return durationText(Math.max(...places.map(({ lastsSeconds }) => lastsSeconds)));
}

import type { Directory } from '#core/setup/directory.ts';
import type { DirectoryDocument } from '#core/setup/document.ts';
import { contactOf } from '#core/setup/document-on-call.ts';
import type { Issue } from '#core/setup/issue-words.ts';
import { type Severity, severities, type Urgency, urgencyOf } from '#core/severity.ts';
import { durationText } from '#core/time/duration-text.ts';

/** One place at which somebody's rules are followed: a level of a policy, for a severity. */
interface Place {
  person: string;
  urgency: Urgency;
  policy: string;
  level: string;
  severity: Severity;
  lastsSeconds: number;
}

/**
 * Policies against the rules of everybody they reach. An attempt later than its level lasts is never made, since the
 * next level comes first: a mistake where it is so everywhere, and worth a word where it is so somewhere.
 */
export function attempts(
  document: DirectoryDocument,
  directory: Directory,
): { problems: Issue[]; warnings: Issue[] } {
  const places = placesOf(directory);
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
        message: `is not made ${where(cut)}: the next level comes before ${after} have passed`,
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

function isFor(attempt: Attempt, place: Place, { people }: Directory): boolean {
  if (attempt.urgency !== place.urgency) return false;
  if (attempt.person !== undefined) return attempt.person === place.person;
  return people[place.person]?.notify?.[place.urgency] === undefined;
}

function placesOf(directory: Directory): Place[] {
  return Object.entries(directory.escalationPolicies).flatMap(([policy, { levels }]) =>
    severitiesOf(directory, policy).flatMap(severity =>
      levels.flatMap(level => {
        const own = level.acknowledgeWithinSeconds;
        const lastsSeconds =
          (typeof own === 'object' ? own[severity] : own) ??
          directory.severities[severity].acknowledgeWithinSeconds;
        const urgency = urgencyOf(severity);
        const place = { urgency, policy, level: level.name, severity, lastsSeconds };
        return peopleOf(directory, level).map(person => ({ ...place, person }));
      }),
    ),
  );
}

/** Everybody whom a level may ever lead to. */
export function peopleOf(
  { schedules }: Directory,
  level: Directory['escalationPolicies'][string]['levels'][number],
): string[] {
  const onCall = (level.schedules ?? []).flatMap(
    id => schedules[id]?.layers.flatMap(layer => layer.people) ?? [],
  );
  return [...new Set([...level.people, ...onCall])];
}

/** For which severities the services follow this policy; one that none follows is looked at for all. */
function severitiesOf({ services }: Directory, policy: string): Severity[] {
  const followed = severities.filter(severity =>
    Object.values(services).some(
      ({ escalationPolicies, escalationPolicy }) =>
        (escalationPolicies?.[severity] ?? escalationPolicy ?? 'default') === policy,
    ),
  );
  return followed.length > 0 ? followed : [...severities];
}

function longest(places: readonly Place[]): string {
  return durationText(Math.max(...places.map(({ lastsSeconds }) => lastsSeconds)));
}

function where(places: readonly Place[]): string {
  const texts = [
    ...new Set(places.map(({ level, policy, severity }) => `${severity} on ${level} (${policy})`)),
  ];
  const shown = texts.slice(0, 3).join(', ');
  return `for ${shown}${texts.length > 3 ? ` and ${texts.length - 3} more` : ''}`;
}

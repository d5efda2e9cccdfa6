import { entryOf } from '#core/own-entry.ts';
import type { Directory, Level } from '#core/setup/directory.ts';
import { type Severity, severities } from '#core/severity.ts';
import { listed } from '#core/text/listing.ts';

/** One place at which somebody is paged: a level of a policy, for a severity. */
export interface PagedPlace {
  person: string;
  policy: string;
  level: string;
  severity: Severity;
  /** Until the next level is paged: what comes later at this one never happens. */
  lastsSeconds: number;
}

/** Every place of every policy, with each person whom its level leads to. */
export function pagedPlaces(
  directory: Directory,
  peopleOn: (level: Level) => readonly string[],
): PagedPlace[] {
  return Object.entries(directory.escalationPolicies).flatMap(([policy, { levels }]) =>
    severitiesOf(directory, policy).flatMap(severity =>
      levels.flatMap(level => {
        const own = level.acknowledgeWithinSeconds;
        const lastsSeconds =
          (typeof own === 'object' ? own[severity] : own) ??
          directory.severities[severity].acknowledgeWithinSeconds;
        const place = { policy, level: level.name, severity, lastsSeconds };
        return peopleOn(level).map(person => ({ ...place, person }));
      }),
    ),
  );
}

/** Everybody whom a level may ever lead to. */
export function peopleOf({ schedules }: Directory, level: Level): string[] {
  const onCall = (level.schedules ?? []).flatMap(
    id => entryOf(schedules, id)?.layers.flatMap(layer => layer.people) ?? [],
  );
  return [...new Set([...level.people, ...onCall])];
}

/** For which severities the services follow this policy; one that none follows is looked at for all. */
function severitiesOf({ services }: Directory, policy: string): Severity[] {
  const followed = severities.filter(severity =>
    Object.values(services).some(
      ({ escalationPolicies, escalationPolicy = 'default' }) =>
        (escalationPolicies?.[severity] ?? escalationPolicy) === policy,
    ),
  );
  return followed.length > 0 ? followed : [...severities];
}

const shownMax = 3;

/** `for SEV1 on On-call Engineer (default) and SEV2 on Team Lead (default)` */
export function placesText(places: readonly PagedPlace[]): string {
  const all = [
    ...new Set(places.map(({ level, policy, severity }) => `${severity} on ${level} (${policy})`)),
  ];
  const more = all.length - shownMax;
  return `for ${listed([...all.slice(0, shownMax), ...(more > 0 ? [`${more} more`] : [])])}`;
}

import type { Directory } from '#core/directory/directory.ts';

/** Who answers for a team; where nobody leads it, or no team is meant, the organisation's fallback contact. */
export function leadOf({ teams, fallback }: Directory, team?: string): string | undefined {
  const known = team !== undefined && Object.hasOwn(teams, team) ? teams[team] : undefined;
  return known?.lead ?? fallback;
}

/** Who answers for the teams of a person, other than themselves. */
export function leadsOf(directory: Directory, person: string): string[] {
  const teams = Object.entries(directory.teams).filter(
    ([, { members, lead }]) => members.includes(person) || lead === person,
  );
  const leads =
    teams.length === 0 ? [directory.fallback] : teams.map(([team]) => leadOf(directory, team));
  const others = leads.flatMap(lead => (lead === undefined || lead === person ? [] : [lead]));
  return [...new Set(others)];
}

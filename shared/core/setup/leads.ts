import { entryOf } from '#core/own-entry.ts';
import type { Responder } from '#core/people.ts';
import type { Directory, Service } from '#core/setup/directory.ts';

/** Who answers for a team: its lead, else the organisation's fallback contact, else its first member. */
export function leadOf({ teams, fallback }: Directory, team?: string): string | undefined {
  const known = entryOf(teams, team);
  return known?.lead ?? fallback ?? known?.members[0];
}

/** Who answers for a service; for one that is gone, and where none is named, whoever does for the default service. */
export function leadOfService(directory: Directory, service?: string): string | undefined {
  const { services, defaultService } = directory;
  const { team } = entryOf(services, service) ?? entryOf(services, defaultService) ?? {};
  return leadOf(directory, team);
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

/** Whose problem it is, by their services and members. None: it is the whole organisation's. */
export function teamsConcerned(
  directory: Directory,
  about: { schedule?: string; policy?: string; person?: string },
): string[] {
  const { teams, services, escalationPolicies } = directory;
  const { schedule, policy, person } = about;
  const policies = new Set(policy === undefined ? [] : [policy]);
  if (schedule !== undefined) {
    for (const [id, { levels }] of Object.entries(escalationPolicies)) {
      if (levels.some(level => level.schedules?.includes(schedule))) policies.add(id);
    }
  }
  const serving = Object.values(services)
    .filter(service => policiesOf(service).some(id => policies.has(id)))
    .map(({ team }) => team);
  const own = Object.entries(teams)
    .filter(([, { members, lead }]) => {
      return person !== undefined && (members.includes(person) || lead === person);
    })
    .map(([team]) => team);
  return [...new Set([...serving, ...own])];
}

/** Every policy that an incident of the service may follow. */
export function policiesOf({
  escalationPolicy = 'default',
  escalationPolicies = {},
}: Service): string[] {
  return [escalationPolicy, ...Object.values(escalationPolicies)];
}

/** Everybody of its team who can be reached by mail. */
export function teamOf({ services, teams, people }: Directory, service: string): Responder[] {
  const { members = [], lead } = entryOf(teams, entryOf(services, service)?.team) ?? {};
  const ids = new Set([...members, ...(lead === undefined ? [] : [lead])]);
  return [...ids].flatMap(person => {
    const { name, email } = entryOf(people, person) ?? {};
    return name === undefined || email === undefined ? [] : [{ person, name, email }];
  });
}

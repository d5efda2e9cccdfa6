import type { Responder } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';

/** Everybody of its team who can be reached by mail. */
export function teamOf({ services, teams, people }: Directory, service: string): Responder[] {
  const { members = [], lead } = teams[services[service]?.team ?? ''] ?? {};
  const ids = new Set([...members, ...(lead === undefined ? [] : [lead])]);
  return [...ids].flatMap(person => {
    const { name, email } = people[person] ?? {};
    return name === undefined || email === undefined ? [] : [{ person, name, email }];
  });
}

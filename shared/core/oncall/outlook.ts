import type { AccountFacts } from '#core/oncall/finding.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { KnownSchedule, Shift } from '#core/oncall/who-is-on-call.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory, Level } from '#core/setup/directory.ts';
import type { Instant } from '#core/time/instant.ts';

/** The time that is looked at, and who is on duty in it. */
export interface Outlook {
  directory: Directory;
  roster: Roster;
  from: Instant;
  until: Instant;
  facts: AccountFacts;
  /** Of whoever reads what is found: one for all of it, wherever the schedules live. */
  timeZone: string;
  /** By id of the schedule. */
  duty: ReadonlyMap<string, { schedule: KnownSchedule; shifts: readonly Shift[] }>;
}

/** Everybody whom a level leads to in the time ahead. */
export function ledTo({ directory, duty }: Outlook, { people, schedules = [] }: Level): string[] {
  const onDuty = schedules.flatMap(id => (duty.get(id)?.shifts ?? []).map(({ person }) => person));
  return [...new Set([...people, ...onDuty])].filter(person =>
    Object.hasOwn(directory.people, person),
  );
}

export function nameOf({ directory: { people } }: Outlook, person: string): string {
  return entryOf(people, person)?.name ?? person;
}

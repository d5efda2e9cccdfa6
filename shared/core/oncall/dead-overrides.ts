import { knownSchedule } from '#core/oncall/on-duty.ts';
import type { Override, Roster } from '#core/oncall/roster.ts';
import { whoIsOnCall } from '#core/oncall/who-is-on-call.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { dayAndTime } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** An override that is not over and names what the configuration does not have: it counts as none. */
export interface DeadOverride {
  override: Override;
  /** What is not there: the person who stands in, the one who is stood in for, or the schedule. */
  missing: 'person' | 'instead' | 'schedule';
  text: string;
}

/** Overrides are data and outlive the people and the schedules that they name; each with who is on duty all the same. */
export function deadOverrides(
  directory: Directory,
  { overrides }: Roster,
  at: Instant,
  zone = directory.organisation.timeZone,
): DeadOverride[] {
  return overrides
    .filter(({ until }) => until > at)
    .flatMap(override => {
      const missing = missingIn(directory, override);
      return missing === undefined ? [] : [{ override, missing, text: worded() }];

      function worded(): string {
        const { id, schedule, person, instead, from, until } = override;
        const known = knownSchedule(directory, schedule);
        const name = nameOf(directory, person);
        if (known === undefined) {
          return `override ${id} is for ${schedule}, which is no schedule: ${name} stands in for nobody`;
        }
        const begins = from > at ? from : at;
        const duty = whoIsOnCall(known, overrides, begins)?.person;
        const onDuty = duty === undefined ? 'nobody' : nameOf(directory, duty);
        const when = `from ${dayAndTime(from, zone)} to ${dayAndTime(until, zone)}`;
        return missing === 'person'
          ? `override ${id} puts ${person} on duty for ${known.name} ${when}, who is not configured: it counts as none, and ${onDuty} is on duty`
          : `override ${id} of ${known.name} ${when} stands in for ${instead}, who is not configured: it counts as none, and ${onDuty} is on duty`;
      }
    });
}

function missingIn(
  { people, schedules }: Directory,
  { schedule, person, instead }: Override,
): DeadOverride['missing'] | undefined {
  if (!Object.hasOwn(schedules, schedule)) return 'schedule';
  if (!Object.hasOwn(people, person)) return 'person';
  return instead !== undefined && !Object.hasOwn(people, instead) ? 'instead' : undefined;
}

function nameOf({ people }: Directory, person: string): string {
  return entryOf(people, person)?.name ?? person;
}

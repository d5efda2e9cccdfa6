import type { IncidentEvent } from '#core/incident/events.ts';
import { peopleAt } from '#core/incident/pages.ts';
import type { Override, Roster } from '#core/oncall/roster.ts';
import type { Directory } from '#core/setup/directory.ts';
import { type Instant, instant, secondsBetween } from '#core/time/instant.ts';
import type { MemoryTable } from '../support/memory/memory-table.ts';
import { holiday, turns } from './settings.ts';

/** What `tocsin.yaml` said, and from when on. */
export interface File {
  since: Instant;
  directory: Directory;
}

/**
 * Whoever is on duty when all is done is whom the plan of each incident that runs would page, and they alone: by the file
 * that was in force when its people were looked up last, and by whoever stands in now.
 */
export function offDuty(
  { states, commits }: MemoryTable,
  files: readonly File[],
  { overrides }: Pick<Roster, 'overrides'>,
  at: Instant,
): string[] {
  return [...states].flatMap(([id, { incident }]) => {
    if (incident.phase !== 'open' && incident.phase !== 'acknowledged') return [];
    const events = (commits.get(id) ?? []).flatMap(commit => commit.events);
    const planned = events.findLast(isLookUp)?.at ?? incident.declaredAt;
    const expected = inForceAt(files, planned).map(
      directory => standIn(directory, overrides, at) ?? turnAt(directory, at),
    );
    return incident.plan.levels
      .filter(({ schedules }) => schedules !== undefined)
      .map(level => peopleAt(level, at).map(each => each.person))
      .filter(people => !expected.includes(people.join()))
      .map(
        people =>
          `${id} would page ${people.join() || 'nobody'} in the place of ${expected.join(' or ')}`,
      );
  });
}

function isLookUp({ type }: IncidentEvent): boolean {
  return type === 'IncidentDeclared' || type === 'SeverityChanged' || type === 'OnCallChanged';
}

/** Of two files of one moment it may be either. */
function inForceAt(files: readonly File[], at: Instant): Directory[] {
  return files
    .filter(({ since }, place) => {
      const next = files[place + 1]?.since;
      return since <= at && (next === undefined || next >= at);
    })
    .map(({ directory }) => directory);
}

/** Whose turn it is: what is late with everything may be done a day later. */
function turnAt({ schedules }: Directory, at: Instant): string {
  const [usual = [], onHolidays = []] = (schedules.primary?.layers ?? []).map(each => each.people);
  const isHoliday = at.startsWith(holiday.date);
  const number = Math.floor(secondsBetween(instant(`${turns.start}:00.000Z`), at) / 86_400);
  return (isHoliday ? onHolidays[0] : usual[number % usual.length]) ?? '';
}

/** The youngest of those that stand in has the turn; who is in the file no more stands in for nobody. */
function standIn(
  { people }: Directory,
  overrides: readonly Override[],
  at: Instant,
): string | undefined {
  return overrides
    .filter(({ from, until, person }) => from <= at && at < until && person in people)
    .toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1))
    .at(-1)?.person;
}

import type { Call, Operations } from '#app/api/operation.ts';
import { invalid, noConfiguration, unknownPerson } from '#app/api/refusal.ts';
import { actorOf } from '#app/incident/idempotent-commands.ts';
import { knownSchedule } from '#core/oncall/on-duty.ts';
import type { Override } from '#core/oncall/roster.ts';
import { shiftsBetween } from '#core/oncall/who-is-on-call.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { CalendarFeeds, CalendarShift, RosterStore } from '#ports/oncall.ts';
import type { NewToken, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const day = 86_400;
const pastDays = 30;
const comingDays = 90;
/** Beyond the days that are shown, shifts are followed this far to where they begin and end. */
const aroundDays = 62;

export interface CalendarOfDuty {
  name: string;
  shifts: CalendarShift[];
}

/** Private addresses under which calendars read who is on duty when: the same answer as the pager's. */
export function calendarFeeds(deps: {
  feeds: CalendarFeeds;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'current'>;
  newToken: NewToken;
  now: Now;
}): Operations<'createCalendarFeed' | 'revokeCalendarFeed'> & {
  feed: (token: string) => Promise<CalendarOfDuty | undefined>;
} {
  return { createCalendarFeed, revokeCalendarFeed, feed };

  async function createCalendarFeed({ body, asked, publicUrl }: Call<'createCalendarFeed'>) {
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined) return noConfiguration;
    const by = actorOf(asked, body.by, directory);
    if ('invalid' in by) return by;
    const { person, schedule } = body;
    if ((person === undefined) === (schedule === undefined)) {
      return invalid('', 'needs a person or a schedule, and not both');
    }
    if (person !== undefined && !isKnown(directory.people, person)) {
      return unknownPerson('/person', person);
    }
    if (schedule !== undefined && !isKnown(directory.schedules, schedule)) {
      return invalid('/schedule', `no schedule ${schedule} is configured`);
    }
    // The address is the whole credential and lives for years: twice the length of a link in a page.
    const token = `${deps.newToken()}${deps.newToken()}`;
    const added = await deps.feeds.add(token, {
      ...(person !== undefined && { person }),
      ...(schedule !== undefined && { schedule }),
      createdAt: deps.now(),
      createdBy: by.name,
    });
    if (added === 'exists') throw new Error('A new token was not new');
    return { answer: { ...added, url: `${publicUrl}/v1/calendar/${token}.ics` } };
  }

  async function revokeCalendarFeed({ params: { id = '' } }: Call<'revokeCalendarFeed'>) {
    const revoked = await deps.feeds.revoke(id);
    return revoked === undefined ? { notFound: `calendar feed ${id}` } : { answer: revoked };
  }

  /** `undefined`: nobody has this address, or what it showed is no longer configured. */
  async function feed(token: string): Promise<CalendarOfDuty | undefined> {
    const found = await deps.feeds.find(token);
    const directory = (await deps.configuration.current())?.directory;
    if (found === undefined || directory === undefined) return undefined;
    const { overrides } = await deps.roster.current();
    const about = { directory, overrides, at: deps.now() };
    if (found.schedule !== undefined) {
      if (!isKnown(directory.schedules, found.schedule)) return undefined;
      const name = `On call: ${directory.schedules[found.schedule]?.name ?? found.schedule}`;
      return { name, shifts: shiftsOf(found.schedule, about) };
    }
    const { person = '' } = found;
    if (!isKnown(directory.people, person)) return undefined;
    return {
      name: `On call: ${directory.people[person]?.name ?? person}`,
      shifts: Object.keys(directory.schedules)
        .flatMap(schedule => shiftsOf(schedule, about))
        .filter(shift => shift.person.id === person)
        .toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    };
  }
}

function shiftsOf(
  id: string,
  { directory, overrides, at }: { directory: Directory; overrides: Override[]; at: Instant },
): CalendarShift[] {
  const schedule = knownSchedule(directory, id);
  if (schedule === undefined) return [];
  const shown = { from: addSeconds(at, -pastDays * day), until: addSeconds(at, comingDays * day) };
  const from = addSeconds(shown.from, -aroundDays * day);
  const until = addSeconds(shown.until, aroundDays * day);
  return shiftsBetween(schedule, overrides, from, until)
    .filter(shift => shift.from < shown.until && shift.until > shown.from)
    .map(shift => {
      const { person } = shift;
      // Somebody who is always on duty began before all that we look at; that moment moves from day to day.
      const since = shift.from === from ? 'always' : shift.from;
      return {
        uid: `${id}-${person}-${since}`,
        from: shift.from,
        until: shift.until,
        schedule: { id, name: schedule.name },
        person: { id: person, name: directory.people[person]?.name ?? person },
        reason: shift.reason,
      };
    });
}

function isKnown(records: object | undefined, id: string): boolean {
  return records !== undefined && Object.hasOwn(records, id);
}

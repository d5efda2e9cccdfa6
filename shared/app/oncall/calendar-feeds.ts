import type { Call, Operations } from '#app/api/operation.ts';
import { invalid, noConfiguration, unknownPerson } from '#app/api/refusal.ts';
import { actorOf } from '#app/incident/idempotent-commands.ts';
import { knownSchedule } from '#core/oncall/on-duty.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { shiftsBetween } from '#core/oncall/who-is-on-call.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
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
}): Operations<'listCalendarFeeds' | 'createCalendarFeed' | 'revokeCalendarFeed'> & {
  feed: (token: string) => Promise<CalendarOfDuty | undefined>;
} {
  return { listCalendarFeeds, createCalendarFeed, revokeCalendarFeed, feed };

  async function listCalendarFeeds({ query }: Call<'listCalendarFeeds'>) {
    const { person, schedule } = query;
    const feeds = (await deps.feeds.list())
      .filter(each => person === undefined || each.person === person)
      .filter(each => schedule === undefined || each.schedule === schedule)
      .toSorted((a, b) => (a.createdAt > b.createdAt ? -1 : 1));
    return { answer: { feeds } };
  }

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
    const current = await deps.configuration.newest();
    if (found === undefined || current === undefined) return undefined;
    const { directory, at: appliedAt } = current;
    const about = { directory, appliedAt, roster: await deps.roster.current(), at: deps.now() };
    if (found.schedule !== undefined) {
      if (!isKnown(directory.schedules, found.schedule)) return undefined;
      const name = `On call: ${entryOf(directory.schedules, found.schedule)?.name ?? found.schedule}`;
      return { name, shifts: shiftsOf(found.schedule, about) };
    }
    const { person = '' } = found;
    if (!isKnown(directory.people, person)) return undefined;
    return {
      name: `On call: ${entryOf(directory.people, person)?.name ?? person}`,
      shifts: Object.keys(directory.schedules)
        .flatMap(schedule => shiftsOf(schedule, about))
        .filter(shift => shift.person.id === person)
        .toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    };
  }
}

function shiftsOf(
  id: string,
  about: { directory: Directory; appliedAt: Instant; roster: Roster; at: Instant },
): CalendarShift[] {
  const { directory, appliedAt, roster } = about;
  const schedule = knownSchedule(directory, id);
  if (schedule === undefined) return [];
  // Whole days, so that what is cut off at an end moves once a day.
  const at = dayOf(about.at);
  const shown = { from: addSeconds(at, -pastDays * day), until: addSeconds(at, comingDays * day) };
  const from = addSeconds(shown.from, -aroundDays * day);
  const until = addSeconds(shown.until, aroundDays * day);
  const turns = turningPoints(id, roster);
  return shiftsBetween(schedule, roster.overrides, from, until)
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
        person: { id: person, name: entryOf(directory.people, person)?.name ?? person },
        reason: shift.reason,
        changedAt: lastOf([
          appliedAt,
          ...(shift.from === from || shift.until === until ? [at] : []),
          ...turns.filter(each => touches(each, shift)).map(turn => turn.at),
        ]),
      };
    });
}

interface Span {
  from: Instant;
  until: Instant;
}

/** What has moved the borders of shifts, and when that was decided. */
function turningPoints(schedule: string, { overrides, removed = [] }: Roster) {
  return [
    ...overrides.map(override => ({ ...override, at: override.createdAt })),
    ...removed.map(override => ({ ...override, at: override.removedAt })),
  ].filter(override => override.schedule === schedule);
}

/** A shift that ends where an override begins was cut by it. */
function touches(one: Span, other: Span): boolean {
  return one.from <= other.until && one.until >= other.from;
}

function lastOf(moments: readonly [Instant, ...Instant[]]): Instant {
  return moments.reduce((last, each) => (each > last ? each : last));
}

function dayOf(at: Instant): Instant {
  return instant(`${at.slice(0, 10)}T00:00:00.000Z`);
}

function isKnown(records: object | undefined, id: string): boolean {
  return records !== undefined && Object.hasOwn(records, id);
}

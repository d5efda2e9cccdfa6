import ical, {
  escape as escaped,
  ICalEventBusyStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { calendarText } from '#adapters/formats/calendar-text.ts';
import { instant, sdkDate, secondsBetween } from '#core/time/instant.ts';
import type { CalendarShift } from '#ports/oncall.ts';

/** Calendars ask again after this long, where they listen. */
const refreshSeconds = 3600;
/** Sequences count seconds from here, which fits the 31 bits that calendars keep until 2088. */
const epoch = instant('2020-01-01T00:00:00Z');

/**
 * Shifts as iCalendar text. Times are in UTC, which every client turns into its reader's own; `timeZone` is only the
 * one to show the calendar in. Nobody is busy because of being on call.
 */
export function icsOf(feed: {
  name: string;
  shifts: readonly CalendarShift[];
  timeZone: string;
  /** Where the calendar comes from. */
  url?: string;
}): string {
  const calendar = ical({
    prodId: { company: 'Tocsin', product: 'On call' },
    // The library escapes what events say, and leaves these as they are.
    name: escaped(feed.name, false),
    ...(feed.url !== undefined && { source: escaped(feed.url, false) }),
    ttl: refreshSeconds,
    x: { 'X-WR-TIMEZONE': feed.timeZone },
  });
  for (const { uid, from, until, schedule, person, reason, changedAt } of feed.shifts) {
    calendar.createEvent({
      id: `${uid}@tocsin`,
      // A calendar takes an event that it knows for changed where these are later. The hour of reading would make every
      // event look changed at each reading.
      sequence: Math.max(0, Math.floor(secondsBetween(epoch, changedAt))),
      stamp: sdkDate(changedAt),
      lastModified: sdkDate(changedAt),
      start: sdkDate(from),
      end: sdkDate(until),
      summary: `${person.name} on call: ${schedule.name}`,
      description: `On call because ${reason}.`,
      transparency: ICalEventTransparency.TRANSPARENT,
      busystatus: ICalEventBusyStatus.FREE,
    });
  }
  return calendarText(calendar);
}

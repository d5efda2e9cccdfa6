import ical, {
  escape as escaped,
  ICalEventBusyStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { sdkDate } from '#core/time/instant.ts';
import type { CalendarShift } from '#ports/oncall.ts';

/** Calendars ask again after this long, where they listen. */
const refreshSeconds = 3600;

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
  for (const { uid, from, until, schedule, person, reason } of feed.shifts) {
    calendar.createEvent({
      id: `${uid}@tocsin`,
      // The hour of reading would make every event look changed at each reading.
      stamp: sdkDate(from),
      start: sdkDate(from),
      end: sdkDate(until),
      summary: `${person.name} on call: ${schedule.name}`,
      description: `On call because ${reason}.`,
      transparency: ICalEventTransparency.TRANSPARENT,
      busystatus: ICalEventBusyStatus.FREE,
    });
  }
  return `${calendar.toString()}\r\n`;
}

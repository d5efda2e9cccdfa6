import ical, { ICalCalendarMethod } from 'ical-generator';
import type { Meeting } from '#core/communication/postmortem-meeting.ts';
import { instant, sdkDate, secondsBetween } from '#core/time/instant.ts';

/** As sequences of shifts are counted. */
const epoch = instant('2020-01-01T00:00:00Z');

/** iCalendar text: an invitation from one address to another, or the meeting alone for whoever fetches it. */
export function icsOfMeeting(
  { uid, at, start, end, summary, description }: Meeting,
  who?: { from: string; to: string; name: string },
): string {
  const calendar = ical({
    prodId: { company: 'Tocsin', product: 'Post-mortems' },
    method: who === undefined ? ICalCalendarMethod.PUBLISH : ICalCalendarMethod.REQUEST,
  });
  calendar.createEvent({
    id: `${uid}@tocsin`,
    // An incident that was reopened is proposed anew, which a calendar takes for a change of the same meeting.
    sequence: Math.max(0, Math.floor(secondsBetween(epoch, at))),
    stamp: sdkDate(at),
    start: sdkDate(start),
    end: sdkDate(end),
    summary,
    description,
    ...(who !== undefined && {
      organizer: { name: 'Tocsin', email: who.from },
      attendees: [{ email: who.to, name: who.name, rsvp: true }],
    }),
  });
  return `${calendar.toString()}\r\n`;
}

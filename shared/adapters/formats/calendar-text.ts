import type { ICalCalendar } from 'ical-generator';

/** Its text. RFC 5545 (3.6) asks for one component at least: without events that is the zone in which all of them would be. */
export function calendarText(calendar: ICalCalendar): string {
  const text = `${calendar.toString()}\r\n`;
  return calendar.length() > 0 ? text : text.replace('END:VCALENDAR', `${utc}\r\nEND:VCALENDAR`);
}

const utc = [
  'BEGIN:VTIMEZONE',
  'TZID:UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n');

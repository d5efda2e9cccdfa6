import ical, { escape as escaped } from 'ical-generator';
import { calendarText } from '#adapters/formats/calendar-text.ts';
import { wordsOf } from '#core/communication/status-page/languages.ts';
import type { PageFile } from '#core/communication/status-page/page-files.ts';
import type { PageState } from '#core/communication/status-page/state.ts';
import { pageId } from '#core/communication/status-page/statuspage-api.ts';
import { sdkDate } from '#core/time/instant.ts';

/** Maintenance for the calendars of customers, in UTC; what was cancelled is not in it. */
export function maintenanceCalendar({ page, book }: PageState): PageFile {
  const words = wordsOf[page.language];
  const calendar = ical({
    prodId: { company: 'Tocsin', product: 'Status page' },
    name: escaped(`${words.label(words.statusOf(page.name))} ${words.maintenance}`, false),
    ttl: 3600,
  });
  for (const work of book.maintenances) {
    const { id, title, body, from, until, postedAt, movedAt, ended } = work;
    if (ended?.how === 'cancelled') continue;
    const end = ended?.at ?? until;
    calendar.createEvent({
      id: `${pageId('incident', id)}@tocsin`,
      stamp: sdkDate(ended?.at ?? movedAt ?? postedAt),
      start: sdkDate(from),
      end: sdkDate(end < from ? from : end),
      summary: title,
      description: body,
    });
  }
  return {
    path: 'maintenance.ics',
    contentType: 'text/calendar; charset=utf-8',
    body: calendarText(calendar),
  };
}

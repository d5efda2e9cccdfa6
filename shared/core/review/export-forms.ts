import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { TimelineEntry } from '#core/incident/timeline.ts';
import { csv } from '#core/text/csv.ts';
import type { Instant } from '#core/time/instant.ts';

/** In which an incident is taken away as text (R20); the zip of its evidence is not made here. */
export const exportForms = ['yaml', 'json', 'markdown', 'csv'] as const;
export type ExportForm = (typeof exportForms)[number];

export const exportContentTypes: Record<ExportForm, string> = {
  yaml: 'application/yaml',
  json: 'application/json',
  markdown: 'text/markdown',
  csv: 'text/csv',
};

/** One row for each line of the timeline, so that a spreadsheet can count, sort and filter them over midnight too. */
export function csvOf(
  { id, severity, title }: Pick<DeclaredIncident, 'id' | 'severity' | 'title'>,
  lines: readonly TimelineEntry[],
): string {
  return csv([
    ['incident', 'severity', 'title', 'time_utc', 'event', 'by'],
    ...lines.map(({ at, text, by }) => [id, severity, title, forSpreadsheet(at), text, by]),
  ]);
}

/** Spreadsheets know this form as a moment; that of ISO 8601 they take for text. */
function forSpreadsheet(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
}

import { csv } from '#core/export/csv.ts';
import type { IncidentDocument } from '#core/export/document-form.ts';

/** In which an incident is taken away as text (R20); the zip of its evidence is not made here. */
export const exportForms = ['yaml', 'json', 'markdown', 'csv'] as const;
export type ExportForm = (typeof exportForms)[number];

export const exportContentTypes: Record<ExportForm, string> = {
  yaml: 'application/yaml',
  json: 'application/json',
  markdown: 'text/markdown',
  csv: 'text/csv',
};

/** One row for each line of the timeline, so that a spreadsheet can count and filter them. */
export function csvOf({ incident }: IncidentDocument): string {
  const { id, severity, title, timeline } = incident;
  return csv([
    ['incident', 'severity', 'title', 'time', 'event'],
    ...timeline.map(({ time, event }) => [id, severity, title, time, event]),
  ]);
}

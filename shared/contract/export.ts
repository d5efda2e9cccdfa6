import * as z from 'zod/mini';
import { incident } from '#contract/incident.ts';
import { actingPerson, id, type RouteShape } from '#contract/shapes.ts';
import { importedDocument } from '#core/incident/imported-document.ts';
import { exportForms } from '#core/review/export-forms.ts';

/** What comes after an incident: it is taken away, and brought in from elsewhere (R20, R25). */

const exportQuery = z.strictObject({
  format: z._default(
    z
      .enum(exportForms)
      .check(z.describe('yaml and json are the runbook’s template; csv is its timeline.')),
    'yaml',
  ),
});

/** Asked of what comes in alone: what was imported before stays readable. */
const isCountable = (count: number | null) => count === null || count <= Number.MAX_SAFE_INTEGER;
const error = `must not be more than ${Number.MAX_SAFE_INTEGER}`;

export const importRequest = z.strictObject({
  incident: importedDocument.check(
    z.refine(({ impact }) => isCountable(impact.users_affected), {
      path: ['impact', 'users_affected'],
      error,
    }),
    z.refine(({ impact }) => isCountable(impact.duration_minutes), {
      path: ['impact', 'duration_minutes'],
      error,
    }),
  ),
  service: z.optional(id('service')),
  by: actingPerson,
});

const exportRecord = z.strictObject({
  format: z
    .enum([...exportForms, 'zip'])
    .check(z.describe('In which form; zip is everything that was preserved.')),
  by: actingPerson,
});

export const reviewRoutes = [
  {
    operationId: 'exportIncident',
    method: 'GET',
    path: '/v1/incidents/{id}/export',
    scope: 'read',
    summary: 'The incident as a file: application/yaml, application/json, text/markdown, text/csv',
    query: exportQuery,
    answer: { status: 200, body: z.string(), contentType: 'application/yaml' },
    servedBy: 'review',
    problems: ['not-found'],
  },
  {
    operationId: 'recordExport',
    method: 'POST',
    path: '/v1/incidents/{id}/exports',
    scope: 'respond',
    summary: 'It was taken away and is kept: reading it records nothing',
    request: exportRecord,
    answer: { status: 200, body: incident },
    servedBy: 'review',
    problems: ['not-found', 'refused'],
  },
  {
    operationId: 'importIncident',
    method: 'POST',
    path: '/v1/incidents/import',
    scope: 'respond',
    summary: 'An incident that began and ended elsewhere; nobody is paged',
    request: importRequest,
    answer: { status: 201, body: incident },
    servedBy: 'review',
    problems: ['refused'],
  },
] as const satisfies readonly RouteShape[];

import * as z from 'zod/mini';
import { incidentId, numberOf, parseIncidentId } from '#core/ids.ts';
import { addSeconds, type Instant, instant, parseInstant } from '#core/time/instant.ts';

const moment = z.string().check(
  z.refine(text => parseInstant(text) !== undefined, {
    error: 'must be a moment with its zone, such as 2026-01-15T14:15:00Z',
  }),
);
const text = (longest: number) =>
  z.string().check(
    z.maxLength(longest),
    z.refine(value => value.trim() !== '', { error: 'must not be empty' }),
  );
const count = z.nullable(z.number().check(z.minimum(0)));

/** The longest that people write here, with our words around it. */
const lineMax = 5000;
/** As many as an incident may have in all. */
export const actionItemsMax = 50;
/** As many as a long night has here; all of them together have a length of their own. */
const timelineMax = 1000;
/** More than anybody counts to in a year. The counter of the year must stay within reach of what people type. */
const importedNumberMax = 99_999;

const incident = z.strictObject({
  id: text(20),
  severity: z.enum(['SEV1', 'SEV2', 'SEV3', 'SEV4']),
  title: text(200),
  started_at: moment,
  detected_by: text(100),
  resolved_at: z.nullable(moment),
  impact: z.strictObject({
    users_affected: count,
    /** `$45000`. */
    revenue_lost: z.nullable(text(100)),
    duration_minutes: count,
  }),
  timeline: z.array(z.strictObject({ time: text(30), event: text(lineMax) })),
  action_items: z.array(text(500)),
});

/**
 * The runbook's incident template (R25), field for field and in its order. Times of the timeline are UTC, as
 * `started_at` is. Ours carry their date; `14:15` of a document from elsewhere is of the day of the line before it.
 */
export const incidentDocument = z.strictObject({ incident });
export type IncidentDocument = z.infer<typeof incidentDocument>;

/** One that is over, from elsewhere: with what keeps it readable for us. */
export const importedDocument = incident.check(
  z.refine(({ id }) => parseIncidentId(id) === id, {
    path: ['id'],
    error: 'must be in the form INC-2026-001',
  }),
  z.refine(({ id }) => numberIn(id) <= importedNumberMax, {
    path: ['id'],
    error: `must not have a number beyond ${importedNumberMax}`,
  }),
  z.refine(({ id, started_at: from }) => isOfItsYear(id, from), {
    path: ['id'],
    error: 'must have the year of started_at',
  }),
  z.refine(({ resolved_at: resolved }) => resolved !== null, {
    path: ['resolved_at'],
    error: 'must be there: only what is over can be imported',
  }),
  z.refine(({ started_at: from, resolved_at: to }) => to === null || isInOrder(from, to), {
    path: ['resolved_at'],
    error: 'must not be before started_at',
  }),
  z.refine(({ timeline }) => timeline.length <= timelineMax, {
    path: ['timeline'],
    error: `must not have more than ${timelineMax} lines`,
  }),
  z.refine(({ timeline }) => JSON.stringify(timeline).length <= 100_000, {
    path: ['timeline'],
    error: 'is too long in all: shorten its lines',
  }),
  z.refine(({ action_items: items }) => items.length <= actionItemsMax, {
    path: ['action_items'],
    error: `must not have more than ${actionItemsMax} items`,
  }),
);
export type ImportedDocument = z.infer<typeof importedDocument>;

function numberIn(id: string): number {
  return parseIncidentId(id) === undefined ? 0 : numberOf(incidentId(id)).number;
}

/** Around New Year the calendar of the organisation may be a day ahead or behind. */
function isOfItsYear(id: string, from: string): boolean {
  const start = parseInstant(from);
  if (start === undefined || parseIncidentId(id) === undefined) return true;
  const day = 86_400;
  const years = [-day, 0, day].map(seconds => Number(addSeconds(start, seconds).slice(0, 4)));
  return years.includes(numberOf(incidentId(id)).year);
}

function isInOrder(from: string, to: string): boolean {
  const [start, end] = [parseInstant(from), parseInstant(to)];
  return start === undefined || end === undefined || start <= end;
}

/** When it began and when it was over. */
export function importedMoments({ started_at: from, resolved_at: to }: ImportedDocument): {
  startedAt: Instant;
  resolvedAt: Instant;
} {
  return { startedAt: instant(from), resolvedAt: instant(to ?? from) };
}

import * as z from 'zod/mini';
import { incident } from '#contract/incident.ts';
import {
  actingPerson,
  id,
  instantText,
  moment,
  type RouteShape,
  refusable,
  text,
} from '#contract/shapes.ts';
import { databaseQueryIds } from '#core/diagnosis/database-queries.ts';
import { metricKinds } from '#core/diagnosis/metric-kinds.ts';
import { findingKinds } from '#core/incident/events.ts';

/** Looking into services while they burn, and putting what was found to an incident. */

const window = {
  last: z.optional(
    text(20).check(z.describe('Such as 10m, 1h or 2d; the last hour if not given.')),
  ),
  from: z.optional(moment('Instead of `last`.')),
  to: z.optional(moment('Now, when absent.')),
  incident: z.optional(text(40).check(z.describe('Its window: from 15 minutes before it began.'))),
};
const service = z.optional(id('service').check(z.describe('Absent: all services.')));
const incomplete = z
  .array(z.string())
  .check(z.describe('What could not be looked at, with the reason.'));
const point = z.object({ at: instantText, value: z.number() });

const logs = z.object({
  from: instantText,
  to: instantText,
  groups: z.array(z.string()),
  lines: z.array(
    z.object({ at: instantText, group: z.string(), stream: z.string(), message: z.string() }),
  ),
  summary: z.object({
    lines: z.number().check(z.describe('That fit what was asked for.')),
    errors: z.number(),
    series: z.array(z.object({ at: instantText, errors: z.number() })),
    kinds: z.array(
      z.object({
        kind: z.string(),
        count: z.number(),
        first: instantText,
        last: instantText,
        example: z.string(),
      }),
    ),
  }),
  incomplete,
  next: z.optional(
    z.string().check(z.describe('There is more: the cursor with which to read on.')),
  ),
});
export type Logs = z.infer<typeof logs>;

const metrics = z.object({
  from: instantText,
  to: instantText,
  series: z.array(
    z.object({
      service: z.string(),
      kind: z.enum(metricKinds),
      name: z.string(),
      statistic: z.string(),
      points: z.array(point),
    }),
  ),
  incomplete,
});
export type Metrics = z.infer<typeof metrics>;

const revenueLost = z.object({
  amount: z.number(),
  currency: z.string().check(z.describe('ISO 4217.')),
});

const impact = z.object({
  from: instantText,
  to: instantText,
  services: z.array(
    z.object({
      service: z.string(),
      usersAffected: z.optional(z.number()),
      revenueLost: z.optional(revenueLost),
      how: z.string().check(z.describe('How the figure came about.')),
      points: z.array(point),
      usual: z.array(point).check(z.describe('The same hours before, for comparison.')),
      earlierSeconds: z.optional(
        z.number().check(z.describe('How much earlier `usual` is: a day or a week by the clock.')),
      ),
    }),
  ),
  incomplete,
});
export type Impact = z.infer<typeof impact>;

const healthChecks = z.object({
  at: instantText,
  isHealthy: z.boolean(),
  checks: z.array(
    z.object({
      service: z.string(),
      name: z.string(),
      ok: z.boolean(),
      text: z.string(),
      milliseconds: z.optional(z.number()),
    }),
  ),
});
export type HealthChecks = z.infer<typeof healthChecks>;

const databaseAnswer = z.object({
  at: instantText,
  databases: z.array(
    z.object({
      service: z.string(),
      results: z.array(
        z.object({
          query: z.enum(databaseQueryIds),
          title: z.string(),
          columns: z.array(z.string()),
          rows: z.array(z.array(z.nullable(z.string()))),
        }),
      ),
    }),
  ),
  incomplete,
});
export type DatabaseAnswer = z.infer<typeof databaseAnswer>;

const attachRequest = z.strictObject({
  kind: z.enum(findingKinds),
  title: text(200),
  summary: text(4000),
  usersAffected: z.optional(z.int().check(z.minimum(0))),
  revenueLost: z.optional(
    z.strictObject({
      amount: z.number().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
      currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
    }),
  ),
  by: actingPerson,
});

const looks = { scope: 'read', servedBy: 'diagnosis', problems: ['not-found', 'refused'] } as const;

export const diagnosisRoutes = [
  {
    ...looks,
    operationId: 'diagnoseLogs',
    method: 'GET',
    path: '/v1/diagnosis/logs',
    summary: 'Log lines of services: errors, or those that fit a pattern, with a summary',
    query: z.strictObject({
      ...window,
      service,
      filter: z.optional(
        text(400).check(z.describe('Alternatives between |, anywhere in a line, in any case.')),
      ),
      errors: z.optional(z.enum(['true', 'false']).check(z.describe('Only errors.'))),
      lines: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(1000)), 100),
      cursor: z.optional(text(8000)),
    }),
    answer: { status: 200, body: logs },
  },
  {
    ...looks,
    operationId: 'diagnoseMetrics',
    method: 'GET',
    path: '/v1/diagnosis/metrics',
    summary: 'Metrics of services, by what they are about',
    query: z.strictObject({
      ...window,
      service,
      kind: z.optional(z.enum(metricKinds).check(z.describe('Absent: all.'))),
    }),
    answer: { status: 200, body: metrics },
  },
  {
    ...looks,
    operationId: 'measureImpact',
    method: 'GET',
    path: '/v1/diagnosis/impact',
    summary: 'How many users are affected, or how much revenue is lost',
    query: z.strictObject({ ...window, service, of: z.enum(['users', 'revenue']) }),
    answer: { status: 200, body: impact },
  },
  {
    ...looks,
    operationId: 'checkHealth',
    method: 'GET',
    path: '/v1/diagnosis/health',
    summary: 'Asks every health address and looks at the newest errors',
    query: z.strictObject({ service }),
    answer: { status: 200, body: healthChecks },
  },
  {
    ...looks,
    operationId: 'queryDatabase',
    method: 'GET',
    path: '/v1/diagnosis/database',
    summary: 'Long-running queries, connections and lock waits, by the RDS Data API',
    query: z.strictObject({ service, query: z.optional(z.enum(databaseQueryIds)) }),
    answer: { status: 200, body: databaseAnswer },
  },
  {
    operationId: 'attachFinding',
    method: 'POST',
    path: '/v1/incidents/{id}/findings',
    scope: 'respond',
    summary: 'Put what was found on the timeline; users and revenue may raise the severity',
    request: attachRequest,
    answer: { status: 200, body: incident },
    problems: refusable,
  },
] as const satisfies readonly RouteShape[];

import * as z from 'zod/mini';
import { instantText, moment, type RouteShape, severity } from '#contract/shapes.ts';
import { groupings } from '#core/review/statistics.ts';

/** What incidents took, over time (R24). */

const seconds = z.optional(
  z
    .object({
      count: z.number(),
      median: z.number(),
      p90: z.number(),
      p95: z.number(),
      longest: z.number(),
      mean: z.number(),
    })
    .check(z.describe('In seconds; absent where nothing was measured.')),
);

const stats = z.object({
  from: instantText,
  to: instantText,
  groups: z.array(
    z.object({
      group: z.string(),
      incidents: z.number(),
      detect: seconds,
      detectedFromDatapoints: z
        .number()
        .check(
          z.describe(
            'Of these so many count from the first breaching datapoint of the metric, the others from what the alert says.',
          ),
        ),
      acknowledge: seconds,
      firstUpdate: seconds,
      resolve: seconds,
      targets: z
        .object({ met: z.number(), missed: z.number() })
        .check(z.describe('The response time of each severity.')),
      people: z
        .number()
        .check(z.describe('Everybody who was paged or did something, each once in the group.')),
      personMinutes: z
        .number()
        .check(
          z.describe(
            'From when each was first involved until it was resolved, added up; what was over until it was opened again does not count.',
          ),
        ),
      pages: z
        .number()
        .check(
          z.describe(
            'How often somebody was woken; text, mail and call at once count once, and so does one text about several incidents.',
          ),
        ),
      pagesAtNight: z.number().check(z.describe('By the clock of whoever was woken.')),
      pagesAtWeekends: z.number(),
      usersAffected: z.number().check(z.describe('Added up over the incidents.')),
      revenueLost: z.record(z.string(), z.number()).check(z.describe('By currency.')),
    }),
  ),
  people: z
    .array(
      z.object({
        person: z.string(),
        name: z.string(),
        pages: z.number(),
        nightPages: z.number(),
        weekendPages: z.number(),
      }),
    )
    .check(
      z.describe(
        'Who was woken how often, by their own clocks; text, mail and call at once count once.',
      ),
    ),
  incidents: z
    .array(
      z.object({
        id: z.string(),
        declaredAt: instantText,
        severity,
        service: z.string(),
        acknowledgeSeconds: z.optional(z.number()),
        resolveSeconds: z.optional(z.number()),
        targetSeconds: z.optional(z.number()),
      }),
    )
    .check(z.describe('Newest first. Exercises are left out.')),
  isCut: z.boolean().check(z.describe('There were more than are counted here.')),
});
export type Stats = z.infer<typeof stats>;

export const statsRoutes = [
  {
    operationId: 'stats',
    method: 'GET',
    path: '/v1/stats',
    scope: 'read',
    summary: 'Times, targets, people, pages and impact of incidents, by what is compared',
    query: z.strictObject({
      from: z.optional(moment('90 days ago, when absent.')),
      to: z.optional(moment('Now, when absent.')),
      by: z._default(z.enum(groupings), 'all'),
    }),
    answer: { status: 200, body: stats },
    servedBy: 'review',
  },
] as const satisfies readonly RouteShape[];

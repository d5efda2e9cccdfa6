import * as z from 'zod/mini';
import { incident } from '#contract/incident.ts';
import {
  actingPerson,
  days,
  id,
  instantText,
  moment,
  type RouteShape,
  severity,
  text,
} from '#contract/shapes.ts';

/** Why somebody was paged or not, who carries how much, and exercises. */

export const why = z.object({
  person: z.string(),
  name: z.string(),
  at: instantText,
  wasPaged: z.boolean(),
  answer: z.string().check(z.describe('In a sentence.')),
  evidence: z.array(
    z.object({
      at: instantText,
      text: z.string(),
      incident: z.optional(z.string()),
      page: z.optional(z.string().check(z.describe('Its key in the ledger.'))),
    }),
  ),
});
export type Why = z.infer<typeof why>;

export const fairness = z.object({
  from: instantText,
  until: instantText,
  people: z.array(
    z.object({
      person: z.string(),
      name: z.string(),
      pages: z.number(),
      nightPages: z.number().check(z.describe('From 22:00 to 06:00 on the schedule’s clock.')),
      weekendPages: z.number(),
      dutyHours: z.number(),
      nightHours: z.number(),
      weekendHours: z.number(),
    }),
  ),
});
export type Fairness = z.infer<typeof fairness>;

export const drillRequest = z.strictObject({
  service: id('service'),
  severity: z._default(severity, 'SEV2'),
  announced: z._default(z.boolean(), true),
  title: z.optional(text(200)),
  by: actingPerson,
});

export const drillReport = z.object({
  incident: z.string(),
  kind: z.enum(['drill', 'test-page']),
  announced: z.boolean(),
  startedAt: instantText,
  acknowledgedAt: z.optional(instantText),
  acknowledgedBy: z.optional(z.string()),
  secondsToAcknowledge: z.optional(z.number()),
  isOver: z.boolean(),
  pages: z.array(
    z.object({
      person: z.string(),
      name: z.string(),
      channel: z.string(),
      status: z.enum(['waiting', 'sent', 'delivered', 'failed', 'suppressed']),
      secondsToSent: z.optional(z.number()),
      secondsToDelivered: z.optional(z.number()),
      detail: z.optional(z.string()),
    }),
  ),
});
export type DrillReport = z.infer<typeof drillReport>;

export const insightRoutes = [
  {
    operationId: 'why',
    method: 'GET',
    path: '/v1/why',
    scope: 'read',
    summary: 'Why a person was paged around a moment, or was not, with the evidence',
    query: z.strictObject({ person: id('person'), at: z.optional(moment('Now, when absent.')) }),
    answer: { status: 200, body: why },
    problems: ['not-found'],
  },
  {
    operationId: 'dutyFairness',
    method: 'GET',
    path: '/v1/fairness',
    scope: 'read',
    summary: 'Pages, nights, weekends and hours on duty of each person',
    query: z.strictObject({ days: days(366, 30) }),
    answer: { status: 200, body: fairness },
  },
  {
    operationId: 'startDrill',
    method: 'POST',
    path: '/v1/drills',
    scope: 'respond',
    summary: 'An exercise: a marked incident on the real path, left out of every figure',
    request: drillRequest,
    answer: { status: 201, body: incident },
    problems: ['refused'],
  },
  {
    operationId: 'drillReport',
    method: 'GET',
    path: '/v1/drills/{id}',
    scope: 'read',
    summary: 'How long the exercise took to reach each person on each channel',
    answer: { status: 200, body: drillReport },
    problems: ['not-found'],
  },
] as const satisfies readonly RouteShape[];

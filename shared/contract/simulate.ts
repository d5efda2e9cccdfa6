import * as z from 'zod/mini';
import { instantText, moment, type RouteShape, severity, text } from '#contract/shapes.ts';
import type { Supposed } from '#core/incident/simulation.ts';
import { channels } from '#core/people.ts';

/** Whom something that has not happened would wake. */

const who = { person: z.string(), name: z.string() };
const rung = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('told').check(z.describe('A ticket: by mail, nobody is woken.')),
    at: instantText,
    until: z.optional(instantText),
    why: z.string(),
    people: z.array(z.object(who)),
  }),
  z.object({
    kind: z.literal('paged'),
    at: instantText,
    until: z.optional(
      instantText.check(z.describe('When the next one is paged; absent: never by itself.')),
    ),
    why: z.string(),
    level: z.number(),
    name: z.string(),
    round: z.number(),
    isFallback: z.optional(z.literal(true)),
    pages: z.array(
      z.object({ at: instantText, ...who, channel: z.enum(channels), why: z.string() }),
    ),
    passedOver: z
      .array(z.object({ ...who, channel: z.optional(z.enum(channels)), why: z.string() }))
      .check(z.describe('Whom it leads to and who is not reached, or not on this channel.')),
  }),
]);

export const simulated = z.object({
  at: instantText,
  alerts: z.array(
    z.object({
      title: z.string(),
      service: z.string(),
      serviceName: z.string(),
      serviceReason: z.string(),
      severity,
      severityReason: z.string(),
      policy: z.string(),
      nobody: z.optional(z.string().check(z.describe('Why nobody is paged, whoever is on duty.'))),
      rungs: z.array(rung),
      againAt: z.optional(
        instantText.check(z.describe('When it starts again from the first level.')),
      ),
      offDuty: z.array(z.object({ ...who, schedule: z.string(), next: z.optional(instantText) })),
    }),
  ),
  more: z.optional(z.number().check(z.describe('Alerts beyond those that are shown.'))),
  ignored: z.array(z.string()),
});

export const simulateRequest = z
  .strictObject({
    at: z.optional(moment('When it comes in; now if not given.')),
    title: z.optional(text(500)),
    service: z.optional(text(200)),
    severity: z.optional(severity),
    description: z.optional(text(5000)),
    body: z.optional(
      z
        .string()
        .check(z.minLength(1), z.describe('Instead of a title: a body as its sender posts it.')),
    ),
    source: z.optional(text(100)),
    integration: z.optional(text(100)),
  })
  .check(
    z.refine(({ title, body }) => (title === undefined) !== (body === undefined), {
      error: 'needs either a title or a body',
    }),
    z.refine(
      ({ body, service, severity, description }) =>
        body === undefined || (service ?? severity ?? description) === undefined,
      { error: 'has a body, which says itself what service and how bad it is' },
    ),
  );

export const simulateRoutes = [
  {
    operationId: 'simulate',
    method: 'POST',
    path: '/v1/simulate',
    scope: 'read',
    isKeyless: true,
    summary: 'Who would be paged if this came in, when and why, if nobody answered; nobody is',
    request: simulateRequest,
    answer: { status: 200, body: simulated },
    problems: ['not-found', 'refused'],
  },
] as const satisfies readonly RouteShape[];

/** What is asked, as the rules take it. */
export function supposedOf(request: z.infer<typeof simulateRequest>): Supposed {
  const { title = '', body, source = 'auto', integration, at: _, ...words } = request;
  return body === undefined
    ? { kind: 'words', title, ...words }
    : { kind: 'body', body, source, integration };
}

import * as z from 'zod/mini';
import { instantText, type RouteShape, severity } from '#contract/shapes.ts';
import { channels } from '#core/people.ts';

/** What would become of a body, without anything becoming of it. */

const explainedAlert = z.object({
  title: z.string(),
  name: z.string().check(z.describe("The sender's name of the rule.")),
  source: z.string().check(z.describe('Whose form it is in; with `auto`, what was recognised.')),
  service: z
    .string()
    .check(z.describe('The service of tocsin.yaml that it names, else as the sender names it.')),
  goesTo: z.string().check(z.describe('The service of tocsin.yaml that takes it, and why.')),
  status: z.enum(['firing', 'cleared', 'unknown', 'heartbeat']),
  statusReason: z.optional(z.string()),
  heartbeat: z.optional(
    z.string().check(z.describe('What is done when an alert of status heartbeat stays away.')),
  ),
  test: z.optional(z.literal(true).check(z.describe("The sender's test button; pages nobody."))),
  severity,
  severityReason: z.string(),
  rulesTried: z.array(
    z.object({
      rule: z.string(),
      matched: z.boolean(),
      because: z.optional(z.string()),
    }),
  ),
  identity: z.object({
    domain: z
      .string()
      .check(z.describe('Who vouches for it: it clears only what came the same way.')),
    series: z.string().check(z.describe('The same when it fires again and when it clears.')),
    problem: z.string().check(z.describe('What shares it joins one incident.')),
  }),
  description: z.optional(z.string()),
  labels: z.record(z.string(), z.string()),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
  startedAt: z.optional(instantText),
  endedAt: z.optional(instantText),
  guess: z.optional(z.string().check(z.describe('What was taken from which field.'))),
  muted: z.optional(
    z
      .object({
        id: z.string(),
        kind: z.enum(['silence', 'maintenance', 'inhibition']),
        owner: z.optional(z.string()),
        until: z.optional(instantText.check(z.describe('Of an inhibition nobody knows that yet.'))),
        reason: z.string(),
      })
      .check(
        z.describe(
          'What keeps it waiting; then it pages nobody, and opens what it would at its end.',
        ),
      ),
  ),
  wouldPage: z
    .array(z.object({ at: instantText, person: z.string(), channel: z.enum(channels) }))
    .check(
      z.describe('If nobody acknowledges, once round the levels. As of an incident of its own.'),
    ),
});

export const explained = z.object({
  alerts: z.array(explainedAlert),
  more: z.optional(z.number().check(z.describe('Alerts beyond those that are shown.'))),
  ignored: z.array(z.string()),
  refused: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});

export const explainRoutes = [
  {
    operationId: 'explain',
    method: 'POST',
    path: '/v1/explain',
    scope: 'read',
    isKeyless: true,
    isRaw: true,
    summary:
      'What would become of a body, as its sender posts it; nothing is kept and nobody is told',
    query: z.strictObject({
      source: z.string().check(z.describe('As in /v1/alerts/{source}.')),
      service: z.optional(z.string().check(z.describe('As in the query of /v1/alerts/{source}.'))),
      integration: z.optional(
        z
          .string()
          .check(
            z.describe('As if it came with the key of this one; else the first of its source.'),
          ),
      ),
    }),
    request: z.string().check(z.describe('The raw body.')),
    answer: { status: 200, body: explained },
    problems: ['not-found', 'refused', 'too-large'],
  },
] as const satisfies readonly RouteShape[];

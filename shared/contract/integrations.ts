import * as z from 'zod/mini';
import { instantText, type RouteShape, severity } from '#contract/shapes.ts';

/** Who may send alerts. */

const heardAs = z.object({
  receipt: z.string().check(z.describe('Tells what became of it.')),
  title: z.string(),
  status: z
    .enum(['firing', 'cleared', 'unknown', 'heartbeat', 'test'])
    .check(z.describe('A heartbeat and a test page nobody.')),
  service: z.string().check(z.describe('The service id of tocsin.yaml that takes it.')),
  serviceReason: z.string(),
  severity: severity.check(z.describe('By the rules alone: what else is open may change it.')),
  severityReason: z.string(),
});

const integration = z.object({
  name: z.string(),
  source: z.string().check(z.describe('In which form it sends them: /v1/alerts/{source}.')),
  service: z.optional(z.string()),
  shadow: z.optional(z.literal(true)),
  firstAt: z
    .optional(instantText)
    .check(z.describe('When an alert of it was first understood; absent: it was never heard.')),
  lastAt: z
    .optional(instantText)
    .check(
      z.describe('When it was last heard, to within ten seconds: it may have been heard since.'),
    ),
  last: z
    .optional(heardAs)
    .check(z.describe('What came then, and as what it was understood: the first alert of it.')),
  refused: z
    .optional(z.object({ at: instantText, reason: z.string() }))
    .check(z.describe('What was turned away last although its key was right, and why.')),
  formerKey: z
    .optional(z.object({ usedAt: z.optional(instantText) }))
    .check(
      z.describe(
        'That its key of before opens as well; when that was used last, within ten seconds.',
      ),
    ),
});

const integrations = z.object({
  address: z.string().check(z.describe('Of this API, as a sender finds it: /v1/alerts/{source}.')),
  integrations: z.array(integration),
});

export const integrationRoutes = [
  {
    operationId: 'listIntegrations',
    method: 'GET',
    path: '/v1/integrations',
    scope: 'read',
    summary: 'Who may send alerts, and what was heard of each',
    answer: { status: 200, body: integrations },
    problems: ['refused'],
  },
] as const satisfies readonly RouteShape[];

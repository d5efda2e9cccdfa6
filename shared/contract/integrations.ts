import * as z from 'zod/mini';
import { instantText, type RouteShape } from '#contract/shapes.ts';

/** Who may send alerts. */

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
    .check(z.describe('When it was last heard, to within an hour: it may have been heard since.')),
});

export const integrationRoutes = [
  {
    operationId: 'listIntegrations',
    method: 'GET',
    path: '/v1/integrations',
    scope: 'read',
    summary: 'Who may send alerts, and when alerts of each were first and last understood',
    answer: { status: 200, body: z.object({ integrations: z.array(integration) }) },
    problems: ['refused'],
  },
] as const satisfies readonly RouteShape[];

import * as z from 'zod/mini';
import { instantText, type RouteShape, severity } from '#contract/shapes.ts';

/** What must say regularly that it lives. */

const heartbeat = z.object({
  name: z.string(),
  from: z
    .enum(['configuration', 'sender'])
    .check(z.describe('Named in tocsin.yaml, or an alert of a sender that says that it lives.')),
  state: z
    .enum(['waiting', 'alive', 'missed'])
    .check(z.describe('Waiting: it never came, and may still.')),
  service: z.optional(z.string()),
  severity,
  everySeconds: z.number(),
  graceSeconds: z.number(),
  lastAt: z.optional(instantText),
  missedFrom: instantText.check(z.describe('When it is missed, or is since.')),
});

const heartbeatsAnswer = z.object({ heartbeats: z.array(heartbeat) });

export const heartbeatRoutes = [
  {
    operationId: 'listHeartbeats',
    method: 'GET',
    path: '/v1/heartbeats',
    scope: 'read',
    summary: 'What must say regularly that it lives, and when it last did',
    answer: { status: 200, body: heartbeatsAnswer },
    problems: ['refused'],
  },
  {
    operationId: 'sendHeartbeat',
    method: 'POST',
    path: '/v1/heartbeats/{name}',
    scope: 'none',
    summary:
      'Says that what has this name lives, with the key of an integration or a token that may respond; GET does, too',
    answer: {
      status: 202,
      body: z.object({ receiptId: z.string(), heartbeat: z.string(), at: instantText }),
    },
    problems: ['unauthenticated', 'forbidden', 'not-found'],
  },
] as const satisfies readonly RouteShape[];

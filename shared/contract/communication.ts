import * as z from 'zod/mini';
import { instantText, type RouteShape, text } from '#contract/shapes.ts';

/** Who else is told of an incident, and how that went. */

export const effect = z.object({
  key: z.string(),
  channel: z.string().check(z.describe('e-mail, webhook, topic, Slack, status page, …')),
  to: z.string().check(z.describe('Who or what is told; never an address.')),
  what: z.string().check(z.describe('What of.')),
  purpose: z.optional(
    z
      .string()
      .check(
        z.describe('Of an all-clear: stand-down, status-page, all-clear, post-mortem, channel.'),
      ),
  ),
  state: z
    .enum(['waiting', 'sent', 'failed', 'not-wanted'])
    .check(z.describe('waiting: it is tried again by itself. failed: it is not.')),
  at: instantText,
  reason: z.optional(z.string()),
  nextTryAt: z.optional(instantText),
});

export const incidentEffects = z.object({ incident: z.string(), effects: z.array(effect) });
export type IncidentEffects = z.infer<typeof incidentEffects>;

export const replayRequest = z.strictObject({
  webhook: z.optional(
    text(64).check(z.describe('Only to this one of tocsin.yaml; all if absent.')),
  ),
  event: z.optional(text(64).check(z.describe('Only these: incident.declared, or incident.*.'))),
});
export const replayAnswer = z.object({
  incident: z.string(),
  queued: z.number().check(z.describe('How many deliveries follow.')),
});

const words = z.object({ subject: z.string(), body: z.string() });

export const updatePreview = z.object({
  incident: z.string(),
  since: instantText.check(z.describe('The last update, or the declaration.')),
  happened: z.array(z.object({ at: instantText, text: z.string() })),
  update: z
    .object({ status: z.string(), impact: z.optional(z.string()), actions: z.optional(z.string()) })
    .check(z.describe('What was asked about; where nothing was said, the draft.')),
  words: z
    .object({
      team: words,
      stakeholders: words,
      channel: z.string(),
      statusPage: z.string().check(z.describe('Once a person approves of it.')),
    })
    .check(z.describe('What each would be told. Nothing is sent.')),
});
export type UpdatePreview = z.infer<typeof updatePreview>;

export const communicationRoutes = [
  {
    operationId: 'incidentEffects',
    method: 'GET',
    path: '/v1/incidents/{id}/effects',
    scope: 'read',
    summary: 'Everybody and everything that was told of the incident, and how each went',
    answer: { status: 200, body: incidentEffects },
    problems: ['not-found'],
  },
  {
    operationId: 'previewUpdate',
    method: 'GET',
    path: '/v1/incidents/{id}/updates/preview',
    scope: 'read',
    summary:
      'A draft of the next update from what happened since the last, as each audience would read it',
    query: z.strictObject({
      status: z.optional(text(1000)),
      impact: z.optional(text(1000)),
      actions: z.optional(text(1000)),
    }),
    answer: { status: 200, body: updatePreview },
    problems: ['not-found'],
  },
  {
    operationId: 'replayEvents',
    method: 'POST',
    path: '/v1/incidents/{id}/events/replay',
    scope: 'respond',
    summary: 'Send the events of an incident to the webhooks of tocsin.yaml once more',
    request: replayRequest,
    answer: { status: 202, body: replayAnswer },
    isKeyless: true,
    problems: ['not-found'],
  },
] as const satisfies readonly RouteShape[];

import * as z from 'zod/mini';
import {
  actingPerson,
  id,
  instantText,
  type RouteShape,
  severity,
  text,
} from '#contract/shapes.ts';
import { stakeholderKinds } from '#core/stakeholder-kinds.ts';
import { parseDuration } from '#core/time/duration-text.ts';

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

export const retryRequest = z.strictObject({
  to: z.optional(text(200).check(z.describe('Only what goes there, as `effects` names it.'))),
  key: z.optional(text(200).check(z.describe('Only this one.'))),
});
const retried = z.object({ key: z.string(), channel: z.string(), to: z.string() });
export const retryAnswer = z.object({
  incident: z.string(),
  queued: z.array(retried).check(z.describe('Tried again now, each by itself.')),
  left: z.array(retried).check(z.describe('Not to be sent again one by one: single subscribers.')),
});

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
      statusPage: z.optional(
        z.string().check(z.describe('What waits for it, or comes onto it by itself.')),
      ),
    })
    .check(z.describe('What each would be told. Nothing is sent.')),
});
export type UpdatePreview = z.infer<typeof updatePreview>;

const only = {
  severities: z.optional(z.array(severity).check(z.describe('Only these; all when not given.'))),
  services: z.optional(z.array(id('service')).check(z.describe('Only these; all when not given.'))),
  kinds: z.optional(
    z.array(z.enum(stakeholderKinds)).check(z.describe('Only these; all when not given.')),
  ),
};

const within = (seconds = 0): boolean => seconds >= 60 && seconds <= 86_400;

export const stakeholderRequest = z.strictObject({
  email: z.optional(z.email({ error: 'must be an e-mail address' })),
  phone: z.optional(text(30)),
  webhook: z.optional(
    z.url({ protocol: /^https$/ }).check(z.describe('Posted to as pages are, signed.')),
  ),
  queue: z.optional(
    text(300).check(
      z.regex(/^arn:aws[\w-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(\.fifo)?$/, {
        error: 'must be the ARN of a queue of SQS',
      }),
      z.refine(arn => !arn.endsWith('.fifo'), { error: 'must not be a FIFO queue' }),
      z.describe('Its policy has to let the topic of the stakeholders send to it.'),
    ),
  ),
  ...only,
  digest: z.optional(
    z.string().check(
      z.refine(given => within(parseDuration(given)), { error: 'must be from 1m to 24h' }),
      z.describe('Told together at most once in this time, but for what is urgent: 15m.'),
    ),
  ),
  by: actingPerson,
});

export const stakeholder = z.object({
  id: z.string(),
  channel: z.enum(['email', 'sms', 'webhook', 'queue']),
  address: z.string().check(z.describe('Masked.')),
  state: z
    .enum(['pending', 'confirmed'])
    .check(z.describe('pending: told nothing until they say that they want it.')),
  ...only,
  digestSeconds: z.optional(z.number().check(z.describe('Told together, after this long.'))),
  components: z.optional(
    z.array(z.string()).check(z.describe('Of customers: only these of the status page.')),
  ),
  createdAt: instantText,
  createdBy: z.string(),
});
export const stakeholderList = z.object({
  stakeholders: z.array(stakeholder),
  next: z.optional(z.string().check(z.describe('`after` of the next page; absent on the last.'))),
});
export type StakeholderList = z.infer<typeof stakeholderList>;

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
    operationId: 'listStakeholders',
    method: 'GET',
    path: '/v1/stakeholders',
    scope: 'read',
    summary: 'Who subscribed to hear of incidents, beside those of tocsin.yaml',
    query: z.strictObject({
      after: z.optional(text(100)),
      of: z.optional(
        z
          .enum(['stakeholders', 'customers'])
          .check(z.describe('customers: who follows the status page.')),
      ),
    }),
    answer: { status: 200, body: stakeholderList },
  },
  {
    operationId: 'addStakeholder',
    isOfPeople: true,
    method: 'POST',
    path: '/v1/stakeholders',
    scope: 'respond',
    summary:
      'Subscribe an address, or change what it hears; it is asked first whether it wants that',
    request: stakeholderRequest,
    answer: { status: 201, body: stakeholder },
    isKeyless: true,
    problems: ['refused'],
  },
  {
    operationId: 'removeStakeholder',
    isOfPeople: true,
    method: 'DELETE',
    path: '/v1/stakeholders/{id}',
    scope: 'respond',
    summary: 'End a subscription',
    answer: { status: 200, body: stakeholder },
    problems: ['not-found'],
  },
  {
    operationId: 'retryEffects',
    method: 'POST',
    path: '/v1/incidents/{id}/effects/retry',
    scope: 'respond',
    summary: 'Try once more what has failed: a mail, a webhook, a chat, each by itself',
    request: retryRequest,
    answer: { status: 202, body: retryAnswer },
    isKeyless: true,
    problems: ['not-found', 'refused'],
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

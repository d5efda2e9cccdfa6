import * as z from 'zod/mini';
import {
  instantText,
  type RouteShape,
  text,
  timeZoneData,
  versionNumber,
} from '#contract/shapes.ts';
import { workQueues } from '#contract/work-queues.ts';

/** Alerts and what became of them, the configuration, and the API about itself. */

export const receipt = z.object({
  id: z.string(),
  state: z.enum(['accepted', 'processed', 'quarantined', 'failed']),
  acceptedAt: z.optional(instantText),
  source: z.optional(z.string()),
  reason: z.optional(z.string().check(z.describe('Why it is quarantined, or was given up.'))),
  outcomes: z.array(
    z.object({
      alert: z.string().check(z.describe('The title of the alert.')),
      outcome: z.enum([
        'declared',
        'joined',
        'repeated',
        'cleared',
        'doubted',
        'heeded',
        'muted',
        'ignored',
      ]),
      incident: z.optional(z.string()),
      reason: z.string(),
    }),
  ),
  more: z.optional(
    z.number().check(z.describe('Alerts beyond these, of which only the number is kept.')),
  ),
});
export type Receipt = z.infer<typeof receipt>;

/** tocsin.yaml as JSON. Its own schema is that of the directory; the handler checks it. */
const configurationDocument = z.record(z.string(), z.unknown());
const configurationVersion = z.number().check(z.describe('0 before the first was applied.'));

export const configurationChange = z.object({
  path: z.string().check(z.describe('Where in the document, such as services.payments.team.')),
  kind: z.enum(['added', 'removed', 'changed']),
  before: z.optional(z.unknown()),
  after: z.optional(z.unknown()),
});
export type ConfigurationChange = z.infer<typeof configurationChange>;

export const configuration = z.object({
  version: configurationVersion,
  document: configurationDocument,
  appliedAt: z.optional(instantText),
  appliedBy: z.optional(z.string()),
  changes: z.optional(
    z
      .array(configurationChange)
      .check(z.describe('Where a version was asked for: what it changed of the one before.')),
  ),
});

export const configurationVersions = z.object({
  versions: z.array(
    z.object({ version: z.number(), appliedAt: instantText, appliedBy: z.string() }),
  ),
  next: z.optional(z.number().check(z.describe('There are older ones: before this one.'))),
});

export const configurationApplied = z.object({
  version: configurationVersion.check(
    z.describe('The version now in force: the new one, or with dryRun the one compared with.'),
  ),
  changes: z.array(configurationChange),
  warnings: z.array(z.object({ path: z.string(), message: z.string() })),
});
export type ConfigurationApplied = z.infer<typeof configurationApplied>;

export const alertAccepted = z.object({
  receiptId: z.string().check(z.describe('Ask GET /v1/receipts/{id} what became of it.')),
  alerts: z.optional(z.number().check(z.describe('How many the body held.'))),
});

export const health = z.object({
  status: z.literal('ok'),
  needs: z.optional(
    z
      .object({ table: z.literal('ok') })
      .check(z.describe('What it cannot do without; where one does not answer, 503.')),
  ),
  time: z.optional(instantText),
  timeZoneData: z.optional(timeZoneData),
});

const configurationQuery = z.strictObject({
  dryRun: z.optional(z.enum(['true', 'false']).check(z.describe('Answer the differences only.'))),
  expectedVersion: z.optional(
    z.coerce
      .number()
      .check(z.int(), z.minimum(0), z.describe('Refuse if another version is in force by now.')),
  ),
});
const alertQuery = z.object({
  key: z.optional(
    z.string().check(z.describe('The integration key, for senders without headers.')),
  ),
  service: z.optional(z.string().check(z.describe('Wins over the service in the payload.'))),
});

export const webhookSecret = z.object({
  secret: z.string().check(z.describe('Signs the webhooks that we send; keep it secret.')),
});

const workQueue = z.enum(workQueues);

export const deadLetters = z.object({
  deadLetters: z.array(
    z.object({
      id: z.string(),
      queue: workQueue,
      sentAt: instantText.check(z.describe('When it was first put on its queue.')),
      keptUntil: instantText,
      receipt: z.optional(z.string()),
      incident: z.optional(z.string()),
      about: z.optional(z.string().check(z.describe('Its integration, or what kind it is of.'))),
    }),
  ),
  more: z.boolean().check(z.describe('Whether there may be others.')),
});
const deadLetterQuery = z.strictObject({
  queue: z.optional(workQueue.check(z.describe('Only of this one.'))),
});
export const sendAgainRequest = z.strictObject({
  queue: workQueue,
  ids: z.optional(
    z
      .array(z.string().check(z.minLength(1), z.maxLength(200)))
      .check(z.minLength(1), z.maxLength(500), z.describe('All of the queue if not given.')),
  ),
});
export const sentAgain = z.object({ queue: workQueue, sent: z.number() });

export const setupRoutes = [
  {
    operationId: 'showReceipt',
    method: 'GET',
    path: '/v1/receipts/{id}',
    scope: 'read',
    summary: 'What became of one delivery of alerts',
    answer: { status: 200, body: receipt },
    problems: ['not-found'],
  },
  {
    operationId: 'listDeadLetters',
    method: 'GET',
    path: '/v1/dead-letters',
    scope: 'read',
    summary: 'What was given up after all its attempts',
    query: deadLetterQuery,
    answer: { status: 200, body: deadLetters },
  },
  {
    operationId: 'sendDeadLettersAgain',
    method: 'POST',
    path: '/v1/dead-letters/send-again',
    scope: 'respond',
    isKeyless: true,
    summary: 'Put what was given up back on its queue',
    request: sendAgainRequest,
    answer: { status: 200, body: sentAgain },
  },
  {
    operationId: 'showConfiguration',
    method: 'GET',
    path: '/v1/configuration',
    formerly: '/v1/config',
    scope: 'admin',
    servedBy: 'setup',
    summary: 'The configuration in force, or an older one; its ETag is its version',
    query: z.strictObject({ version: z.optional(versionNumber) }),
    answer: { status: 200, body: configuration },
    problems: ['not-found'],
  },
  {
    operationId: 'listConfigurationVersions',
    method: 'GET',
    path: '/v1/configuration/versions',
    scope: 'admin',
    servedBy: 'setup',
    summary: 'Who applied which configuration, and when; the newest first',
    query: z.strictObject({
      before: z.optional(versionNumber.check(z.describe('Only those that are older.'))),
    }),
    answer: { status: 200, body: configurationVersions },
  },
  {
    operationId: 'applyConfiguration',
    isOfPeople: true,
    method: 'PUT',
    path: '/v1/configuration',
    formerly: '/v1/config',
    isConditional: true,
    scope: 'admin',
    servedBy: 'setup',
    summary: 'Put a configuration in force, or only compare it',
    query: configurationQuery,
    request: configurationDocument,
    answer: { status: 200, body: configurationApplied },
    problems: ['refused', 'version-mismatch'],
  },
  {
    operationId: 'showWebhookSecret',
    isOfPeople: true,
    method: 'GET',
    path: '/v1/webhook-secret',
    scope: 'admin',
    servedBy: 'setup',
    summary: 'What the webhooks that we send are signed with',
    query: z.strictObject({
      webhook: z.optional(
        text(64).check(
          z.describe('Of this one of `webhooks` in tocsin.yaml, by Standard Webhooks.'),
        ),
      ),
    }),
    answer: { status: 200, body: webhookSecret },
    problems: ['refused', 'not-found'],
  },
  {
    operationId: 'openApiDocument',
    method: 'GET',
    path: '/v1/openapi.json',
    scope: 'none',
    summary: 'This document',
    answer: { status: 200, body: z.record(z.string(), z.unknown()) },
  },
  {
    operationId: 'health',
    method: 'GET',
    path: '/v1/health',
    scope: 'none',
    summary: 'Whether the API answers, and what it needs',
    answer: { status: 200, body: health },
    problems: ['unavailable'],
  },
  {
    operationId: 'sendAlert',
    method: 'POST',
    path: '/v1/alerts/{source}',
    scope: 'none',
    summary: 'Hand over alerts; answered once they are safe in the queue',
    query: alertQuery,
    request: z.unknown(),
    answer: { status: 202, body: alertAccepted },
    problems: ['unauthenticated', 'not-found', 'too-large'],
  },
] as const satisfies readonly RouteShape[];

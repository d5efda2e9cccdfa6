import * as z from 'zod/mini';
import type { ProblemSlug } from '#contract/problem.ts';
import { roles } from '#core/incident/events.ts';
import { severities } from '#core/severity.ts';

/**
 * The HTTP API as data: what is asked, what is answered, who may. Dispatch, scopes, the OpenAPI document, the CLI and
 * the console all read this one table. Unknown fields are refused in requests; answers may gain fields at any time.
 */

export const scopes = ['read', 'respond', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** Each scope includes those before it. */
export function scopeAllows(held: Scope, needed: Scope): boolean {
  return scopes.indexOf(held) >= scopes.indexOf(needed);
}

/** Makes a POST safe to repeat: the same key gets the first answer again. 1 to 200 printable characters. */
export const idempotencyHeader = 'idempotency-key';
/** How the caller reached us, `cli` or `console`; anything else is recorded as `api`. */
export const viaHeader = 'tocsin-via';

export const phases = ['open', 'acknowledged', 'watching', 'resolved'] as const;
export type Phase = (typeof phases)[number];

const severity = z.enum(severities);
const phase = z.enum(phases);
const role = z.enum(roles);
const at = z.string().check(z.describe('ISO 8601 in UTC with milliseconds.'));
const text = (longest: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(longest));

/** Who did it, when the token belongs to no person: a key of `people` in tocsin.yaml. */
const by = z.optional(
  text(100).check(z.describe('A person id. Only for tokens that belong to no person.')),
);

// ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────────

const roleHolder = z.object({ person: z.string(), name: z.string(), since: at });

export const incident = z.object({
  id: z.string(),
  severity,
  severityReason: z.object({ rule: z.string(), text: z.string() }),
  phase,
  title: z.string(),
  description: z.optional(z.string()),
  service: z.string().check(z.describe('The service id of tocsin.yaml.')),
  serviceName: z.string(),
  declaredAt: at,
  detectedBy: z.string().check(z.describe('The source of the first alert, or who declared it.')),
  acknowledgedAt: z.optional(at),
  acknowledgedBy: z.optional(z.object({ id: z.string(), name: z.string() })),
  resolvedAt: z.optional(at),
  closedAt: z.optional(at),
  resolution: z.optional(z.string()),
  roles: z.object({
    incidentCommander: z.optional(roleHolder),
    technicalLead: z.optional(roleHolder),
    communicationsLead: z.optional(roleHolder),
    scribe: z.optional(roleHolder),
  }),
  alerts: z.object({ firing: z.number(), cleared: z.number(), total: z.number() }),
  nextDeadline: z.optional(
    z.object({
      at,
      what: z.string().check(z.describe('What happens then if nobody acts, as a stable word.')),
      text: z.optional(z.string().check(z.describe('The same, as a person says it.'))),
    }),
  ),
  nextUpdateAt: z.optional(at),
  status: z.optional(z.string().check(z.describe('Of the latest update.'))),
  impact: z.optional(z.string().check(z.describe('The latest that an update said.'))),
  level: z.optional(z.number().check(z.describe('The escalation level paged last, from 1.'))),
  round: z.optional(z.number().check(z.describe('Times round the escalation ladder, from 1.'))),
  version: z.number().check(z.describe('Counts the changes of this incident.')),
});
export type Incident = z.infer<typeof incident>;

export const timelineEntry = z.object({
  at,
  type: z.string().check(z.describe('The event: IncidentDeclared, PageSent, …')),
  text: z.string(),
  by: z.optional(z.string()),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

export const incidentWithTimeline = z.extend(incident, { timeline: z.array(timelineEntry) });
export type IncidentWithTimeline = z.infer<typeof incidentWithTimeline>;

export const incidentList = z.object({
  incidents: z.array(incident),
  next: z.optional(
    z.string().check(z.describe('The cursor of the next page; absent on the last.')),
  ),
});
export type IncidentList = z.infer<typeof incidentList>;

export const archive = z.object({
  incident: z.string(),
  archivedAt: at,
  manifest: z.string().check(z.describe('Key of the manifest in the archive bucket.')),
  objects: z.array(z.object({ key: z.string(), bytes: z.number(), sha256: z.string() })),
  missing: z.array(z.string()).check(z.describe('What could not be collected, with the reason.')),
});
export type Archive = z.infer<typeof archive>;

export const receipt = z.object({
  id: z.string(),
  state: z.enum(['accepted', 'processed', 'quarantined']),
  acceptedAt: z.optional(at),
  source: z.optional(z.string()),
  reason: z.optional(z.string().check(z.describe('Why it is quarantined.'))),
  outcomes: z.array(
    z.object({
      alert: z.string().check(z.describe('The title of the alert.')),
      outcome: z.enum(['declared', 'joined', 'repeated', 'cleared', 'ignored']),
      incident: z.optional(z.string()),
      reason: z.string(),
    }),
  ),
});
export type Receipt = z.infer<typeof receipt>;

/** tocsin.yaml as JSON. Its own schema is that of the directory; the handler checks it. */
const configurationDocument = z.record(z.string(), z.unknown());
const configurationVersion = z.number().check(z.describe('0 before the first was applied.'));

export const configuration = z.object({
  version: configurationVersion,
  document: configurationDocument,
  appliedAt: z.optional(at),
  appliedBy: z.optional(z.string()),
});
export type Configuration = z.infer<typeof configuration>;

export const configurationChange = z.object({
  path: z.string().check(z.describe('Where in the document, such as services.payments.team.')),
  kind: z.enum(['added', 'removed', 'changed']),
  before: z.optional(z.unknown()),
  after: z.optional(z.unknown()),
});
export type ConfigurationChange = z.infer<typeof configurationChange>;

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
export type AlertAccepted = z.infer<typeof alertAccepted>;

export const health = z.object({ status: z.literal('ok'), time: z.optional(at) });

// ── Requests ────────────────────────────────────────────────────────────────────────────────────────────────────

export const listQuery = z.strictObject({
  phase: z.optional(phase),
  severity: z.optional(severity),
  service: z.optional(text(100)),
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 20),
  cursor: z.optional(text(2000)),
});

export const declareRequest = z.strictObject({
  title: text(200),
  severity: z.optional(severity.check(z.describe('Absent: classified by the rules.'))),
  service: z.optional(text(100)),
  description: z.optional(text(4000)),
  by,
});
export const acknowledgeRequest = z.strictObject({ note: z.optional(text(4000)), by });
export const escalateRequest = z.strictObject({ reason: z.optional(text(1000)), by });
export const updateRequest = z.strictObject({
  status: text(1000),
  impact: z.optional(text(1000)),
  actions: z.optional(text(1000)),
  by,
});
export const roleRequest = z.strictObject({
  role,
  person: text(100),
  note: z.optional(text(1000)),
  by,
});
export const noteRequest = z.strictObject({ text: text(4000), by });
export const severityRequest = z.strictObject({ severity, reason: text(1000), by });
export const resolveRequest = z.strictObject({ resolution: text(2000), by });
export const reopenRequest = z.strictObject({ reason: text(1000), by });

export const configurationQuery = z.strictObject({
  dryRun: z.optional(z.enum(['true', 'false']).check(z.describe('Answer the differences only.'))),
  expectedVersion: z.optional(
    z.coerce
      .number()
      .check(z.int(), z.minimum(0), z.describe('Refuse if another version is in force by now.')),
  ),
});
export const alertQuery = z.object({
  key: z.optional(
    z.string().check(z.describe('The integration key, for senders without headers.')),
  ),
  service: z.optional(z.string().check(z.describe('Wins over the service in the payload.'))),
});

// ── Routes ──────────────────────────────────────────────────────────────────────────────────────────────────────

type Schema = z.ZodMiniType;

interface RouteShape {
  operationId: string;
  method: 'GET' | 'POST' | 'PUT';
  path: `/v1/${string}`;
  /** `none`: needs no API token. Sending alerts needs an integration key instead. */
  scope: Scope | 'none';
  summary: string;
  query?: Schema;
  request?: Schema;
  answer: { status: 200 | 201 | 202; body: Schema; contentType?: 'text/markdown' };
  /** Beyond those that follow from scope, query and request. */
  problems?: readonly ProblemSlug[];
}

const answersIncident = { status: 200, body: incident } as const;
const refusable = ['not-found', 'refused'] as const;

export const routes = [
  {
    operationId: 'listIncidents',
    method: 'GET',
    path: '/v1/incidents',
    scope: 'read',
    summary: 'Incidents, newest first',
    query: listQuery,
    answer: { status: 200, body: incidentList },
  },
  {
    operationId: 'declareIncident',
    method: 'POST',
    path: '/v1/incidents',
    scope: 'respond',
    summary: 'Declare an incident by hand',
    request: declareRequest,
    answer: { status: 201, body: incident },
    problems: ['refused'],
  },
  {
    operationId: 'showIncident',
    method: 'GET',
    path: '/v1/incidents/{id}',
    scope: 'read',
    summary: 'One incident with its timeline',
    answer: { status: 200, body: incidentWithTimeline },
    problems: ['not-found'],
  },
  {
    operationId: 'acknowledgeIncident',
    method: 'POST',
    path: '/v1/incidents/{id}/acknowledge',
    scope: 'respond',
    summary: 'Stop the escalation: I am on it. The second to ask is told who was first',
    request: acknowledgeRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'escalateIncident',
    method: 'POST',
    path: '/v1/incidents/{id}/escalate',
    scope: 'respond',
    summary: 'Page the next level now',
    request: escalateRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'postUpdate',
    method: 'POST',
    path: '/v1/incidents/{id}/updates',
    scope: 'respond',
    summary: 'Tell the team how it stands; starts the next update period',
    request: updateRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'assignRole',
    method: 'POST',
    path: '/v1/incidents/{id}/roles',
    scope: 'respond',
    summary: 'Give a role to a person, or hand it over',
    request: roleRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'addNote',
    method: 'POST',
    path: '/v1/incidents/{id}/notes',
    scope: 'respond',
    summary: 'Put a line on the timeline',
    request: noteRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'changeSeverity',
    method: 'POST',
    path: '/v1/incidents/{id}/severity',
    scope: 'respond',
    summary: 'Raise or lower the severity; deadlines and people follow it',
    request: severityRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'resolveIncident',
    method: 'POST',
    path: '/v1/incidents/{id}/resolve',
    scope: 'respond',
    summary: 'It is fixed: starts the watch that ends in the all-clear',
    request: resolveRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'reopenIncident',
    method: 'POST',
    path: '/v1/incidents/{id}/reopen',
    scope: 'respond',
    summary: 'It was not fixed',
    request: reopenRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'incidentReport',
    method: 'GET',
    path: '/v1/incidents/{id}/report',
    scope: 'read',
    summary: 'The report as Markdown',
    answer: { status: 200, body: z.string(), contentType: 'text/markdown' },
    problems: ['not-found'],
  },
  {
    operationId: 'incidentArchive',
    method: 'GET',
    path: '/v1/incidents/{id}/archive',
    scope: 'read',
    summary: 'What the latest archive holds; 404 while there is none',
    answer: { status: 200, body: archive },
    problems: ['not-found'],
  },
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
    operationId: 'showConfiguration',
    method: 'GET',
    path: '/v1/config',
    scope: 'admin',
    summary: 'The configuration in force',
    answer: { status: 200, body: configuration },
  },
  {
    operationId: 'applyConfiguration',
    method: 'PUT',
    path: '/v1/config',
    scope: 'admin',
    summary: 'Put a configuration in force, or only compare it',
    query: configurationQuery,
    request: configurationDocument,
    answer: { status: 200, body: configurationApplied },
    problems: ['refused'],
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
    summary: 'Whether the API answers',
    answer: { status: 200, body: health },
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

export type OperationId = (typeof routes)[number]['operationId'];
export type Method = RouteShape['method'];
/** Any row of the table, with its optional parts readable. */
export type Route = RouteShape & { operationId: OperationId };

type RouteOf<Id extends OperationId> = Extract<(typeof routes)[number], { operationId: Id }>;
/** The parsed body of an operation; `undefined` for one that takes none. */
export type RequestOf<Id extends OperationId> =
  RouteOf<Id> extends { request: infer Body extends Schema } ? z.infer<Body> : undefined;
/** The parsed query of an operation. */
export type QueryOf<Id extends OperationId> =
  RouteOf<Id> extends { query: infer Query extends Schema } ? z.infer<Query> : undefined;
export type AnswerOf<Id extends OperationId> = z.infer<RouteOf<Id>['answer']['body']>;

export type Match =
  | { route: Route; params: Record<string, string> }
  | { methodNotAllowed: Method[] }
  | undefined;

const patterns = routes.map((route: Route) => ({
  route,
  form: new RegExp(`^${route.path.replace('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** Finds the operation of a request. `undefined`: no such address; otherwise the methods that it does take. */
export function matchRoute(method: string, path: string): Match {
  const matches = patterns.flatMap(({ route, form }) => {
    const params = decoded(form.exec(path)?.groups);
    return form.test(path) && params !== undefined ? [{ route, params }] : [];
  });
  if (matches.length === 0) return undefined;
  return (
    matches.find(({ route }) => route.method === method) ?? {
      methodNotAllowed: matches.map(({ route }) => route.method),
    }
  );
}

function decoded(groups: Record<string, string> = {}): Record<string, string> | undefined {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    // A broken percent-escape names nothing that we have.
    return undefined;
  }
}

/** The path of an operation with its parameters filled in. */
export function pathOf(operation: OperationId, params: Record<string, string> = {}): string {
  const route = routes.find(({ operationId }) => operationId === operation);
  if (route === undefined) throw new Error(`No operation ${operation}`);
  return route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${operation} needs ${name}`);
    return encodeURIComponent(value);
  });
}

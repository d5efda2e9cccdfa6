import * as z from 'zod/mini';
import { type Route, routes } from '#contract/api.ts';
import * as communication from '#contract/communication.ts';
import * as contacts from '#contract/contacts.ts';
import { directory } from '#contract/directory.ts';
import * as evidence from '#contract/evidence.ts';
import { examples } from '#contract/examples.ts';
import { explained } from '#contract/explain.ts';
import * as incidents from '#contract/incident.ts';
import * as commands from '#contract/incident-commands.ts';
import * as onCall from '#contract/oncall.ts';
import * as insight from '#contract/paging.ts';
import * as postmortem from '#contract/postmortem.ts';
import {
  type ProblemSlug,
  problem,
  problemContentType,
  problemOf,
  problems,
} from '#contract/problem.ts';
import * as session from '#contract/session.ts';
import * as setup from '#contract/setup.ts';
import { simulated, simulateRequest } from '#contract/simulate.ts';
import { genericAlert } from '#core/intake/sources/generic.ts';
import { sources } from '#core/sources.ts';

type Json = Record<string, unknown>;

/** The schemas that get a name of their own in the document; all others are written where they are used. */
const named = {
  Incident: incidents.incident,
  IncidentWithTimeline: incidents.incidentWithTimeline,
  IncidentList: incidents.incidentList,
  TimelineEntry: incidents.timelineEntry,
  IncidentPages: incidents.incidentPages,
  Effect: communication.effect,
  UpdatePreview: communication.updatePreview,
  StakeholderRequest: communication.stakeholderRequest,
  Stakeholder: communication.stakeholder,
  StakeholderList: communication.stakeholderList,
  RetryRequest: communication.retryRequest,
  RetryAnswer: communication.retryAnswer,
  ReplayRequest: communication.replayRequest,
  ReplayAnswer: communication.replayAnswer,
  IncidentEffects: communication.incidentEffects,
  Checklist: incidents.checklist,
  Archive: incidents.archive,
  Evidence: evidence.evidence,
  EvidenceContent: evidence.evidenceContent,
  EvidenceRequest: evidence.evidenceRequest,
  EvidenceRequested: evidence.evidenceRequested,
  Postmortem: postmortem.postmortem,
  PostmortemVersions: postmortem.postmortemVersions,
  ActionItem: postmortem.actionItem,
  ActionItemList: postmortem.actionItemList,
  Receipt: setup.receipt,
  DeadLetters: setup.deadLetters,
  SendAgainRequest: setup.sendAgainRequest,
  SentAgain: setup.sentAgain,
  Configuration: setup.configuration,
  ConfigurationVersions: setup.configurationVersions,
  ConfigurationApplied: setup.configurationApplied,
  ConfigurationChange: setup.configurationChange,
  AlertAccepted: setup.alertAccepted,
  Explained: explained,
  SimulateRequest: simulateRequest,
  Simulated: simulated,
  Health: setup.health,
  WhoIsHere: session.whoIsHere,
  Sessions: session.sessionList,
  SignedOut: session.signedOut,
  Directory: directory,
  WebhookSecret: setup.webhookSecret,
  DeclareRequest: commands.declareRequest,
  AcknowledgeRequest: commands.acknowledgeRequest,
  EscalateRequest: commands.escalateRequest,
  SnoozeRequest: commands.snoozeRequest,
  ReassignRequest: commands.reassignRequest,
  RespondersRequest: commands.respondersRequest,
  TickRequest: commands.tickRequest,
  UpdateRequest: commands.updateRequest,
  RoleRequest: commands.roleRequest,
  NoteRequest: commands.noteRequest,
  SeverityRequest: commands.severityRequest,
  ResolveRequest: commands.resolveRequest,
  ReopenRequest: commands.reopenRequest,
  OnCall: onCall.onCall,
  Override: onCall.override,
  Overrides: onCall.overrides,
  OverrideRequest: onCall.overrideRequest,
  SwapRequest: onCall.swapRequest,
  Coverage: onCall.coverage,
  CalendarFeedRequest: onCall.feedRequest,
  CalendarFeed: onCall.feed,
  CalendarFeeds: onCall.feeds,
  NewCalendarFeed: onCall.newFeed,
  Contact: contacts.contact,
  Contacts: contacts.contacts,
  ContactRequest: contacts.contactRequest,
  CodeSent: contacts.codeSent,
  ConfirmRequest: contacts.confirmRequest,
  Why: insight.why,
  Fairness: insight.fairness,
  DrillRequest: insight.drillRequest,
  DrillReport: insight.drillReport,
  GenericAlert: genericAlert,
  Problem: problem,
};

/** The OpenAPI 3.1 document of the whole API, from the table that also dispatches it. */
export function openApiDocument(about: { version: string; serverUrl: string }): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tocsin',
      version: about.version,
      description:
        'Alert to resolution. Every error is problem+json (RFC 9457); decide by its `type`. ' +
        'Answers may gain fields; unknown fields in requests are refused.',
    },
    servers: [{ url: about.serverUrl }],
    paths: paths(),
    components: {
      schemas: namedSchemas(),
      parameters: { IdempotencyKey: idempotencyKey, IfMatch: ifMatch },
      responses: Object.fromEntries(slugs.map(slug => [slug, problemAnswer(slug)])),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token.' },
        integrationBearer: { type: 'http', scheme: 'bearer', description: 'An integration key.' },
        integrationHeader: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        integrationQuery: { type: 'apiKey', in: 'query', name: 'key' },
      },
    },
  };
}

function paths(): Json {
  const byPath: Record<string, Json> = {};
  for (const route of routes) {
    byPath[route.path] = { ...byPath[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return byPath;
}

function operation(route: Route): Json {
  const example: { request?: unknown; answer: unknown } = examples[route.operationId];
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.path.split('/')[2]?.replace('.json', '')],
    security: security(route),
    parameters: [
      ...pathParameters(route.path),
      ...(route.query === undefined ? [] : queryParameters(route.query)),
      ...(isCommand(route) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
      ...(route.isConditional ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
    ],
    ...(route.request !== undefined && {
      requestBody: {
        required: true,
        content: {
          [route.isRaw ? 'text/plain' : 'application/json']: {
            schema: bodySchema(route),
            example: example.request,
          },
        },
      },
    }),
    responses: {
      [route.answer.status]: {
        description: route.summary,
        content: {
          [route.answer.contentType ?? 'application/json']: {
            schema: schemaOf(route.answer.body),
            example: example.answer,
          },
        },
      },
      ...Object.fromEntries(
        problemsOf(route).map(slug => [problems[slug].status, problemRef(slug)]),
      ),
      default: problemRef('internal'),
    },
  };
}

function bodySchema({ operationId, request }: Route): Json {
  if (request === undefined) return {};
  if (operationId !== 'sendAlert') return schemaOf(request);
  const one = schemaOf(genericAlert);
  const several = { type: 'array', items: one };
  return {
    description: 'As the sender writes it. For `generic`: one alert, a list, or `{"alerts": […]}`.',
    anyOf: [
      one,
      several,
      { type: 'object', properties: { alerts: several }, required: ['alerts'] },
      { type: 'object', description: 'What Alertmanager, Grafana or Amazon SNS send.' },
    ],
  };
}

/** What can go wrong with a request follows from what it needs. */
function problemsOf(route: Route): ProblemSlug[] {
  const asks = route.query !== undefined || route.request !== undefined;
  return [
    ...(asks ? (['invalid-request'] as const) : []),
    ...(route.scope === 'none' ? [] : (['unauthenticated', 'forbidden'] as const)),
    ...(isCommand(route) ? (['idempotency-key-reused'] as const) : []),
    ...(route.problems ?? []),
  ];
}

function isCommand(route: Route): boolean {
  return route.method === 'POST' && route.scope !== 'none' && route.isKeyless !== true;
}

function security(route: Route): Json[] {
  const keys = [{ integrationBearer: [] }, { integrationHeader: [] }, { integrationQuery: [] }];
  if (route.operationId === 'sendAlert') return keys;
  if (route.operationId === 'sendHeartbeat') return [...keys, { token: ['respond'] }];
  return route.scope === 'none' ? [] : [{ token: [route.scope] }];
}

const slugs = Object.keys(problems) as ProblemSlug[];
const problemRef = (slug: ProblemSlug): Json => ({ $ref: `#/components/responses/${slug}` });

function problemAnswer(slug: ProblemSlug): Json {
  return {
    description: problems[slug].title,
    content: {
      [problemContentType]: {
        schema: { $ref: '#/components/schemas/Problem' },
        example: problemOf(slug, 'What happened this time, and what to do next.'),
      },
    },
  };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: pathSchema(path, name),
  }));
}

function pathSchema(path: string, name: string | undefined): Json {
  if (name === 'source') return { type: 'string', enum: [...sources] };
  if (path.startsWith('/v1/incidents/')) return { type: 'string', examples: ['INC-2026-001'] };
  return { type: 'string' };
}

function queryParameters(query: z.ZodMiniType): Json[] {
  const { properties = {}, required = [] } = inline(query) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key gets the first answer again, without doing it twice.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'Refuse with 412 unless this version is in force, as ETag says it: "3"; "0" before the first.',
  schema: { type: 'string', pattern: '^(W/)?"\\d+"$' },
};

function schemaOf(schema: z.ZodMiniType): Json {
  const name = Object.entries(named).find(([, candidate]) => candidate === schema)?.[0];
  return name === undefined ? inline(schema) : { $ref: `#/components/schemas/${name}` };
}

// 'input' on both sides: an answer's schema must not forbid the fields of tomorrow.
function inline(schema: z.ZodMiniType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' });
  return json;
}

function namedSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    uri: id => `#/components/schemas/${id}`,
  });
  // The document says once which dialect and which base its schemas have.
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}

import type * as z from 'zod/mini';
import { actionRoutes } from '#contract/actions.ts';
import { communicationRoutes } from '#contract/communication.ts';
import { contactRoutes } from '#contract/contacts.ts';
import { diagnosisRoutes } from '#contract/diagnosis.ts';
import { directoryRoutes } from '#contract/directory.ts';
import { evidenceRoutes } from '#contract/evidence.ts';
import { explainRoutes } from '#contract/explain.ts';
import { reviewRoutes } from '#contract/export.ts';
import { heartbeatRoutes } from '#contract/heartbeats.ts';
import { incidentRoutes } from '#contract/incident.ts';
import { commandRoutes } from '#contract/incident-commands.ts';
import { integrationRoutes } from '#contract/integrations.ts';
import { onCallRoutes } from '#contract/oncall.ts';
import { insightRoutes } from '#contract/paging.ts';
import { postmortemRoutes } from '#contract/postmortem.ts';
import { sessionRoutes } from '#contract/session.ts';
import { setupRoutes } from '#contract/setup.ts';
import type { RouteShape, Schema, ServedBy } from '#contract/shapes.ts';
import { silenceRoutes } from '#contract/silences.ts';
import { simulateRoutes } from '#contract/simulate.ts';
import { statsRoutes } from '#contract/stats.ts';
import { statusPageRoutes } from '#contract/status-page.ts';

/**
 * The HTTP API as data: what is asked, what is answered, who may. Dispatch, scopes, the OpenAPI document, the CLI and
 * the console all read this one table. Unknown fields are refused in requests; answers may gain fields at any time.
 */
export const routes = [
  ...incidentRoutes,
  ...commandRoutes,
  ...diagnosisRoutes,
  ...actionRoutes,
  ...statsRoutes,
  ...onCallRoutes,
  ...contactRoutes,
  ...insightRoutes,
  ...communicationRoutes,
  ...evidenceRoutes,
  ...reviewRoutes,
  ...postmortemRoutes,
  ...explainRoutes,
  ...simulateRoutes,
  ...integrationRoutes,
  ...heartbeatRoutes,
  ...silenceRoutes,
  ...statusPageRoutes,
  ...setupRoutes,
  ...sessionRoutes,
  ...directoryRoutes,
] as const;

/** Makes a POST safe to repeat: the same key gets the first answer again. 1 to 200 printable characters. */
export const idempotencyHeader = 'idempotency-key';
/** The version that a request replaces, as the ETag of what was read before says it. */
export const ifMatchHeader = 'if-match';
/** How the caller reached us, `cli`, `console` or `assistant`; anything else is recorded as `api`. */
export const viaHeader = 'tocsin-via';
/** Of every answer: when it was made, by the clock that incidents run by (ISO 8601, UTC). */
export const timeHeader = 'tocsin-time';
/** The zone (IANA) that the reader lives by: times within words are of it, else of the team's. */
export const timeZoneHeader = 'tocsin-time-zone';

export type OperationId = (typeof routes)[number]['operationId'];
export type Method = RouteShape['method'];
/** Any row of the table, with its optional parts readable. */
export type Route = RouteShape & { operationId: OperationId };

type RouteOf<Id extends OperationId> = Extract<(typeof routes)[number], { operationId: Id }>;
/** The operations that a function answers; without one named, those of the pager itself. */
export type OperationOf<Server extends ServedBy | 'pager'> = Server extends 'pager'
  ? Exclude<(typeof routes)[number], { servedBy: ServedBy }>['operationId']
  : Extract<(typeof routes)[number], { servedBy: Server }>['operationId'];
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

const patterns = routes.flatMap((route: Route) =>
  addressesOf(route).map(path => ({
    route,
    form: new RegExp(`^${path.replace('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  })),
);

function addressesOf({ path, formerly }: Route): RouteShape['path'][] {
  return formerly === undefined ? [path] : [path, formerly];
}

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

/** No name of ours is longer, and no key of the table may be. */
const nameMax = 250;

/** `undefined`: it names nothing that we have. */
function decoded(groups: Record<string, string> = {}): Record<string, string> | undefined {
  try {
    const names = Object.entries(groups).map(
      ([name, value]) => [name, decodeURIComponent(value)] as const,
    );
    const isName = (value: string) => value.trim() !== '' && value.length <= nameMax;
    return names.every(([, value]) => isName(value)) ? Object.fromEntries(names) : undefined;
  } catch {
    // A broken percent-escape.
    return undefined;
  }
}

/** The addresses that a function answers, as API Gateway writes a route. */
export function routesServedBy(server: ServedBy): `${Method} /v1/${string}`[] {
  return routes
    .filter((route: Route) => route.servedBy === server)
    .flatMap((route: Route) =>
      addressesOf(route).map((path): `${Method} /v1/${string}` => `${route.method} ${path}`),
    );
}

import type { AuthenticateCaller, AuthenticateSession, Requester } from '#app/api/authenticate.ts';
import { type ApiAnswer, type ApiRequest, json, problem } from '#app/api/http.ts';
import type { Operation, Operations, Outcome } from '#app/api/operation.ts';
import { cookieOf, isOurPage } from '#app/api/session-cookie.ts';
import type { SignInDoors } from '#app/api/sign-in-doors.ts';
import {
  idempotencyHeader,
  ifMatchHeader,
  matchRoute,
  type OperationId,
  type OperationOf,
  type Route,
  timeHeader,
  timeZoneHeader,
  viaHeader,
} from '#contract/api.ts';
import { timeZoneCookie } from '#contract/console-files.ts';
import { type FieldError, parseInput, type Reason } from '#contract/problem.ts';
import { type Scope, scopeAllows } from '#contract/shapes.ts';
import { sha256 } from '#core/digest.ts';
import type { Via } from '#core/people.ts';
import { jsonIn } from '#core/text/json-in.ts';
import { isZone } from '#core/time/is-zone.ts';
import type { Now } from '#ports/runtime.ts';

/** Of the API's contract, not of a release. */
const apiVersion = '1.1.0';

/** Answered without a token. */
type Open =
  | ('openApiDocument' | 'health' | 'sendAlert' | 'sendHeartbeat' | 'calendarFeed')
  | keyof SignInDoors;

/** Answered by the pager's own function, for those who may. */
export type Served = Exclude<OperationOf<'pager'>, Open>;

/** The HTTP API: finds the operation in the contract's table, checks who asks and what, answers in its shapes. */
export function api<Answered extends OperationId>(deps: {
  authenticate: AuthenticateCaller;
  /** Whoever signed in to the console. */
  authenticateSession?: AuthenticateSession;
  /** The ways to a session, of the function that has them. */
  signIn?: SignInDoors;
  /** Those of the function that answers; what others answer is not found here. */
  operations: Operations<Answered>;
  /** Whether the table answers. */
  isReady?: () => Promise<boolean>;
  /** The calendar behind a private address. */
  calendarFeed?: (token: string) => Promise<string | undefined>;
  /** The API's own description, of the function that gives it: the others need not carry it. */
  describe?: (about: { version: string; serverUrl: string }) => Promise<object>;
  timeZoneData?: string;
  now: Now;
}): (request: ApiRequest) => Promise<ApiAnswer> {
  return async request => {
    const answer = await respond(request);
    return { ...answer, headers: { ...answer.headers, [timeHeader]: deps.now() } };
  };

  async function respond(request: ApiRequest): Promise<ApiAnswer> {
    if (request.path === '/') return json(200, { name: 'Tocsin', api: '/v1/openapi.json' });
    if (request.method === 'HEAD') {
      // Calendars ask so whether something is there. What needs a token is asked for by its own method only.
      const asked = matchRoute('GET', request.path);
      if (asked !== undefined && 'route' in asked && isOpen(asked.route.operationId)) {
        const answer = await openly(asked.route.operationId, request, asked.params);
        return { ...answer, body: '' };
      }
    }
    const match = matchRoute(request.method, request.path);
    if (match === undefined) return problem('not-found', noAddress(request.path));
    if ('methodNotAllowed' in match) {
      const allowed = match.methodNotAllowed.join(', ');
      const answer = problem('method-not-allowed', `${request.path} takes ${allowed}.`);
      return { ...answer, headers: { allow: allowed } };
    }
    const { route, params } = match;
    if (isOpen(route.operationId)) return openly(route.operationId, request, params);

    const operations: Partial<Record<OperationId, unknown>> = deps.operations;
    if (operations[route.operationId] === undefined) {
      return problem('not-found', `${request.path} is answered by another function; not by this.`);
    }
    const token = bearer(request.headers);
    const caller =
      token === undefined
        ? await deps.authenticateSession?.(request)
        : await deps.authenticate(token);
    if (caller === undefined) {
      const answer = problem('unauthenticated', 'Send a valid token: Authorization: Bearer …');
      return { ...answer, headers: { 'www-authenticate': 'Bearer' } };
    }
    if (token === undefined && route.method !== 'GET' && !isOurPage(request)) return foreignPage;
    const { scope } = route;
    if (scope === 'none' || !caller.scopes.some(held => scopeAllows(held, scope))) {
      return problem(
        'forbidden',
        token === undefined ? whoMay(scope) : `This needs a token with the scope ${scope}.`,
      );
    }
    const via = caller.isAssistant ? 'assistant' : viaOf(request.headers[viaHeader]);
    if (via === 'assistant' && route.isOfPeople) {
      return problem('forbidden', 'A person decides this, not an assistant. Do it yourself.');
    }
    const input = parsed(route, request);
    if ('problem' in input) return input.problem;
    const { idempotencyKey, wrong } = idempotency(request.headers);
    if (wrong !== undefined) return problem('invalid-request', wrong);
    const condition = route.isConditional ? versionOf(request.headers[ifMatchHeader]) : {};
    if (condition.wrong !== undefined) return problem('invalid-request', condition.wrong);
    const timeZone = zoneOf(request.headers[timeZoneHeader] ?? cookieOf(request, timeZoneCookie));
    const etag = request.headers['if-none-match'];
    const asked: Requester = {
      caller,
      via,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      ...(timeZone !== undefined && { timeZone }),
      ...(etag !== undefined && { etag }),
      ...(condition.version !== undefined && { ifVersion: condition.version }),
    };
    // The table has parsed query and body with the schemas of this very operation.
    const serve = operations[route.operationId] as Operation<OperationId>;
    const call = { params, asked, publicUrl: addressOf(request), ...input };
    const outcome = await serve(call as Parameters<typeof serve>[0]);
    return route.method === 'GET' && 'answer' in outcome
      ? unlessKnown(etag, answered(route, outcome))
      : answered(route, outcome);
  }

  /** Those who want to sign in are nobody yet: a page of our own has to ask for them. */
  async function door<Id extends keyof SignInDoors>(
    operation: Id,
    request: ApiRequest,
  ): Promise<ApiAnswer> {
    const match = matchRoute(request.method, request.path);
    const enter = deps.signIn?.[operation] as SignInDoors['signIn'] | undefined;
    if (match === undefined || !('route' in match) || enter === undefined) {
      return problem('not-found', 'People sign in at another function; this is not it.');
    }
    // Which ways there are is no secret; a browser names no origin where it only looks.
    if (match.route.method !== 'GET' && !isOurPage(request)) return foreignPage;
    const input = parsed(match.route, request);
    if ('problem' in input) return input.problem;
    return answered(match.route, await enter(input.body as Parameters<typeof enter>[0], request));
  }

  async function openly(
    operation: Open,
    request: ApiRequest,
    { token = '' }: Record<string, string>,
  ): Promise<ApiAnswer> {
    switch (operation) {
      case 'health':
        // Those that have no table of their own to ask are well when they answer.
        return (await deps.isReady?.()) === false
          ? problem(
              'unavailable',
              'The table does not answer, so nothing can be looked up or done.',
            )
          : json(200, {
              status: 'ok',
              needs: { table: 'ok' },
              time: deps.now(),
              timeZoneData: deps.timeZoneData,
            });
      case 'openApiDocument': {
        const about = { version: apiVersion, serverUrl: addressOf(request) };
        const document = await deps.describe?.(about);
        return document === undefined
          ? problem('not-found', 'The API is described by another function; not by this.')
          : json(200, document);
      }
      case 'calendarFeed': {
        const body = await deps.calendarFeed?.(token);
        if (body === undefined) return problem('not-found', 'There is no such calendar.');
        return { status: 200, contentType: 'text/calendar; charset=utf-8', body };
      }
      case 'sendAlert':
      case 'sendHeartbeat':
        return problem('not-found', 'Alerts are taken by another function; this is not it.');
      case 'askForCode':
      case 'signIn':
      case 'signInWays':
      case 'askIssuer':
      case 'signInByIssuer':
        return door(operation, request);
      default:
        return operation satisfies never;
    }
  }
}

/** A slash too many is what whoever pastes an address, or joins two parts of one, does not see. */
function noAddress(path: string): string {
  const meant = `/${path.split('/').filter(Boolean).join('/')}`;
  return meant !== path && matchRoute('GET', meant) !== undefined
    ? `There is no ${path} here: it has a slash too many. Send it to ${meant}.`
    : `There is no ${path} here.`;
}

/** To people: of tokens they know nothing. */
const whoMay = (scope: Scope | 'none') =>
  `This takes somebody who ${scope === 'admin' ? 'administers' : 'responds'}, as the configuration or the groups of your sign-in say.`;

const foreignPage = problem(
  'forbidden',
  'Whoever is signed in acts from the console’s own pages only. A program sends a token.',
);

/** What is the same as before is not sent again. */
function unlessKnown(known: string | undefined, answer: ApiAnswer): ApiAnswer {
  const etag = answer.headers?.etag ?? `W/"${sha256(answer.body).slice(0, 20)}"`;
  const headers = { ...answer.headers, etag };
  return known === etag ? { ...answer, status: 304, headers, body: '' } : { ...answer, headers };
}

const open = [
  ...['openApiDocument', 'health', 'sendAlert', 'sendHeartbeat', 'calendarFeed'],
  ...['askForCode', 'signIn', 'signInWays', 'askIssuer', 'signInByIssuer'],
];

function isOpen(operation: OperationId): operation is Open {
  return open.some(each => each === operation);
}

function answered({ answer }: Route, outcome: Outcome<unknown>): ApiAnswer {
  if ('answer' in outcome) {
    const contentType = outcome.contentType ?? answer.contentType;
    const told =
      contentType === undefined
        ? json(answer.status, outcome.answer)
        : {
            status: answer.status,
            contentType: `${contentType}; charset=utf-8`,
            body: String(outcome.answer),
          };
    return { ...told, ...(outcome.headers !== undefined && { headers: outcome.headers }) };
  }
  if ('unchanged' in outcome) {
    const headers = { etag: outcome.unchanged };
    return { status: 304, contentType: 'application/json', headers, body: '' };
  }
  if ('refused' in outcome) {
    const { rule, text } = outcome.refused;
    return problem('refused', text, undefined, rule);
  }
  if ('isNot' in outcome) {
    const { version, text } = outcome.isNot;
    const answer = problem('version-mismatch', text, undefined, 'outdated');
    return { ...answer, headers: { etag: `"${version}"` } };
  }
  if ('notFound' in outcome) {
    return problem('not-found', `There is no ${outcome.notFound}.`, undefined, outcome.reason);
  }
  if ('forbidden' in outcome) return problem('forbidden', outcome.forbidden);
  if ('invalid' in outcome) {
    return 'text' in outcome
      ? problem('invalid-request', outcome.text, outcome.invalid)
      : invalid([outcome.invalid], outcome.reason);
  }
  return problem(
    'idempotency-key-reused',
    'This Idempotency-Key was used for another request. Use a new one for a new request.',
  );
}

function parsed(
  route: Route,
  request: ApiRequest,
): { query: unknown; body: unknown } | { problem: ApiAnswer } {
  const { query: querySchema, request: bodySchema } = route;
  let body: unknown;
  if (bodySchema !== undefined) {
    const json = route.isRaw ? { value: request.body ?? '' } : parsedJson(request.body);
    if ('invalid' in json) return { problem: problem('invalid-request', json.invalid) };
    const checked = parseInput(bodySchema, json.value);
    if ('errors' in checked) return { problem: invalid(checked.errors) };
    body = checked.value;
  }
  if (querySchema === undefined) return { query: {}, body };
  const checked = parseInput(querySchema, request.query, 'query');
  if ('errors' in checked) return { problem: invalid(checked.errors) };
  return { query: checked.value, body };
}

function parsedJson(text: string | undefined): { value: unknown } | { invalid: string } {
  if (text === undefined || text.trim() === '') return { value: {} };
  const value = jsonIn(text);
  return value === undefined ? { invalid: 'The body is not JSON.' } : { value };
}

function invalid(errors: FieldError[], reason?: Reason): ApiAnswer {
  const [first] = errors;
  const detail = first === undefined ? 'It is not valid.' : `${first.path} ${first.message}`.trim();
  return problem('invalid-request', detail, errors, reason);
}

function bearer(headers: ApiRequest['headers']): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function addressOf({ headers }: ApiRequest): string {
  return `${headers['x-forwarded-proto'] ?? 'https'}://${headers.host ?? 'localhost'}`;
}

function idempotency(headers: ApiRequest['headers']) {
  const key = headers[idempotencyHeader];
  if (key === undefined) return {};
  return /^[\x20-\x7e]{1,200}$/.test(key)
    ? { idempotencyKey: key }
    : { wrong: 'An Idempotency-Key has 1 to 200 printable ASCII characters.' };
}

function versionOf(header: string | undefined): { version?: number; wrong?: string } {
  if (header === undefined) return {};
  const [, version] = /^(?:W\/)?"(\d{1,15})"$/.exec(header.trim()) ?? [];
  return version === undefined
    ? { wrong: 'If-Match names one version as its ETag does: "3". Before the first it is "0".' }
    : { version: Number(version) };
}

/** `link`, `sms` and `slack` are said by the doors that they come through. */
const vias = ['cli', 'console', 'assistant'] as const;

function viaOf(header: string | undefined): Via {
  return vias.find(each => each === header) ?? 'api';
}

/** Nothing fails for the sake of how times are written: a zone that is not known here is none. */
function zoneOf(header: string | undefined): string | undefined {
  if (header === undefined || !/^[\w+/-]{1,64}$/.test(header)) return undefined;
  return isZone(header) ? header : undefined;
}

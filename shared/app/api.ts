import type { Act } from '#app/act.ts';
import type { AuthenticateCaller, Caller } from '#app/authenticate.ts';
import type { Acted, Asked } from '#app/carry-out.ts';
import type { configure } from '#app/configure.ts';
import { type ApiAnswer, type ApiRequest, json, problem } from '#app/http.ts';
import type { Read } from '#app/read.ts';
import {
  idempotencyHeader,
  matchRoute,
  type OperationId,
  type QueryOf,
  type RequestOf,
  type Route,
  viaHeader,
} from '#contract/api.ts';
import { scopeAllows } from '#contract/api-shapes.ts';
import { openApiDocument } from '#contract/openapi.ts';
import { type FieldError, parseInput } from '#contract/problem.ts';
import { type IncidentId, parseIncidentId } from '#core/ids.ts';
import type { Via } from '#core/incident/events.ts';
import { incidentRow } from '#core/views/incident-row.ts';
import type { Now } from '#ports';

/** Of the API's contract, not of a release. */
const apiVersion = '1.0.0';

/** The key of the last incident of a page. */
const cursorForm = /^\d{4}-[\d:.TZ-]{19,20}#INC-[\d-]+$/;

type Call = { caller: Caller; asked: Asked; id: string; query: unknown; body: unknown };

/** The HTTP API: finds the operation in the contract's table, checks who asks and what, answers in its shapes. */
export function api(deps: {
  authenticate: AuthenticateCaller;
  act: Act;
  read: Read;
  configure: ReturnType<typeof configure>;
  now: Now;
}): (request: ApiRequest) => Promise<ApiAnswer> {
  return async request => {
    if (request.path === '/') return json(200, { name: 'Tocsin', api: '/v1/openapi.json' });
    const match = matchRoute(request.method, request.path);
    if (match === undefined) return problem('not-found', `There is no ${request.path} here.`);
    if ('methodNotAllowed' in match) {
      const allowed = match.methodNotAllowed.join(', ');
      const answer = problem('method-not-allowed', `${request.path} takes ${allowed}.`);
      return { ...answer, headers: { allow: allowed } };
    }
    const { route, params } = match;
    if (route.scope === 'none') return open(route.operationId, request);

    const caller = await deps.authenticate(bearer(request.headers));
    if (caller === undefined) {
      const answer = problem('unauthenticated', 'Send a valid token: Authorization: Bearer …');
      return { ...answer, headers: { 'www-authenticate': 'Bearer' } };
    }
    const { scope } = route;
    if (!caller.scopes.some(held => scopeAllows(held, scope))) {
      return problem('forbidden', `This needs a token with the scope ${scope}.`);
    }
    const input = parsed(route, request);
    if ('problem' in input) return input.problem;
    const { idempotencyKey, wrong } = idempotency(request.headers);
    if (wrong !== undefined) return problem('invalid-request', wrong);
    const asked: Asked = {
      caller,
      via: viaOf(request.headers[viaHeader]),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    };
    return answer(route.operationId, { caller, asked, id: params.id ?? '', ...input });
  };

  async function answer(operation: OperationId, call: Call): Promise<ApiAnswer> {
    const { asked, id, body } = call;
    switch (operation) {
      case 'listIncidents': {
        const query = call.query as QueryOf<'listIncidents'>;
        if (query.cursor !== undefined && !cursorForm.test(query.cursor)) {
          const message = 'is not one that a list gave back';
          return invalid([{ path: '?cursor', message }]);
        }
        return json(200, await deps.read.listIncidents(query));
      }
      case 'showIncident':
        return found(await deps.read.showIncident(id), id);
      case 'incidentReport': {
        const report = await deps.read.incidentReport(id);
        if (report === undefined) return found(report, id);
        return { status: 200, contentType: 'text/markdown; charset=utf-8', body: report };
      }
      case 'incidentArchive':
        return found(await deps.read.incidentArchive(id), `an archive of ${id}`);
      case 'showReceipt':
        return found(await deps.read.showReceipt(id), id);
      case 'declareIncident': {
        const acted = await deps.act.declareIncident(body as RequestOf<'declareIncident'>, asked);
        return actedAnswer(acted, 201);
      }
      case 'acknowledgeIncident':
      case 'escalateIncident':
      case 'postUpdate':
      case 'assignRole':
      case 'addNote':
      case 'changeSeverity':
      case 'resolveIncident':
      case 'reopenIncident': {
        const incident = parseIncidentId(id);
        if (incident === undefined) return problem('not-found', `${id} is not an incident id.`);
        // The contract's table has parsed the body with this very operation's schema.
        const carryOut = deps.act[operation] as (
          id: IncidentId,
          body: unknown,
          asked: Asked,
        ) => Promise<Acted>;
        return actedAnswer(await carryOut(incident, body, asked), 200);
      }
      case 'showConfiguration':
        return json(200, await deps.configure.show());
      case 'applyConfiguration':
        return apply(call);
      case 'openApiDocument':
      case 'health':
      case 'sendAlert':
        throw new Error(`${operation} is open to everybody and is answered before`);
      default:
        return operation satisfies never;
    }
  }

  function open(operation: OperationId, { headers }: ApiRequest): ApiAnswer {
    if (operation === 'health') return json(200, { status: 'ok', time: deps.now() });
    if (operation === 'openApiDocument') {
      const protocol = headers['x-forwarded-proto'] ?? 'https';
      const serverUrl = `${protocol}://${headers.host ?? 'localhost'}`;
      return json(200, openApiDocument({ version: apiVersion, serverUrl }));
    }
    return problem('not-found', 'Alerts are taken by another function; this address is not it.');
  }

  async function apply({ body, query, caller }: Call): Promise<ApiAnswer> {
    const { dryRun, expectedVersion } = query as QueryOf<'applyConfiguration'>;
    const applied = await deps.configure.apply(body, {
      dryRun: dryRun === 'true',
      expectedVersion,
      by: caller.actor.name,
    });
    if ('problems' in applied) {
      const count = applied.problems.length;
      const detail = `The configuration has ${count} problem${count === 1 ? '' : 's'}; nothing was applied.`;
      return problem('invalid-request', detail, applied.problems);
    }
    if ('outdated' in applied) {
      const { version } = applied.outdated;
      return problem('refused', `Version ${version} was applied meanwhile; compare again.`);
    }
    return json(200, applied);
  }
}

function actedAnswer(acted: Acted, status: number): ApiAnswer {
  if ('refused' in acted) {
    const { rule, text } = acted.refused;
    return problem('refused', text, undefined, rule);
  }
  if ('notFound' in acted) return problem('not-found', 'There is no such incident.');
  if ('invalid' in acted) {
    const { path, message } = acted.invalid;
    return problem('invalid-request', `${path}: ${message}`, [acted.invalid]);
  }
  if ('keyReused' in acted) {
    return problem(
      'idempotency-key-reused',
      'This Idempotency-Key was used for another request. Use a new one for a new request.',
    );
  }
  return json(status, incidentRow(acted.incident, acted.version));
}

function parsed(
  route: Route,
  request: ApiRequest,
): { query: unknown; body: unknown } | { problem: ApiAnswer } {
  const { query: querySchema, request: bodySchema } = route;
  let body: unknown;
  if (bodySchema !== undefined) {
    const json = parsedJson(request.body);
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
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { invalid: 'The body is not JSON.' };
  }
}

function invalid(errors: FieldError[]): ApiAnswer {
  const [first] = errors;
  const detail = first === undefined ? 'It is not valid.' : `${first.path} ${first.message}`.trim();
  return problem('invalid-request', detail, errors);
}

function bearer(headers: ApiRequest['headers']): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function idempotency(headers: ApiRequest['headers']) {
  const key = headers[idempotencyHeader];
  if (key === undefined) return {};
  return /^[\x20-\x7e]{1,200}$/.test(key)
    ? { idempotencyKey: key }
    : { wrong: 'An Idempotency-Key has 1 to 200 printable ASCII characters.' };
}

function viaOf(header: string | undefined): Via {
  return header === 'cli' || header === 'console' ? header : 'api';
}

function found(value: unknown, what: string): ApiAnswer {
  return value === undefined ? problem('not-found', `There is no ${what}.`) : json(200, value);
}

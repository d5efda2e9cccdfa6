import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import {
  type AnswerOf,
  matchRoute,
  type OperationId,
  type QueryOf,
  type RequestOf,
  type Route,
  timeHeader,
} from '#contract/api.ts';
import { examples } from '#contract/examples.ts';
import {
  type Problem,
  type ProblemSlug,
  parseInput,
  problemContentType,
  problemOf,
  problems,
} from '#contract/problem.ts';
import { scopeAllows } from '#contract/shapes.ts';

interface Asked<Id extends OperationId = OperationId> {
  params: Record<string, string>;
  query: QueryOf<Id>;
  body: RequestOf<Id>;
  headers: IncomingMessage['headers'];
}

/** What an operation answers; without one, the example of the contract. */
export type Answers = {
  [Id in OperationId]?: (asked: Asked<Id>) => AnswerOf<Id> | Refusal;
};
type Refusal = { refuse: ProblemSlug; detail: string; more?: Partial<Problem> };

export const refuse = (slug: ProblemSlug, detail: string, more?: Partial<Problem>): Refusal => ({
  refuse: slug,
  detail,
  ...(more && { more }),
});

export interface FakeApi extends AsyncDisposable {
  url: string;
  /** Every request that fitted the contract, in order; not that for the time, which may come before any of them. */
  requests: ({ operation: OperationId } & Asked)[];
  /** What did not fit: a test that leaves something here is wrong. */
  violations: string[];
}

const tokens = { reader: 'read', responder: 'respond', local: 'admin' } as const;
const integrationKey = 'local';

/** An API that speaks the contract and nothing else: it checks what it is asked and what it answers. `time` is what its clock shows. */
export async function fakeApi(answers: Answers = {}, time?: string): Promise<FakeApi> {
  const requests: FakeApi['requests'] = [];
  const violations: string[] = [];

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    const match = matchRoute(request.method ?? '', url.pathname);
    const answer = (status: number, contentType: string, body: string) =>
      response
        .writeHead(status, {
          'content-type': contentType,
          'x-request-id': 'req-1',
          ...(time !== undefined && { [timeHeader]: time }),
        })
        .end(body);
    const problem = (slug: ProblemSlug, detail: string, more: Partial<Problem> = {}) =>
      answer(
        problems[slug].status,
        problemContentType,
        JSON.stringify({ ...problemOf(slug, detail), ...more }),
      );

    if (match === undefined || 'methodNotAllowed' in match) {
      violations.push(`${request.method} ${url.pathname} is not in the contract`);
      return problem('not-found', 'No such operation.');
    }
    const { route, params } = match;

    const { authorization } = request.headers;
    const missing = notAllowed(route, authorization);
    if (missing !== undefined) return problem(missing, 'Not with this credential.');

    const raw = await text(request);
    const body = readBody(route, raw, request.headers);
    const query = parseInput(
      route.query ?? z.strictObject({}),
      Object.fromEntries(url.searchParams),
      'query',
    );
    const errors = [
      ...('errors' in body ? body.errors : []),
      ...('errors' in query ? query.errors : []),
    ];
    if (errors.length > 0 || 'errors' in body || 'errors' in query) {
      violations.push(`${route.operationId}: ${JSON.stringify(errors)}`);
      return problem('invalid-request', 'The request is not valid.', { errors });
    }

    const asked = { params, query: query.value, body: body.value, headers: request.headers };
    const isForTheTime = route.operationId === 'health' && !/\S+ \S/.test(authorization ?? '');
    if (!isForTheTime) {
      requests.push({ operation: route.operationId, ...asked } as FakeApi['requests'][number]);
    }

    const given = (answers[route.operationId] as ((asked: unknown) => unknown) | undefined)?.(
      asked,
    );
    if (isRefusal(given)) return problem(given.refuse, given.detail, given.more);

    const answered = given ?? examples[route.operationId].answer;
    z.parse(route.answer.body, answered);
    const { status, contentType } = route.answer;
    return contentType === undefined
      ? answer(status, 'application/json', JSON.stringify(answered))
      : answer(status, contentType, String(answered));
  });

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    violations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function notAllowed(route: Route, authorization: string | undefined): ProblemSlug | undefined {
  const credential = authorization?.replace(/^Bearer /, '') ?? '';
  if (route.operationId === 'sendAlert') {
    return credential === integrationKey ? undefined : 'unauthenticated';
  }
  const isBeat = route.operationId === 'sendHeartbeat';
  if (isBeat && credential === integrationKey) return undefined;
  if (route.scope === 'none' && !isBeat) return undefined;
  const scope = Object.entries(tokens).find(([token]) => token === credential)?.[1];
  if (scope === undefined) return 'unauthenticated';
  const needed = route.scope === 'none' ? 'respond' : route.scope;
  return scopeAllows(scope, needed) ? undefined : 'forbidden';
}

function readBody(route: Route, raw: string, headers: IncomingMessage['headers']) {
  if (route.request === undefined) {
    return raw === '' ? { value: undefined } : { errors: [{ path: '', message: 'takes no body' }] };
  }
  if (headers['content-type'] !== 'application/json') {
    return { errors: [{ path: '', message: 'must be application/json' }] };
  }
  return parseInput(route.request, JSON.parse(raw));
}

function isRefusal(given: unknown): given is Refusal {
  return typeof given === 'object' && given !== null && 'refuse' in given;
}

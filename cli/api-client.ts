import * as z from 'zod/mini';
import { CliFailure } from '#cli/failure.ts';
import { nextStep } from '#cli/next-steps.ts';
import { addressOf, requestOf } from '#client/request.ts';
import {
  type AnswerOf,
  type OperationId,
  type QueryOf,
  type RequestOf,
  type Route,
  routes,
  timeHeader,
} from '#contract/api.ts';
import { type Problem, problem, problemContentType } from '#contract/problem.ts';
import { jsonIn } from '#core/text/json-in.ts';
import { type Instant, parseInstant } from '#core/time/instant.ts';

/** Optional fields may be given as `undefined`: JSON leaves them out. */
type Loosely<T> = unknown extends T
  ? T
  : { [K in keyof T]: T[K] | (Pick<T, never> extends Pick<T, K> ? undefined : never) };

type CallInput<Id extends OperationId> = {
  params?: Record<string, string>;
  query?: { [K in keyof QueryOf<Id>]?: QueryOf<Id>[K] | undefined };
  idempotencyKey?: string | undefined;
} & (RequestOf<Id> extends undefined
  ? unknown
  : // A raw body may be in any letters.
    { body: RequestOf<Id> extends string ? string | Uint8Array : Loosely<RequestOf<Id>> });

export interface ApiClient {
  url: string;
  /** Answers what the API answered, checked against the contract; throws a CliFailure for everything else. */
  call<Id extends OperationId>(operation: Id, input: CallInput<Id>): Promise<AnswerOf<Id>>;
}

interface Needs {
  fetch: typeof fetch;
  sleep: (ms: number) => Promise<void>;
  url: string;
  credential: string;
  /** In which the person reads times. */
  timeZone: string;
  /** What asks; the timeline says so. */
  via: 'cli' | 'assistant';
  /** Each answer says what time it is there. */
  hear: (time: Instant) => void;
}

/** As long as API Gateway waits itself: an action is followed for 15 seconds, and a long log takes longer to read. */
const timeoutMs = 30_000;
/**
 * Reading again is harmless, and so is it to say twice that an alert fires or a job lives: a hiccup of the network need not
 * reach a person, or become an alarm at night. Commands are sent once.
 */
const pausesBeforeAgainMs = [200, 800];
const isHarmlessAgain = ({ method, operationId }: Route) =>
  method === 'GET' || operationId === 'sendAlert' || operationId === 'sendHeartbeat';

export function apiClient(needs: Needs): ApiClient {
  return {
    url: needs.url,
    async call(operation, input) {
      const route = routes.find(({ operationId }) => operationId === operation);
      if (route === undefined) throw new Error(`No operation ${operation}`);
      const answered = await send(needs, route, input as AnyInput);
      const time = parseInstant(answered.response.headers.get(timeHeader) ?? '');
      if (time !== undefined) needs.hear(time);
      return read(needs, route, answered, input as AnyInput) as AnswerOf<typeof operation>;
    },
  };
}

/** The same input once the types have done their work. */
interface AnyInput {
  params?: Record<string, string> | undefined;
  query?: Record<string, unknown> | undefined;
  body?: unknown;
  idempotencyKey?: string | undefined;
}

/** All of an answer: a network may go away in the middle of it, too. */
interface Answered {
  response: Response;
  text: string;
}

async function send(needs: Needs, route: Route, input: AnyInput): Promise<Answered> {
  const address = needs.url + addressOf(route.path, input.params, input.query);
  const { via, timeZone, credential: token } = needs;
  const { idempotencyKey, body } = input;
  const { headers, ...told } = requestOf({ body, token, via, timeZone, idempotencyKey });
  const request = (): RequestInit => ({
    method: route.method,
    headers: {
      accept: `${route.answer.contentType ?? 'application/json'}, ${problemContentType}`,
      ...headers,
    },
    ...told,
    // A redirect would carry the credential to an address that nobody chose.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });

  const ask = async (): Promise<Answered> => {
    const response = await needs.fetch(address, request());
    return { response, text: await response.text() };
  };

  const pauses = isHarmlessAgain(route) ? pausesBeforeAgainMs : [];
  for (const pause of pauses) {
    const answered = await ask().catch((error: unknown) => {
      // It had all the time that there is: asked again, it would begin anew.
      if (isTimeout(error)) throw unreachable(needs, route, error);
      return undefined;
    });
    if (answered !== undefined && ![502, 503, 504].includes(answered.response.status)) {
      return answered;
    }
    await needs.sleep(pause);
  }
  try {
    return await ask();
  } catch (error) {
    throw unreachable(needs, route, error);
  }
}

function unreachable({ url }: Needs, route: Route, error: unknown): CliFailure {
  const mayBeDone =
    changes(route) && !isHarmlessAgain(route) && (isTimeout(error) || brokeOff.has(codeOf(error)));
  return new CliFailure('unreachable', `Cannot reach Tocsin at ${url}: ${cause(error)}.`, {
    next: mayBeDone ? lookFirst : 'Is it running (`npm start`)? Is TOCSIN_URL right?',
  });
}

const olderOrElsewhere =
  'Does TOCSIN_URL point to Tocsin, or is the stack older than this command? `npx cdk deploy` brings it up to date.';
const lookFirst = 'What you asked for may be done all the same: look before you repeat it.';
const changes = ({ method, scope }: Route) => method !== 'GET' && scope !== 'read';

const isTimeout = (error: unknown) => error instanceof Error && error.name === 'TimeoutError';
const brokeOff = new Set<string | undefined>(['UND_ERR_SOCKET', 'ECONNRESET']);

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error.cause as { code?: string } | undefined)?.code : undefined;
}

function cause(error: unknown): string {
  if (isTimeout(error)) return `no answer within ${timeoutMs / 1000} s`;
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (brokeOff.has(code)) return 'the connection broke off';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name does not resolve';
  return code ?? 'the connection failed';
}

function read(
  needs: Needs,
  route: Route,
  { response, text }: Answered,
  { params }: AnyInput,
): unknown {
  if (response.status !== route.answer.status) throw failure(needs, route, response, text, params);
  if (route.answer.contentType !== undefined) return text;

  const told = jsonIn(text);
  const parsed = z.safeParse(route.answer.body, told, { reportInput: true });
  if (!parsed.success) {
    if (parsed.error.issues.every(isNewerWord)) return told;
    throw new CliFailure('unreachable', `${needs.url} answered something that is not Tocsin's.`, {
      next: 'Does TOCSIN_URL point to Tocsin, and is this command of its version?',
      ...requestIdOf(response),
    });
  }
  return parsed.data;
}

/** A newer Tocsin says more than this command knows: a word without a meaning here is shown as it is. */
function isNewerWord(issue: z.core.$ZodIssue): boolean {
  const { code, input } = issue;
  if (code === 'invalid_value') return typeof input === 'string';
  return code === 'invalid_union' && issue.discriminator !== undefined;
}

function failure(
  needs: Needs,
  route: Route,
  response: Response,
  text: string,
  params: AnyInput['params'],
): CliFailure {
  const parsed = z.safeParse(problem, jsonIn(text));
  const told: Partial<Problem> = parsed.success ? parsed.data : {};
  const words = told.detail ?? told.title ?? `${needs.url} answered ${response.status}.`;
  const more = {
    ...requestIdOf(response, told),
    ...(told.errors && { errors: told.errors }),
    ...(told.reason !== undefined && { reason: told.reason }),
  };

  switch (response.status) {
    case 401:
      return new CliFailure('notAuthorised', words, {
        ...more,
        next: `Is TOCSIN_TOKEN a token of ${needs.url}? \`tocsin token\` makes a new one.`,
      });
    case 403:
      return new CliFailure('notAuthorised', words, {
        ...more,
        next: 'Use a token with the scope that this needs: read, respond or admin.',
      });
    case 404:
      return new CliFailure('notFound', words, {
        ...more,
        // An address that is none of its is answered by whatever stands before it.
        ...(parsed.success ? nextStep(told.reason, params) : { next: olderOrElsewhere }),
      });
    case 429:
      return new CliFailure('unreachable', words, { ...more, next: 'Try again in a moment.' });
    default:
      return response.status < 500
        ? new CliFailure('refused', words, { ...more, ...nextStep(told.reason, params) })
        : new CliFailure('unreachable', words, {
            ...more,
            // Whoever answers for a function that died or took too long does not know how far it had come.
            next: changes(route) && !isHarmlessAgain(route) ? lookFirst : 'Try again in a moment.',
          });
  }
}

function requestIdOf(response: Response, told: Partial<Problem> = {}): { requestId?: string } {
  const requestId =
    told.requestId ??
    response.headers.get('x-request-id') ??
    response.headers.get('apigw-requestid');
  return requestId ? { requestId } : {};
}

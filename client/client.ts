import { addressOf, type Parameters, type Query, requestOf } from './request.ts';

/*
 * The client of the package, `tocsin/client`. `Operations` is written from the OpenAPI document when the package is
 * made: an entry for each method and path.
 */

interface Shape {
  params: object;
  query: object;
  body: unknown;
  answer: unknown;
}
export type Methods = 'GET' | 'POST' | 'PUT' | 'DELETE';
type PathsOf<Operations, Method extends Methods> = keyof Operations & string extends infer Key
  ? Key extends `${Method} ${infer Path}`
    ? Path
    : never
  : never;
type At<
  Operations,
  Method extends Methods,
  Path extends string,
> = `${Method} ${Path}` extends keyof Operations
  ? Operations[`${Method} ${Path}`] extends infer Found extends Shape
    ? Found
    : never
  : never;

/** Nothing has to be said of what has no required part. */
type Part<Name extends string, Value> = [Value] extends [undefined]
  ? { [name in Name]?: undefined }
  : Record<never, never> extends Value
    ? { [name in Name]?: Value }
    : { [name in Name]: Value };
export type Input<Each extends Shape> = Part<'params', Each['params']> &
  Part<'query', Each['query']> &
  Part<'body', Each['body']> & {
    /** The same for each attempt at one deed, so that it is done once. */
    idempotencyKey?: string;
    /** The version that is replaced, such as `"3"`. */
    ifMatch?: string;
    signal?: AbortSignal;
  };
type Given<Each extends Shape> =
  Record<never, never> extends Input<Each> ? [input?: Input<Each>] : [input: Input<Each>];

type Ask<Operations, Method extends Methods> = <Path extends PathsOf<Operations, Method>>(
  path: Path,
  ...given: Given<At<Operations, Method, Path>>
) => Promise<At<Operations, Method, Path>['answer']>;

export interface Client<Operations> {
  get: Ask<Operations, 'GET'>;
  post: Ask<Operations, 'POST'>;
  put: Ask<Operations, 'PUT'>;
  delete: Ask<Operations, 'DELETE'>;
}

export interface ClientOptions {
  /** The output ApiUrl of the stack. */
  url: string;
  /** An API token. */
  token: string;
  /** `assistant` where a program decides by itself; the timeline says so. */
  via?: 'api' | 'assistant';
  /** IANA: in which zone words of answers tell times. */
  timeZone?: string;
  /** Instead of that of the runtime. */
  fetch?: typeof fetch;
  /** For each request. Default: 30,000, as long as API Gateway waits. */
  timeoutMs?: number;
}

/** What the API refused (RFC 9457). Decide by `type`, such as `urn:tocsin:problem:refused`, and by `reason`. */
export class TocsinProblem extends Error {
  readonly status: number;
  readonly type: string;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
  /** Every field that is wrong. */
  readonly errors: readonly { path: string; message: string }[];

  constructor(status: number, problem: Record<string, unknown>) {
    const text = (name: string) => (typeof problem[name] === 'string' ? problem[name] : undefined);
    super(text('detail') ?? text('title') ?? `The API answered ${status}.`);
    this.name = 'TocsinProblem';
    this.status = status;
    this.type = text('type') ?? 'about:blank';
    this.reason = text('reason');
    this.requestId = text('requestId');
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
  }
}

/** Nothing is sent again by itself: only the caller knows whether that is wanted. */
export function createClient<Operations>(options: ClientOptions): Client<Operations> {
  const { url, token, via, timeZone, fetch: ask = fetch, timeoutMs = 30_000 } = options;
  const { protocol } = new URL(url);
  if (!/^https?:$/.test(protocol)) throw new Error(`The url is not an http(s) address: ${url}`);
  const base = url.replace(/\/+$/, '');

  const by =
    (method: Methods) =>
    async (path: string, input: AnyInput = {}): Promise<unknown> => {
      const { params, query, signal, ...told } = input;
      const timeout = AbortSignal.timeout(timeoutMs);
      const response = await ask(base + addressOf(path, params, query), {
        method,
        ...requestOf({ ...told, token, via, timeZone }),
        // A redirect would carry the token to an address that nobody chose.
        redirect: 'error',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      const text = await response.text();
      const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
      const answer: unknown = isJson ? JSON.parse(text) : text;
      if (response.ok) return answer;
      const problem = typeof answer === 'object' && answer !== null ? answer : {};
      throw new TocsinProblem(response.status, { ...problem });
    };
  const client = { get: by('GET'), post: by('POST'), put: by('PUT'), delete: by('DELETE') };
  return client as unknown as Client<Operations>;
}

interface AnyInput {
  params?: Parameters;
  query?: Query;
  body?: unknown;
  idempotencyKey?: string;
  ifMatch?: string;
  signal?: AbortSignal;
}

import type * as z from 'zod/mini';
import { addressOf, requestOf, type Told } from '#client/request.ts';
import type { routes } from '#contract/api.ts';
import { askedFirst, timeZoneCookie } from '#contract/console-files.ts';
import type { Problem } from '#contract/problem.ts';

/*
 * The API, typed by the very table that the server dispatches: no path, field or answer is written down twice, and
 * nothing of it is in the bundle.
 */

type Row = (typeof routes)[number];
type Method = Row['method'];
export type PathOf<M extends Method> = Extract<Row, { method: M }>['path'];
type RowAt<M extends Method, P extends string> = Extract<Row, { method: M; path: P }>;
export type Answer<M extends Method, P extends string> = z.output<RowAt<M, P>['answer']['body']>;
export type QueryAt<M extends Method, P extends string> =
  RowAt<M, P> extends { query: infer Query extends z.ZodMiniType } ? z.input<Query> : undefined;
export type BodyAt<M extends Method, P extends string> =
  RowAt<M, P> extends { request: infer Body extends z.ZodMiniType } ? z.input<Body> : undefined;
export type Params = Record<string, string>;
type Query = Record<string, unknown> | undefined;

/** What the API refused, in its own words. `isDeed`: it was asked to change something, and not only what there is. */
export class Refused extends Error {
  readonly problem: Problem;
  readonly isDeed: boolean;
  constructor(problem: Problem, isDeed: boolean) {
    // The API says it to programs: whoever changed their words after an attempt without an answer knows of no key.
    const isOther = problem.type === 'urn:tocsin:problem:idempotency-key-reused';
    super(
      isOther
        ? 'What you sent before was done, though there was no answer. What stands here now was not: send it again where that is to be done as well.'
        : (problem.detail ?? problem.title),
    );
    this.problem = problem;
    this.isDeed = isDeed;
  }
}

/** There is no answer, or one that something broke: whether it was done is not known. `said`: what is known of why. */
export class Unreachable extends Error {
  readonly isDeed: boolean;
  readonly said: string | undefined;
  constructor(
    isDeed: boolean,
    said?: string,
    sure = 'Something broke: nothing is known to have been done.',
  ) {
    super(
      said === undefined
        ? 'Not connected: nothing is known to have been done. Try again.'
        : `${sure} ${said}`,
    );
    this.isDeed = isDeed;
    this.said = said;
  }
}

/** By whatever stands before the API, which has no problems of its own, and lets nothing of it through. */
const turnedAway: Partial<Record<number, string>> = {
  413: 'It is more than is taken at once: make it shorter.',
  429: 'Too many ask at this moment: try again in a few seconds.',
};

/** Between the reader's clock and the one that incidents run by. */
let offsetMs = 0;
export const nowMs = () => Date.now() + offsetMs;
/** Before anybody has answered: as it was when somebody did. */
export function offsetWas(ms: number): void {
  offsetMs = ms;
}

/** Called when the session is over. */
let signedOut: () => void = () => {};
export function whenSignedOut(told: () => void): void {
  signedOut = told;
}

let timeZone = '';
let offsetOfZone: number | undefined;
/** The API is told by a cookie, too: of what a page asks first it knows the zone before there is a script. */
export function ownTimeZone(): string {
  // A computer travels while its window is open; where its clock stays the same, words of the answers do, too.
  const offset = new Date().getTimezoneOffset();
  if (offset === offsetOfZone) return timeZone;
  offsetOfZone = offset;
  // Where a browser has it, it names the zone at once; by Intl that takes a phone a third of a second. To look for it takes
  // some of its time as well, so that it is done once it is asked for.
  const { Temporal } = globalThis as { Temporal?: { Now: { timeZoneId: () => string } } };
  timeZone = Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Not every browser has them; the header tells it, too.
  void window.cookieStore?.set({
    ...{ name: timeZoneCookie, value: timeZone, sameSite: 'strict' },
    expires: Date.now() + 365 * 86_400_000,
  });
  return timeZone;
}
const isZoneTold = document.cookie.includes(`${timeZoneCookie}=`);

/** What a page asks before it knows its zone: no word of the answers tells a time. */
const isTimeless = (method: string, address: string) =>
  address === '/v1/session' || (method === 'GET' && address.startsWith('/v1/incidents?'));

/** On its way since before there was a script, for the first who asks for it in the browser's own words. */
const ahead = new Set(askedFirst(location.pathname));

async function read(answer: Response): Promise<unknown> {
  const isJson = /^application\/(problem\+)?json/.test(answer.headers.get('content-type') ?? '');
  const text = await answer.text();
  return isJson && text !== '' ? JSON.parse(text) : text;
}

interface Answered {
  value: unknown;
  isNew: boolean;
  tag: string | undefined;
}

/** Nothing answers later than this; a browser waits for minutes where a line is dead that nobody has told it of. */
export const longestMs = 35_000;

async function ask(
  method: string,
  address: string,
  told: Told = {},
  more = {},
  signal = AbortSignal.timeout(longestMs),
): Promise<Answered> {
  const isDeed = method !== 'GET';
  let answer: Response;
  let value: unknown;
  const knowsZone = isTimeless(method, address) || isZoneTold;
  const isAhead = !isDeed && ahead.delete(address) && knowsZone;
  const asked = (): RequestInit => {
    const zone = isTimeless(method, address) ? {} : { timeZone: ownTimeZone() };
    const { headers, ...body } = requestOf({ ...told, ...zone, via: 'console' });
    return { cache: 'no-store', ...body, method, headers: { ...headers, ...more }, signal };
  };
  try {
    answer = await (isAhead ? fetch(address, { signal }) : fetch(address, asked()));
    const time = Date.parse(answer.headers.get('tocsin-time') ?? '');
    if (!Number.isNaN(time)) offsetMs = time - Date.now();
    // Where the line is lost in the middle of an answer, what it would have said is not known.
    value = await read(answer);
  } catch {
    throw new Unreachable(isDeed);
  }
  const tag = answer.headers.get('etag') ?? undefined;
  // A page of whatever stands before the API, such as a door of the company's, is none of its answers, whatever its status.
  const isStrange = typeof value === 'string' && value !== '' && !answer.headers.has('tocsin-time');
  const isAnswer = (answer.ok || answer.status === 304) && !isStrange;
  if (isAnswer) return { value, isNew: answer.ok, tag };
  const problem = (typeof value === 'object' ? value : {}) as Partial<Problem>;
  if (answer.status === 401) signedOut();
  if (answer.status >= 500) throw new Unreachable(isDeed, problem.type && problem.detail);
  if (problem.type === undefined) {
    throw new Unreachable(isDeed, turnedAway[answer.status], 'Nothing was done.');
  }
  throw new Refused(problem as Problem, isDeed);
}

export async function get<P extends PathOf<'GET'>>(
  path: P,
  params: Params = {},
  query?: QueryAt<'GET', P>,
): Promise<Answer<'GET', P>> {
  const { value } = await ask('GET', addressOf(path, params, query as Query));
  return value as Answer<'GET', P>;
}

/** `undefined`: it is as it was, by the tag. */
export async function look(
  address: string,
  tag: string | undefined,
  signal: AbortSignal,
): Promise<{ value: unknown; tag: string | undefined } | undefined> {
  const known = tag === undefined ? {} : { 'if-none-match': tag };
  const { isNew, ...news } = await ask('GET', address, {}, known, signal);
  return isNew ? news : undefined;
}

/** `key`: the same for each attempt at one deed, so that it is done once. */
export async function send<M extends 'POST' | 'PUT' | 'DELETE', P extends PathOf<M>>(
  method: M,
  path: P,
  params: Params,
  body?: BodyAt<M, P>,
  more: { key?: string; query?: QueryAt<M, P> } = {},
): Promise<Answer<M, P>> {
  const { value } = await ask(
    method,
    addressOf(path, params, more.query as Query),
    { body, idempotencyKey: more.key },
    // A text is JSON of somebody's, or a body as it came: the API knows by its address.
    body === undefined ? {} : { 'content-type': 'application/json' },
  );
  return value as Answer<M, P>;
}

/** What only the stack on one's own machine has. */
export async function askLocally<Value>(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Value | undefined> {
  const answer = await fetch(path, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    signal: AbortSignal.timeout(longestMs),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => undefined);
  const isJson = answer?.headers.get('content-type')?.startsWith('application/json');
  return answer?.ok && isJson ? ((await answer.json()) as Value) : undefined;
}

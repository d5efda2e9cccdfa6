import {
  type FieldError,
  type ProblemSlug,
  problemContentType,
  problemOf,
} from '#contract/problem.ts';

export interface ApiRequest {
  method: string;
  path: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  body: string | undefined;
  /** The bytes that became it, where they were not handed over as text: they are what its sender signed. */
  sent?: Uint8Array;
}

/** A problem says which request it is about, so that whoever reports it can be helped. */
export function withRequestId(answer: ApiAnswer, requestId: string | undefined): ApiAnswer {
  const { body, contentType } = answer;
  // Whoever asks with HEAD is answered without words.
  if (requestId === undefined || contentType !== problemContentType || body === '') return answer;
  return { ...answer, body: JSON.stringify({ ...JSON.parse(body), requestId }) };
}

/** By the header `Accept-Encoding`, where `q=0` says no. */
export function takesGzip(accepted = ''): boolean {
  return /\bgzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted);
}

export interface ApiAnswer {
  status: number;
  contentType: string;
  body: string;
  headers?: Record<string, string>;
}

export function json(status: number, value: unknown): ApiAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}

/** A refusal as RFC 9457 problem+json. */
export function problem(
  slug: ProblemSlug,
  detail: string,
  errors?: FieldError[],
  reason?: string,
): ApiAnswer {
  const told = problemOf(slug, detail, {
    ...(errors !== undefined && { errors }),
    ...(reason !== undefined && { reason }),
  });
  return { status: told.status, contentType: problemContentType, body: JSON.stringify(told) };
}

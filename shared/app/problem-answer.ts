import type { ApiAnswer } from '#app/api.ts';
import {
  type FieldError,
  type ProblemSlug,
  problemContentType,
  problemOf,
} from '#contract/problem.ts';

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

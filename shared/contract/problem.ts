import * as z from 'zod/mini';
import { expectedWords, pointer } from '#core/text/json-pointer.ts';

/** Every error that the API answers, with the words that never change. What happened this time is in `detail`. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'No valid credential was given' },
  forbidden: { status: 403, title: 'The credential does not allow this' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method-not-allowed': { status: 405, title: 'This address does not take this method' },
  refused: { status: 409, title: 'The command was refused' },
  'version-mismatch': { status: 412, title: 'Another version is in force' },
  'too-large': { status: 413, title: 'The body is too large' },
  'idempotency-key-reused': {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
  },
  internal: { status: 500, title: 'Something broke on our side' },
  unavailable: { status: 503, title: 'Not possible right now; try again' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemSlug = keyof typeof problems;

/** Reasons that clients act on. A refusal's reason is the name of the rule that refused, and there are more rules. */
export const reasons = [
  'no-configuration',
  'no-evidence',
  'no-postmortem',
  'no-such-incident',
  'no-such-receipt',
  'no-such-run',
  'no-summary',
  'unknown-action-item',
  'unknown-person',
  'which-service',
] as const;
export type Reason = (typeof reasons)[number];

export const problemContentType = 'application/problem+json';

const fieldError = z.object({
  /** JSON Pointer into the body (`/severity`), or `?name` for a query parameter. */
  path: z.string().check(z.describe('JSON Pointer into the body, or ?name of a query parameter.')),
  message: z.string(),
});
export type FieldError = z.infer<typeof fieldError>;

/** RFC 9457. Loose, because gateways in front of us answer problems of their own. */
export const problem = z.looseObject({
  type: z.string().check(z.describe('urn:tocsin:problem:<slug>; programs decide by this.')),
  title: z.string(),
  status: z.number(),
  detail: z.optional(z.string()),
  instance: z.optional(z.string()),
  requestId: z.optional(z.string()),
  reason: z.optional(
    z
      .string()
      .check(
        z.describe(
          'Why, for programs: of `refused`, the name of the rule; elsewhere where it helps.',
        ),
      ),
  ),
  errors: z.optional(z.array(fieldError)),
});
export type Problem = z.infer<typeof problem>;

const typePrefix = 'urn:tocsin:problem:';

/** `detail` says what happened and what to do next; it never carries a caught error's own message. */
export function problemOf(
  slug: ProblemSlug,
  detail: string,
  more: Pick<Problem, 'instance' | 'requestId' | 'reason' | 'errors'> = {},
): Problem {
  const { status, title } = problems[slug];
  return { type: `${typePrefix}${slug}`, title, status, detail, ...more };
}

/** Reads a body or a query. What is wrong with it comes back as words, all of it at once. */
export function parseInput<Output>(
  schema: z.ZodMiniType<Output>,
  input: unknown,
  where: 'body' | 'query' = 'body',
): { value: Output } | { errors: FieldError[] } {
  const parsed = z.safeParse(schema, input, { reportInput: true });
  return parsed.success ? { value: parsed.data } : { errors: fieldErrors(parsed.error, where) };
}

// zod's small build has no words of its own.
function fieldErrors(error: z.core.$ZodError, where: 'body' | 'query'): FieldError[] {
  return error.issues.flatMap(issue => {
    const path = where === 'body' ? pointer(issue.path) : `?${issue.path.map(String).join('.')}`;
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(key => ({
        path: where === 'body' ? pointer([...issue.path, key]) : `?${key}`,
        message: 'is not a known field',
      }));
    }
    return [{ path, message: words(issue) }];
  });
}

function words(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      // JSON has no undefined, so this is a field that is not there.
      if (issue.input === undefined) return 'is missing';
      return `must be ${expectedWords(issue.expected)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string') {
        return issue.minimum === 1
          ? 'must not be empty'
          : `is shorter than ${issue.minimum} characters`;
      }
      return `must be at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `is longer than ${issue.maximum} characters`
        : `must be at most ${issue.maximum}`;
    case 'invalid_format':
      return `is not in the form ${issue.pattern ?? issue.format}`;
    default:
      return issue.message;
  }
}

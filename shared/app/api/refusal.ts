import type { Outcome } from '#app/api/operation.ts';
import type { Reason } from '#contract/problem.ts';

/** How an operation ends without an answer. */
export type Refusal = Exclude<Outcome<never>, { answer: never }>;
export type Invalid = Extract<Refusal, { reason?: Reason; invalid: { path: string } }>;
export type NotFound = Extract<Refusal, { notFound: string }>;

export type Refused = Extract<Refusal, { refused: unknown }>;

/** One rule for every operation that needs one, whatever it would look up there. */
export const noConfiguration: Refused = {
  refused: { rule: 'no-configuration' satisfies Reason, text: 'Apply a configuration first.' },
};

/** `id` as it was given, which may be no id at all. */
export function noIncident(id = 'such incident'): NotFound {
  return { notFound: id, reason: 'no-such-incident' };
}

export function unknownPerson(path: string, person: string): Invalid {
  return { ...invalid(path, `no person ${person} is configured`), reason: 'unknown-person' };
}

/** `path` is a JSON pointer into the body. */
export function invalid(path: string, message: string): Invalid {
  return { invalid: { path, message } };
}

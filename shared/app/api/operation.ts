import type { Requester } from '#app/api/authenticate.ts';
import type { AnswerOf, OperationId, QueryOf, RequestOf } from '#contract/api.ts';
import type { FieldError, Reason } from '#contract/problem.ts';

/** One request for an operation, checked against the contract. */
export interface Call<Id extends OperationId> {
  /** Of the path: `id`, `channel`. */
  params: Readonly<Record<string, string>>;
  query: QueryOf<Id>;
  body: RequestOf<Id>;
  asked: Requester;
  /** Where the caller finds this API, for addresses in answers. */
  publicUrl: string;
}

/** How it ended, short of a bug: the contract's answer, or in words why there is none. */
export type Outcome<Answer> =
  /** `contentType`: of a text that comes in several forms. */
  | { answer: Answer; contentType?: string; headers?: Record<string, string> }
  /** What the caller has already, by the ETag that they named. */
  | { unchanged: string }
  | { refused: { rule: string; text: string } }
  /** Another version is in force than the one that If-Match names. */
  | { isNot: { version: number; text: string } }
  | { notFound: string; reason?: Reason }
  | { invalid: FieldError; reason?: Reason }
  /** Several at once; `text` sums them up. */
  | { invalid: FieldError[]; text: string }
  | { forbidden: string }
  | { keyReused: true };

/** What serves an operation of the contract. */
export type Operation<Id extends OperationId> = (call: Call<Id>) => Promise<Outcome<AnswerOf<Id>>>;
export type Operations<Id extends OperationId> = { [Each in Id]: Operation<Each> };

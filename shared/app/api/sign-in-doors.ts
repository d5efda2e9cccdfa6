import type { ApiRequest } from '#app/api/http.ts';
import type { Outcome } from '#app/api/operation.ts';
import type { AnswerOf, RequestOf } from '#contract/api.ts';

export type Asking = Pick<ApiRequest, 'headers'>;

/** What is asked by somebody who is nobody yet. */
export interface SignInDoors {
  askForCode: (
    body: RequestOf<'askForCode'>,
    request: Asking,
  ) => Promise<Outcome<AnswerOf<'askForCode'>>>;
  signIn: (body: RequestOf<'signIn'>, request: Asking) => Promise<Outcome<AnswerOf<'signIn'>>>;
  signInWays: () => Promise<Outcome<AnswerOf<'signInWays'>>>;
  askIssuer: (
    body: RequestOf<'askIssuer'>,
    request: Asking,
  ) => Promise<Outcome<AnswerOf<'askIssuer'>>>;
  signInByIssuer: (
    body: RequestOf<'signInByIssuer'>,
    request: Asking,
  ) => Promise<Outcome<AnswerOf<'signInByIssuer'>>>;
}

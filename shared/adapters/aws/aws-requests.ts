import { HttpResponse } from '@smithy/core/protocols';
import {
  getRetryAfterHint,
  isThrottlingError,
  isTransientError,
  StandardRetryStrategy,
} from '@smithy/core/retry';
import type { Environment } from '#adapters/aws/aws-in.ts';
import {
  type AwsAnswer,
  type AwsRequest,
  awsSigned,
  type Service,
} from '#adapters/aws/aws-signed.ts';
import { errorName } from '#adapters/aws/error-name.ts';
import { elementIn } from '#adapters/aws/xml-element.ts';
import { objectIn } from '#core/text/json-in.ts';

/** The body of the answer. Throws an error with the name that AWS gives it, and with what else AWS says of it. */
export type Request = (request: AwsRequest) => Promise<string>;

/** `refusal`: what AWS says of why not. */
type Answered = AwsAnswer & { refusal?: Error };

/** How often AWS is asked at most, and about how many milliseconds after the first time, of which each next has twice as many. */
export interface Attempts {
  maxAttempts: number;
  baseDelay?: number;
}

type Why = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>[1];

/**
 * Asks again after what may pass: "Retry behavior" in the reference guide of AWS's SDKs, standard mode. Each time is signed
 * anew: a function that was frozen in between would come with a signature of long ago.
 */
export function awsExchange(
  service: Service,
  env: Environment,
  attempts: Attempts = { maxAttempts: 3 },
): (request: AwsRequest) => Promise<Answered> {
  const { once } = awsSigned(service, env);
  const retries = new StandardRetryStrategy(attempts);
  return async request => {
    let attempt = await retries.acquireInitialRetryToken(service.service);
    for (;;) {
      const answer = await once(request).catch((error: Error) => error);
      if (!(answer instanceof Error) && answer.status < 300) {
        retries.recordSuccess(attempt);
        return answer;
      }
      const error = answer instanceof Error ? answer : refused(answer);
      const why = whyOf(error);
      const next = await retries.refreshRetryTokenForRetry(attempt, why).catch(() => undefined);
      if (next !== undefined) attempt = next;
      else if (answer instanceof Error) throw answer;
      else return { ...answer, refusal: error };
    }
  };
}

export function awsRequests(service: string, env: Environment, attempts?: Attempts): Request {
  const exchange = awsExchange({ service }, env, attempts);
  return async request => {
    const { refusal, body } = await exchange(request);
    if (refusal !== undefined) throw refusal;
    return body.toString();
  };
}

function whyOf(error: Error): Why {
  const { retryAfterHint } = error as { retryAfterHint?: Date };
  const wait = retryAfterHint !== undefined && { retryAfterHint };
  if (isThrottlingError(error as never)) return { errorType: 'THROTTLING', ...wait };
  return { errorType: isTransientError(error as never) ? 'TRANSIENT' : 'CLIENT_ERROR', ...wait };
}

/** Why AWS did not do it, in its own words, by whichever of its protocols. */
export function refused({ status, headers, body }: AwsAnswer): Error {
  const text = body.toString();
  const answer: Record<string, unknown> = text.startsWith('<')
    ? inXml(text)
    : (objectIn(text) ?? {});
  const { code, ...said } = answer;
  const message = String(said.message ?? said.Message ?? `AWS answered ${status}`);
  return Object.assign(new Error(message), said, {
    name: typeof code === 'string' ? code : errorName(headers['x-amzn-errortype'], said),
    message,
    retryAfterHint: getRetryAfterHint(new HttpResponse({ statusCode: status, headers })),
    $metadata: { httpStatusCode: status, requestId: headers['x-amzn-requestid'] },
  });
}

/** Of `<ErrorResponse><Error><Code>…</Code><Message>…</Message></Error></ErrorResponse>`. */
function inXml(text: string): Record<string, string | undefined> {
  const [code, message] = ['Code', 'Message'].map(element => elementIn(text, element));
  return { code, message };
}

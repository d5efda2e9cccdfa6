import type { Readable } from 'node:stream';
import type { HttpResponse } from '@smithy/core/protocols';
import {
  getRetryAfterHint,
  isThrottlingError,
  isTransientError,
  StandardRetryStrategy,
} from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { awsIn } from '#adapters/aws/aws-client.ts';
import { errorName } from '#adapters/aws/error-name.ts';
import { Sha256 } from '#adapters/aws/sha256.ts';
import { elementIn } from '#adapters/aws/xml-element.ts';
import { objectIn } from '#core/text/json-in.ts';

/*
 * Requests to the services that are asked all the time: the table, the queues, the alarm clocks and the texts. What signs,
 * connects and decides whether to ask again is the SDK's own; what is left out is the way through its forty layers, which
 * took three times as long as all of this (decision 56).
 */

interface AwsRequest {
  method: 'POST' | 'PUT';
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** The body of the answer. Throws an error with the name that AWS gives it, and with what else AWS says of it. */
export type Request = (request: AwsRequest) => Promise<string>;

/**
 * Milliseconds of silence until a way to AWS is given up and asked again: without them a connection that died unheard is
 * waited for until the function itself is ended, and its message stays hidden for minutes after that. Both are many times
 * what the slowest healthy answer takes.
 */
export const patience = { connectionTimeout: 1000, socketTimeout: 3000 };

/** How often AWS is asked at most, and about how many milliseconds after the first time, of which each next has twice as many. */
export interface Attempts {
  maxAttempts: number;
  baseDelay?: number;
}

/** After which errors it is asked again: "Retry behavior" in the reference guide of AWS's SDKs, standard mode. */
export function awsRequests(
  service: string,
  env: Readonly<Record<string, string | undefined>>,
  attempts: Attempts = { maxAttempts: 3 },
): Request {
  const { region, credentials, host, endpoint } = awsIn(env);
  const url = new URL(endpoint ?? `https://${service}.${host}`);
  const where = {
    ...{ protocol: url.protocol, hostname: url.hostname, query: {} },
    ...(url.port !== '' && { port: Number(url.port) }),
  };
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const http = new NodeHttpHandler(patience);
  const retries = new StandardRetryStrategy(attempts);

  /** Signed anew each time: a function that was frozen in between would come with a signature of long ago. */
  async function once({ headers, ...request }: AwsRequest): Promise<string> {
    const signed = await signer.sign({
      ...{ ...where, ...request },
      headers: { host: url.host, ...tracing(env), ...headers },
    });
    const { response } = await http.handle(signed as Parameters<typeof http.handle>[0]);
    const text = await textOf(response.body as Readable);
    if (response.statusCode >= 300) throw refused(response, text);
    return text;
  }

  return async request => {
    let attempt = await retries.acquireInitialRetryToken(service);
    for (;;) {
      try {
        const answer = await once(request);
        retries.recordSuccess(attempt);
        return answer;
      } catch (error) {
        const { retryAfterHint } = error as { retryAfterHint?: Date };
        const errorType = kindOf(error as Error);
        const info = { errorType, ...(retryAfterHint !== undefined && { retryAfterHint }) };
        attempt = await retries.refreshRetryTokenForRetry(attempt, info).catch(() => {
          throw error;
        });
      }
    }
  };
}

/** By it Lambda sees messages go round between functions and queues, and ends that where nobody meant it. */
function tracing(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const trace = env._X_AMZN_TRACE_ID;
  return trace === undefined ? {} : { 'x-amzn-trace-id': trace };
}

function kindOf(error: Error): 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR' {
  if (isThrottlingError(error as never)) return 'THROTTLING';
  return isTransientError(error as never) ? 'TRANSIENT' : 'CLIENT_ERROR';
}

function refused(response: HttpResponse, text: string): Error {
  const { statusCode: status, headers } = response;
  const answer: Record<string, unknown> = text.startsWith('<')
    ? inXml(text)
    : (objectIn(text) ?? {});
  const { code, ...said } = answer;
  const message = String(said.message ?? said.Message ?? `AWS answered ${status}`);
  return Object.assign(new Error(message), said, {
    name: typeof code === 'string' ? code : errorName(headers['x-amzn-errortype'], said),
    message,
    retryAfterHint: getRetryAfterHint(response),
    $metadata: { httpStatusCode: status, requestId: headers['x-amzn-requestid'] },
  });
}

/** Of `<ErrorResponse><Error><Code>…</Code><Message>…</Message></Error></ErrorResponse>`. */
function inXml(text: string): Record<string, string | undefined> {
  const [code, message] = ['Code', 'Message'].map(element => elementIn(text, element));
  return { code, message };
}

function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    body.on('data', chunk => chunks.push(Buffer.from(chunk)));
    body.on('end', () => resolve(Buffer.concat(chunks).toString()));
    body.on('error', reject);
    body.on('close', () =>
      reject(Object.assign(new Error('The answer broke off'), { code: 'ECONNRESET' })),
    );
  });
}

import type { Readable } from 'node:stream';
import { buildQueryString } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { awsIn, type Environment } from '#adapters/aws/aws-in.ts';
import { Sha256 } from '#adapters/aws/sha256.ts';

/*
 * One signed request. What signs and connects is the SDK's own; its clients would be most of a bundle, and the way through
 * their forty layers takes three times as long as all of this (decision 56).
 */

/** Where a service is. */
export interface Service {
  /** As it is signed for, and how its host begins unless that has another name. */
  service: string;
  host?: string;
  /** Before each path, where a stand-in for AWS is asked. */
  base?: string;
}

export interface AwsRequest {
  method: 'DELETE' | 'GET' | 'POST' | 'PUT';
  /** With what has to be escaped escaped. */
  path: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
}

export interface AwsAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** Whatever is answered, a refusal too. Throws where nothing is. */
export type Exchange = (request: AwsRequest) => Promise<AwsAnswer>;

/**
 * Milliseconds of silence until a way to AWS is given up and asked again: without them a connection that died unheard is
 * waited for until the function itself is ended, and its message stays hidden for minutes after that. Both are many times
 * what the slowest healthy answer takes.
 */
export const patience = { connectionTimeout: 1000, socketTimeout: 3000 };

export function awsSigned(
  { service, host: name = service, base = '' }: Service,
  env: Environment,
): { once: Exchange; presigned: (path: string, seconds: number) => Promise<string> } {
  const { region, credentials, host, endpoint } = awsIn(env);
  const url = new URL(endpoint ?? `https://${name}.${host}`);
  const before = endpoint === undefined ? '' : base;
  const where = {
    ...{ protocol: url.protocol, hostname: url.hostname },
    ...(url.port !== '' && { port: Number(url.port) }),
  };
  // S3 signs a path as it is sent; all others escape what is escaped once more.
  const uriEscapePath = service !== 's3';
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath });
  const http = new NodeHttpHandler(patience);

  return {
    async once({ path, query = {}, headers, ...request }) {
      const signed = await signer.sign({
        ...{ ...where, ...request, path: before + path, query },
        headers: { host: url.host, ...tracing(env), ...headers },
      });
      const { response } = await http.handle(signed as Parameters<typeof http.handle>[0]);
      const body = await read(response.body as Readable);
      return { status: response.statusCode, headers: response.headers, body };
    },

    async presigned(path, expiresIn) {
      // A request that somebody else will send.
      const headers = { host: url.host, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' };
      const asked = { ...where, method: 'GET', path: before + path, query: {}, headers };
      const { query = {} } = await signer.presign(asked, { expiresIn });
      return `${url.origin}${asked.path}?${buildQueryString(query)}`;
    },
  };
}

/** By it Lambda sees messages go round between functions and queues, and ends that where nobody meant it. */
function tracing(env: Environment): Record<string, string> {
  const trace = env._X_AMZN_TRACE_ID;
  return trace === undefined ? {} : { 'x-amzn-trace-id': trace };
}

function read(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    body.on('data', chunk => chunks.push(Buffer.from(chunk)));
    body.on('end', () => resolve(Buffer.concat(chunks)));
    body.on('error', reject);
    body.on('close', () =>
      reject(Object.assign(new Error('The answer broke off'), { code: 'ECONNRESET' })),
    );
  });
}

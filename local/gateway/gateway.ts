import http from 'node:http';
import type { Clock } from '#local/clock/clock.ts';
import { type Faults, faultError } from '#local/gateway/faults.ts';
import { bodyBytesMax, type HttpApi } from '#local/lambda/http-api.ts';
import { StartFailure } from '#local/start-failure.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  errorResponse,
  readOperation,
  readScope,
} from '#local/wire/aws-wire.ts';
import type { RequestCounts } from '#local/wire/requests.ts';

/** The one address of the local stack: AWS's services, the HTTP API and the stack's own pages. */
export interface Gateway {
  port: number;
  url: string;
  /** What stands behind it; until this is called every request gets a 503. */
  open(behind: Behind): void;
  busy(): string[];
  /** The calls of one caller to AWS: those without an answer yet, and all since the start. */
  calls: (caller: string) => { open: number; total: number };
  stop(): Promise<void>;
}

interface Behind {
  services: Record<string, AwsService>;
  api: HttpApi;
  /** Everything under `/_local/`. */
  pages: (request: LocalRequest) => Promise<AwsResponse>;
  clock: Clock;
  counts: RequestCounts;
  faults: Faults;
  /** Throws AccessDenied when the caller is a function that may not do this. */
  authorise: (request: AwsRequest) => void;
  /** Called after every operation that succeeded. */
  done: (request: AwsRequest) => void;
}

export interface LocalRequest {
  method: string;
  url: URL;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

export async function startGateway(port: number): Promise<Gateway> {
  let behind: Behind | undefined;
  let inProgress = 0;
  const byCaller = new Map<string, { open: number; total: number }>();

  function calls(caller: string): { open: number; total: number } {
    const own = byCaller.get(caller) ?? { open: 0, total: 0 };
    byCaller.set(caller, own);
    return own;
  }

  const server = http.createServer((request, response) => {
    void answer(request, response);
  });
  // Longer than any client keeps an idle connection, so that none is closed while a request is on its way.
  server.keepAliveTimeout = 120_000;

  async function answer(request: http.IncomingMessage, response: http.ServerResponse) {
    try {
      const body = await readBody(request);
      if (behind === undefined) {
        send(response, { status: 503, headers: { 'retry-after': '1' }, body: 'Starting' });
        return;
      }
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const scope = readScope(request.headers, url.searchParams);
      if (scope !== undefined) {
        const own = calls(scope.caller);
        own.open += 1;
        own.total += 1;
        try {
          const result = await callService(behind, request, url, body, scope);
          send(response, result, { date: new Date(behind.clock.now()).toUTCString() });
        } finally {
          own.open -= 1;
        }
      } else if (url.pathname.startsWith('/_local')) {
        const { method = 'GET', headers } = request;
        send(response, await behind.pages({ method, url, headers, body }));
      } else {
        inProgress += 1;
        try {
          const result = await behind.api.handle(request, url, body);
          send(response, result, result.cookies.length > 0 ? { 'set-cookie': result.cookies } : {});
        } finally {
          inProgress -= 1;
        }
      }
    } catch (error) {
      console.error(`The gateway failed at ${request.method} ${request.url}:`, error);
      if (!response.headersSent) send(response, { status: 500, headers: {}, body: String(error) });
      else response.destroy();
    }
  }

  await listen(server, port);
  const actual = (server.address() as { port: number }).port;
  return {
    port: actual,
    url: `http://127.0.0.1:${actual}`,
    calls,
    open(given) {
      behind = given;
    },
    busy: () => (inProgress > 0 ? [`${inProgress} HTTP requests`] : []),
    stop() {
      behind = undefined;
      return new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function callService(
  behind: Behind,
  incoming: http.IncomingMessage,
  url: URL,
  body: Buffer,
  scope: { caller: string; service: string },
): Promise<AwsResponse> {
  const bare = {
    ...scope,
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    ),
    body,
  };
  const request: AwsRequest = { ...bare, operation: readOperation(bare) };
  behind.counts.count(request.service, request.operation);
  try {
    behind.authorise(request);
    const service = behind.services[request.service];
    if (service === undefined) {
      throw new AwsError('UnknownService', `${request.service} has no local counterpart`);
    }
    const fault = behind.faults.strike(request);
    if (fault?.when === 'before') throw faultError(fault);
    const result = await service(request);
    if (result.status < 400) behind.done(request);
    if (fault !== undefined) throw faultError(fault);
    return result;
  } catch (error) {
    if (error instanceof AwsError) return errorResponse(request.service, error);
    throw error;
  }
}

/** Reads on to the end even when the body is too large, so that the sender gets the answer; keeps only the start. */
async function readBody(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (bytes <= bodyBytesMax * 2) chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks);
}

function send(
  response: http.ServerResponse,
  { status, headers, body }: AwsResponse,
  more: Record<string, string | string[]> = {},
): void {
  const { 'content-length': _length, ...rest } = headers;
  // An answer to HEAD names the length of a body that it does not have.
  const length = response.req.method === 'HEAD' ? headers['content-length'] : undefined;
  response.writeHead(status, {
    ...rest,
    ...more,
    'content-length': length ?? String(Buffer.byteLength(body)),
  });
  response.end(body);
}

function listen(server: http.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new StartFailure(
              `Port ${port} is taken by another program. Stop it, or choose another: npm start -- --port ${port + 1}`,
            )
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

import http from 'node:http';
import type { MessagePort } from 'node:worker_threads';
import type { AwsCalls } from '#local/gateway/aws-calls.ts';
import { bodyBytesMax, type HttpApi } from '#local/lambda/http-api.ts';
import { StartFailure } from '#local/start-failure.ts';
import { type statusPage, statusPagePath } from '#local/status-page.ts';
import type { AwsResponse } from '#local/wire/aws-wire.ts';
import { openChannel } from '#local/wire/channel.ts';

/** The one address of the local stack: AWS's services, the HTTP API and the stack's own pages. */
export interface Gateway {
  port: number;
  url: string;
  /** What stands behind it; until this is called every request gets a 503. */
  open(behind: Behind): void;
  /** A way in for one thread of a function, for its calls to AWS. */
  channel(): MessagePort;
  busy(): string[];
  /** The calls of one caller to AWS: those without an answer yet, and all since the start. */
  calls: AwsCalls['calls'];
  stop(): Promise<void>;
}

interface Behind {
  aws: AwsCalls;
  api: HttpApi;
  /** Everything under `/_local/`. */
  pages: (request: LocalRequest) => Promise<AwsResponse>;
  /** Everything that nothing else answers; absent where the stack was started without it. */
  console?: (request: LocalRequest) => AwsResponse;
  /** Everything under `/status/`; absent where the stack was made without the page. */
  statusPage?: ReturnType<typeof statusPage>;
}

export interface LocalRequest {
  method: string;
  url: URL;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

type Answer = Omit<AwsResponse, 'headers'> & { headers: http.OutgoingHttpHeaders };

const nobody = { open: 0, total: 0 };
const starting = { status: 503, headers: { 'retry-after': '1' }, body: 'Starting' };
/** As API Gateway says it. */
const failed = {
  status: 500,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: 'Internal Server Error' }),
};

export async function startGateway(port: number): Promise<Gateway> {
  let behind: Behind | undefined;
  let inProgress = 0;

  const server = http.createServer((request, response) => void serve(request, response));
  // Longer than any client keeps an idle connection, so that none is closed while a request is on its way.
  server.keepAliveTimeout = 120_000;

  async function serve(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    try {
      send(response, await answer(request, await readBody(request)));
    } catch (error) {
      // Who hangs up before the body is read gets no answer.
      if (request.errored !== null) return;
      console.error(`The gateway failed at ${request.method} ${request.url}:`, error);
      if (response.headersSent) response.destroy();
      else send(response, failed);
    }
  }

  async function answer(request: http.IncomingMessage, body: Buffer): Promise<Answer> {
    if (behind === undefined) return starting;
    const { method = 'GET', headers } = request;
    // A path that begins with two slashes would be read as the address of another host.
    const url = (request.url ?? '/').replace(/^\/{2,}/, '/');
    const aws = behind.aws.answer({ method, url, headers: textHeaders(headers), body });
    if (aws !== undefined) return aws;
    const parsed = new URL(url, 'http://127.0.0.1');
    if (parsed.pathname.startsWith('/_local')) {
      return behind.pages({ method, url: parsed, headers, body });
    }
    const { pathname: path } = parsed;
    if (behind.statusPage !== undefined && `${path}/`.startsWith(statusPagePath)) {
      return behind.statusPage({ method, path, headers });
    }
    if (behind.console !== undefined && isForConsole(behind.api, path, headers)) {
      return behind.console({ method, url: parsed, headers, body });
    }
    inProgress += 1;
    try {
      const { cookies, ...result } = await behind.api.handle(request, parsed, body);
      if (cookies.length === 0) return result;
      return { ...result, headers: { ...result.headers, 'set-cookie': cookies } };
    } finally {
      inProgress -= 1;
    }
  }

  await listen(server, port);
  const actual = (server.address() as { port: number }).port;
  return {
    port: actual,
    url: `http://127.0.0.1:${actual}`,
    calls: caller => behind?.aws.calls(caller) ?? nobody,
    open(given) {
      behind = given;
    },
    channel: () =>
      openChannel(request =>
        behind === undefined ? Promise.resolve(starting) : behind.aws.answer(request),
      ),
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

/** A browser that is led to the first page wants to look; a program that asks there is told where the API is. */
function isForConsole(api: HttpApi, path: string, headers: http.IncomingHttpHeaders): boolean {
  return path === '/' ? headers.accept?.includes('text/html') === true : !api.knows(path);
}

function textHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Reads on to the end even when the body is too large, so that the sender gets the answer; keeps only the start. */
function readBody(request: http.IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      if (bytes <= bodyBytesMax * 2) chunks.push(chunk);
      bytes += chunk.length;
    });
    request.on('error', reject);
    request.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)),
    );
  });
}

function send(response: http.ServerResponse, { status, headers, body }: Answer): void {
  // An answer to HEAD names the length of a body that it does not have.
  const length = response.req.method === 'HEAD' ? headers['content-length'] : undefined;
  response.writeHead(status, {
    ...headers,
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

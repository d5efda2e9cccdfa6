import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { withoutPercents } from '#core/text/percents.ts';
import { account } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { LambdaHost } from '#local/lambda/host.ts';
import type { Route } from '#local/template/wiring.ts';
import type { AwsResponse } from '#local/wire/aws-wire.ts';

/** API Gateway's HTTP API with payload format 2.0: routes of the template, answered by functions. */
export interface HttpApi {
  handle(request: IncomingMessage, url: URL, body: Buffer): Promise<HttpAnswer>;
  /** Whether there is a route for this path, with whichever method. */
  knows(path: string): boolean;
}

interface HttpAnswer extends AwsResponse {
  cookies: string[];
}

/** API Gateway refuses larger bodies before a function sees them. */
export const bodyBytesMax = 10 * 1024 * 1024;

export function httpApi(deps: {
  routes: readonly Route[];
  host: LambdaHost;
  clock: Clock;
}): HttpApi {
  const routes = deps.routes.map(route => ({ ...route, ...matcher(route) }));
  // The most specific route wins: more fixed parts, then a named method, then without a greedy end.
  routes.sort((one, other) => other.weight - one.weight);

  return {
    knows: path => routes.some(({ pattern }) => pattern.test(path)),
    async handle(request, url, body) {
      if (body.length > bodyBytesMax) return failure(413, 'Request Entity Too Large');
      for (const route of routes) {
        if (route.method !== 'ANY' && route.method !== request.method) continue;
        const match = route.pattern.exec(url.pathname);
        if (match === null) continue;
        const event = toEvent(request, url, body, route, match.groups ?? {}, deps.clock.now());
        const invoked = await deps.host.invoke(route.functionArn, event);
        if ('payload' in invoked) return toAnswer(invoked.payload);
        return ['Sandbox.Timedout', 'TooManyRequestsException'].includes(invoked.error.errorType)
          ? failure(503, 'Service Unavailable')
          : failure(500, 'Internal Server Error');
      }
      return failure(404, 'Not Found');
    },
  };
}

function matcher({ path, method }: Route): { pattern: RegExp; weight: number } {
  if (path === '') return { pattern: /^/, weight: -1 };
  let weight = method === 'ANY' ? 0 : 0.5;
  const parts = path.split('/').map(part => {
    const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(part) ?? [];
    if (name === undefined) {
      weight += 10;
      return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
    weight += greedy ? 1 : 2;
    return `(?<${name}>${greedy ? '.+' : '[^/]+'})`;
  });
  return { pattern: new RegExp(`^${parts.join('/')}$`), weight };
}

/** Anything else arrives in base64, form posts included; so does here what is packed, of which nothing would be left. */
const textTypes = /^(text\/|application\/(json|javascript|xml)\b)/;

function toEvent(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  route: Route,
  groups: Record<string, string>,
  now: number,
) {
  const headers = Object.fromEntries(
    Object.entries(request.headers)
      .filter(([name]) => name !== 'cookie' && name !== 'connection')
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );
  // As API Gateway tells it; here it is spoken without TLS.
  headers['x-forwarded-proto'] = 'http';
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  }
  const parameters = Object.entries(groups).map(([name, value]) => [name, withoutPercents(value)]);
  const cookies = request.headers.cookie?.split(/;\s*/);
  // As those found who looked at what it hands over: raw is but its name, and a question mark in a part ends it.
  const [path = '/'] = withoutPercents(url.pathname).split('?');
  const isText =
    textTypes.test(request.headers['content-type'] ?? 'application/json') &&
    request.headers['content-encoding'] === undefined;
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString: url.search.slice(1),
    ...(cookies !== undefined && { cookies }),
    headers,
    ...(url.search.length > 1 && { queryStringParameters: query }),
    ...(parameters.length > 0 && {
      pathParameters: Object.fromEntries(parameters) as Record<string, string>,
    }),
    requestContext: {
      accountId: account,
      apiId: 'local',
      domainName: request.headers.host ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.key,
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** A payload with a status code is the answer; any other JSON is the body of a 200. */
function toAnswer(payload: string): HttpAnswer {
  const value = JSON.parse(payload) as {
    statusCode?: number;
    headers?: Record<string, unknown>;
    body?: string;
    cookies?: string[];
    isBase64Encoded?: boolean;
  } | null;
  if (typeof value !== 'object' || value === null || value.statusCode === undefined) {
    const body = value === null ? '' : payload;
    return { status: 200, headers: { 'content-type': 'application/json' }, body, cookies: [] };
  }
  const headers = Object.entries(value.headers ?? {}).map(([name, given]) => [
    name.toLowerCase(),
    String(given),
  ]);
  return {
    status: value.statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...(Object.fromEntries(headers) as Record<string, string>),
    },
    body: Buffer.from(value.body ?? '', value.isBase64Encoded ? 'base64' : 'utf8'),
    cookies: value.cookies ?? [],
  };
}

function failure(status: number, message: string): HttpAnswer {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify({ message }), cookies: [] };
}

import http from 'node:http';
import { region } from '#local/account.ts';
import type { AwsResponse } from '#local/wire/aws-wire.ts';

// Sockets idle for longer are closed by us: DynamoDB Local closes its own after 30 s without a word, and a request
// written at that moment would fail.
const agent = new http.Agent({ keepAlive: true, timeout: 15_000 });

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect', 'host']);

/** Passes one request on to an emulator beside this process, and its whole answer back. */
export function forward(
  port: number,
  request: {
    method: string;
    path: string;
    headers: Readonly<Record<string, string>>;
    body: Buffer | string;
  },
): Promise<AwsResponse> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !hopByHop.has(name)),
  );
  headers['content-length'] = String(Buffer.byteLength(request.body));
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      { host: '127.0.0.1', port, method: request.method, path: request.path, headers, agent },
      incoming => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const answered = Object.entries(incoming.headers).filter(([name]) => !hopByHop.has(name));
          resolve({
            status: incoming.statusCode ?? 500,
            headers: Object.fromEntries(answered.map(([name, value]) => [name, String(value)])),
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}

/** One call in the JSON protocol, such as `DynamoDB_20120810.GetItem`, throwing on any error. */
export async function callJson<Answer>(
  port: number,
  target: string,
  input: unknown,
): Promise<Answer> {
  const response = await forward(port, {
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      authorization: signature('dynamodb'),
    },
    body: JSON.stringify(input),
  });
  const answer = JSON.parse(response.body.toString() || '{}') as Answer & { __type?: string };
  if (response.status !== 200) {
    const code = (answer.__type ?? 'Unknown').split('#').at(-1) ?? 'Unknown';
    throw new CallError(code, `${target} failed: ${response.body.toString()}`);
  }
  return answer;
}

/** Emulators want to see a signature, check none, and take only letters and digits for an access key. */
export function signature(service: string): string {
  const scope = `local/20260101/${region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
}

/** `code` is the service's own word, such as `ResourceInUseException`. */
export class CallError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

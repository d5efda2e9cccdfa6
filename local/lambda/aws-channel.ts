import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { Readable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { Answered, Asked } from '#local/wire/channel.ts';

/**
 * Inside a function's thread: what is sent to the stack's address, signed, goes through the channel to the gateway instead of
 * a socket. Whoever sends it notices nothing: `http.request` behaves as it does over the network.
 */
export function callAwsThrough(port: MessagePort, endpoint: string): void {
  const { host, hostname, port: tcpPort } = new URL(endpoint);
  const waiting = new Map<number, (answered: Answered) => void>();
  let asked = 0;

  port.on('message', (answered: Answered) => {
    const answer = waiting.get(answered.id);
    waiting.delete(answered.id);
    answer?.(answered);
  });

  /** Returns how to stop waiting for the answer. */
  function ask(request: Omit<Asked, 'id'>, answer: (answered: Answered) => void): () => void {
    asked += 1;
    const id = asked;
    // An answer comes in nobody's name; what follows from it is done in the name of whoever asked.
    waiting.set(id, AsyncLocalStorage.bind(answer));
    port.postMessage({ ...request, id } satisfies Asked);
    return () => void waiting.delete(id);
  }

  const requestBySocket = http.request;

  function request(options: http.RequestOptions, respond?: Respond): ChannelRequest {
    const { method = 'GET' } = options;
    const url = options.path ?? '/';
    const headers = lowerCase(options.headers as http.OutgoingHttpHeaders);
    return new ChannelRequest(
      (body, answer) => ask({ method, url, headers: { host, ...headers }, body }, answer),
      respond,
    );
  }

  Object.assign(http, {
    request(...given: Parameters<typeof http.request>) {
      const [options, respond] = given as unknown as [http.RequestOptions, Respond];
      const isOurs = options.host === hostname && String(options.port) === tcpPort;
      const isSigned = isOurs && typeof lowerCase(options.headers).authorization === 'string';
      return isSigned ? request(options, respond) : requestBySocket(...given);
    },
  });

  syncBuiltinESMExports();
}

type Respond = (response: Readable) => void;
type Send = (body: Uint8Array | string, answer: (answered: Answered) => void) => () => void;

/** As much of http.ClientRequest as HTTP clients of Node use: written to, or piped into, then answered once. */
class ChannelRequest extends EventEmitter {
  /** Nothing has to be connected or can fall silent: the gateway answers whatever it is asked. */
  readonly socket = {
    connecting: false,
    setTimeout() {},
    setKeepAlive() {},
    removeListener() {},
    destroy() {},
  };
  readonly #send: Send;
  readonly #chunks: (Uint8Array | string)[] = [];
  #forget: (() => void) | undefined;

  constructor(send: Send, respond?: Respond) {
    super();
    this.#send = send;
    if (respond !== undefined) this.once('response', respond);
  }

  write(chunk: Uint8Array | string): boolean {
    this.#chunks.push(chunk);
    return true;
  }

  end(chunk?: Uint8Array | string): this {
    if (chunk !== undefined) this.#chunks.push(chunk);
    this.#forget = this.#send(joined(this.#chunks), answered => {
      this.emit('response', toResponse(answered));
      this.emit('close');
    });
    return this;
  }

  destroy(error?: Error): this {
    this.#forget?.();
    if (error !== undefined) this.emit('error', error);
    this.emit('close');
    return this;
  }
}

function joined(chunks: readonly (Uint8Array | string)[]): Uint8Array | string {
  const [first = '', ...more] = chunks;
  return more.length === 0 ? first : Buffer.concat(chunks.map(chunk => Buffer.from(chunk)));
}

function toResponse({ status, headers, body }: Answered): Readable {
  const response = new Readable({ read() {} });
  response.push(body);
  response.push(null);
  return Object.assign(response, { statusCode: status, headers, complete: true });
}

function lowerCase(headers: http.RequestOptions['headers'] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

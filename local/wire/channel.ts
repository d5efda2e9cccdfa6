import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type AwsResponse, type SignedRequest, unsigned } from '#local/wire/aws-wire.ts';

/** What a function's thread asks, and what it is answered, as messages between threads. */
export interface Asked extends Omit<SignedRequest, 'body'> {
  id: number;
  body: Uint8Array | string;
}

export interface Answered {
  id: number;
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string;
}

/**
 * The end of a channel to hand to a function's thread. Its calls to AWS come in by it: a loopback connection would cost
 * more than everything that is done for them.
 */
export function openChannel(
  answer: (request: SignedRequest) => Promise<AwsResponse> | undefined,
): MessagePort {
  const { port1: own, port2: given } = new MessageChannel();
  own.on('message', ({ id, body, ...request }: Asked) => {
    const content =
      typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const answering = answer({ ...request, body: content }) ?? Promise.resolve(unsigned);
    void answering.then(({ status, headers, body }) => {
      own.postMessage({ id, status, headers, body } satisfies Answered);
    });
  });
  // The functions' threads decide how long this process lives.
  own.unref();
  return given;
}

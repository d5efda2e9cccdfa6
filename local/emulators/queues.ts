import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { MessageAttributeValue } from 'fauxqs';
import type { Clock } from '#local/clock/clock.ts';
import {
  atOnceSeconds,
  createQueue,
  escapeBody,
  hasVisible,
  startOnLoopback,
  unescapeBody,
} from '#local/emulators/fauxqs.ts';
import { stateFile } from '#local/state-file.ts';
import type { Bucket, Queue } from '#local/template/stores.ts';
import type { AwsRequest, AwsResponse } from '#local/wire/aws-wire.ts';
import { callJson, forward } from '#local/wire/forward.ts';
import type { RequestCounts } from '#local/wire/requests.ts';

/** A message as ReceiveMessage gives it. */
export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, MessageAttributeValue>;
}

/** SQS and S3 by fauxqs, with delays and retries kept on the local stack's clock instead of the machine's. */
export interface Queues {
  /** The port of fauxqs, for S3. */
  port: number;
  /** What is not about sending or receiving: fauxqs answers it. */
  passOn(request: AwsRequest): Promise<AwsResponse>;
  find(name: string): Queue | undefined;
  /** At once, or after its delay. Returns the message id; throws for a body that SQS would refuse. */
  enqueue(
    queue: Queue,
    body: string,
    options?: { attributes?: Record<string, MessageAttributeValue>; delaySeconds?: number },
  ): string;
  /** For emulators that target a queue by its ARN. Throws for an unknown one. */
  send(queueArn: string, body: string): void;
  /** A consumer asks when its message shall be visible again, should it fail. */
  wishVisibility(receiptHandle: string, seconds: number): void;
  receive(queue: Queue, max: number): Promise<ReceivedMessage[]>;
  delete(queue: Queue, receiptHandles: readonly string[]): Promise<void>;
  /** Makes a message that was received but not deleted visible again after a while. */
  retryLater(queue: Queue, message: ReceivedMessage): void;
  /** Loses the messages that wait for their delay; answers how many there were. */
  forgetDelayed(queueName: string): number;
  /** Called with the queue's ARN whenever a message becomes visible. */
  onVisible(listener: (queueArn: string) => void): void;
  /** Messages to be worked on now: visible, or received and not resting until a retry. */
  unsettled(queue: Queue): number;
  counts(): Record<string, { visible: number; inFlight: number; delayed: number }>;
  flush(): void;
  stop(): Promise<void>;
}

interface Held {
  id: string;
  queueArn: string;
  at: number;
  body: string;
  attributes: Record<string, MessageAttributeValue>;
}

/** Deployed, a failed message rests for the queue's visibility timeout; here at most this long, on the same clock. */
const retryAfterSecondsMax = 10;
/** fauxqs counts visibility in real time, so it is told "for ever" and we give messages back ourselves. */
const foreverSeconds = 43_200;

export async function startQueues(deps: {
  queues: readonly Queue[];
  buckets: readonly Bucket[];
  clock: Clock;
  counts: RequestCounts;
  /** Without one nothing is kept. */
  directory?: string;
}): Promise<Queues> {
  const { clock } = deps;
  const server = await startOnLoopback(deps.directory);
  const byName = new Map(deps.queues.map(queue => [queue.name, queue]));
  const byArn = new Map(deps.queues.map(queue => [queue.arn, queue]));
  const listeners: ((queueArn: string) => void)[] = [];
  const held = stateFile<Record<string, Held>>(
    deps.directory && join(deps.directory, 'held-messages.json'),
    {},
  );
  /** Receipt handles of messages that failed and wait for their next try. */
  const resting = new Map<string, () => void>();
  /** What a consumer asked for with ChangeMessageVisibility, by receipt handle, in seconds. */
  const asked = new Map<string, number>();

  for (const queue of deps.queues) await createQueue(server, queue);
  for (const bucket of deps.buckets) server.createBucket(bucket.name);
  for (const message of Object.values(held.value)) release(message);

  function visible(queueArn: string): void {
    for (const listener of listeners) listener(queueArn);
  }

  function deliver(
    queue: Queue,
    body: string,
    attributes: Record<string, MessageAttributeValue>,
  ): string {
    const sent = server.sendMessage(queue.name, escapeBody(body), {
      messageAttributes: attributes,
    });
    visible(queue.arn);
    return sent.messageId;
  }

  function hold(
    queue: Queue,
    seconds: number,
    body: string,
    attributes: Held['attributes'],
  ): string {
    const id = randomUUID();
    const message = { id, queueArn: queue.arn, at: clock.now() + seconds * 1000, body, attributes };
    held.value[id] = message;
    held.changed();
    release(message);
    return id;
  }

  const enqueue: Queues['enqueue'] = (queue, body, options = {}) => {
    const { attributes = {}, delaySeconds = queue.delaySeconds } = options;
    return delaySeconds > 0
      ? hold(queue, delaySeconds, body, attributes)
      : deliver(queue, body, attributes);
  };

  function release(message: Held): void {
    clock.at(message.at, () => {
      if (held.value[message.id] === undefined) return;
      delete held.value[message.id];
      held.changed();
      const queue = byArn.get(message.queueArn);
      if (queue !== undefined) deliver(queue, message.body, message.attributes);
    });
  }

  async function wake(queue: Queue, receiptHandle: string): Promise<void> {
    await call('ChangeMessageVisibility', {
      QueueUrl: queue.url,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: atOnceSeconds,
    });
    setTimeout(() => visible(queue.arn), 2);
  }

  async function call<Answer>(operation: string, input: unknown): Promise<Answer> {
    deps.counts.countOwn('sqs', operation);
    return callJson<Answer>(server.port, `AmazonSQS.${operation}`, input);
  }

  return {
    port: server.port,
    passOn({ headers, body }) {
      return forward(server.port, { method: 'POST', path: '/', headers, body });
    },
    find: name => byName.get(name),
    enqueue,
    send(queueArn, body) {
      const queue = byArn.get(queueArn);
      if (queue === undefined) throw new Error(`No queue ${queueArn}`);
      enqueue(queue, body);
    },
    wishVisibility: (receiptHandle, seconds) => void asked.set(receiptHandle, seconds),
    async receive(queue, max) {
      // An empty receive would cost a request for nothing; unlike AWS, we can see that there is none.
      if (!hasVisible(server, queue)) return [];
      const answer = await call<{ Messages?: ReceivedMessage[] }>('ReceiveMessage', {
        QueueUrl: queue.url,
        MaxNumberOfMessages: Math.min(max, 10),
        VisibilityTimeout: foreverSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      return (answer.Messages ?? []).map(unescapeBody);
    },
    async delete(queue, receiptHandles) {
      for (let first = 0; first < receiptHandles.length; first += 10) {
        await call('DeleteMessageBatch', {
          QueueUrl: queue.url,
          Entries: receiptHandles
            .slice(first, first + 10)
            .map((handle, index) => ({ Id: String(index), ReceiptHandle: handle })),
        });
      }
      for (const handle of receiptHandles) asked.delete(handle);
    },
    retryLater(queue, message) {
      const handle = message.ReceiptHandle;
      const seconds = asked.get(handle) ?? Math.min(queue.visibilitySeconds, retryAfterSecondsMax);
      asked.delete(handle);
      const cancel = clock.at(clock.now() + seconds * 1000, () => {
        resting.delete(handle);
        void wake(queue, handle);
      });
      resting.set(handle, cancel);
    },
    forgetDelayed(queueName) {
      const queueArn = byName.get(queueName)?.arn;
      const lost = Object.values(held.value).filter(message => message.queueArn === queueArn);
      for (const { id } of lost) delete held.value[id];
      held.changed();
      return lost.length;
    },
    onVisible: listener => void listeners.push(listener),
    unsettled(queue) {
      const messages = server.inspectQueue(queue.name)?.messages;
      if (messages === undefined) return 0;
      const inFlight = messages.inflight.filter(entry => !resting.has(entry.receiptHandle));
      return messages.ready.length + inFlight.length;
    },
    counts() {
      return Object.fromEntries(
        deps.queues.map(queue => {
          const messages = server.inspectQueue(queue.name)?.messages;
          const delayed = Object.values(held.value).filter(one => one.queueArn === queue.arn);
          return [
            queue.name,
            {
              visible: messages?.ready.length ?? 0,
              inFlight: messages?.inflight.length ?? 0,
              delayed: delayed.length,
            },
          ];
        }),
      );
    },
    flush: () => held.flush(),
    async stop() {
      held.flush();
      await server.stop();
    },
  };
}

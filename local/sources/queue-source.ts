import type { Clock } from '#local/clock/clock.ts';
import type { Queues, ReceivedMessage } from '#local/emulators/queues.ts';
import { toRecord } from '#local/emulators/sqs.ts';
import type { LambdaHost } from '#local/lambda/host.ts';
import { isLoop } from '#local/lambda/lineage.ts';
import type { Queue } from '#local/template/stores.ts';
import type { LocalFunction, QueueSource } from '#local/template/wiring.ts';

/** Reads one queue for one function, as Lambda's event source mapping does. */
export interface SqsSource {
  queue: Queue;
  /** There may be something to receive. */
  wake(): void;
  /** Do not wait for batches to fill, because somebody is moving the clock. */
  eager(on: boolean): void;
  busy(): string[];
  stop(): void;
}

/** Lambda begins with five concurrent batches per queue. */
const batchesMax = 5;
/** Lambda hands over at most 6 MB at a time. */
const batchBytesMax = 5_500_000;
/** SQS gives out at most 10 at a time. */
const perReceive = 10;

export function sqsSource(deps: {
  source: QueueSource;
  /** Whom it is read for. */
  consumer: Pick<LocalFunction, 'name' | 'mayLoop'>;
  queue: Queue;
  queues: Queues;
  host: LambdaHost;
  clock: Clock;
  tell: (line: string) => void;
}): SqsSource {
  const { source, consumer, queue, queues, clock } = deps;
  let batches = 0;
  /** Messages whose function runs: it says itself whether it is busy. */
  let invoking = 0;
  let gathering = false;
  let woken = false;
  let impatient = false;
  let stopped = false;
  /** Ends the wait for a batch to fill. */
  let hurry: (() => void) | undefined;

  async function pump(): Promise<void> {
    if (gathering) return;
    gathering = true;
    try {
      while (batches < batchesMax && !stopped) {
        const batch = await gather();
        if (batch.length === 0) break;
        batches += 1;
        void process(batch)
          .catch(report)
          .finally(() => {
            batches -= 1;
            wake();
          });
      }
    } catch (error) {
      report(error);
    } finally {
      gathering = false;
    }
    if (woken && batches < batchesMax) wake();
  }

  /** One batch: full, or what came before the window ended. */
  async function gather(): Promise<ReceivedMessage[]> {
    woken = false;
    if (queues.visible(queue) === 0) return [];
    if (source.windowSeconds > 0 && !isFull()) {
      await fullOr(clock.now() + source.windowSeconds * 1000);
    }
    const batch: ReceivedMessage[] = [];
    let bytes = 0;
    while (batch.length < source.batchSize && bytes < batchBytesMax && !stopped) {
      const received = queues.poll(queue, Math.min(source.batchSize - batch.length, perReceive));
      if (received.length === 0) break;
      batch.push(...received);
      bytes += received.reduce((sum, { body }) => sum + body.length, 0);
    }
    return batch;
  }

  const isFull = () => impatient || queues.visible(queue) >= source.batchSize;

  function fullOr(moment: number): Promise<void> {
    return new Promise(resolve => {
      const cancel = clock.at(moment, () => hurry?.());
      hurry = () => {
        hurry = undefined;
        cancel();
        resolve();
      };
    });
  }

  /** What goes round in a loop comes back until it is a dead letter, as on AWS. */
  function stopLoops(received: readonly ReceivedMessage[]): readonly ReceivedMessage[] {
    const stopped = received.filter(
      ({ trace }) => !consumer.mayLoop && trace !== undefined && isLoop(consumer.name, trace),
    );
    for (const message of stopped) {
      deps.tell(`Lambda stopped a recursive loop: ${consumer.name} feeds ${queue.name}`);
      queues.retryLater(queue, message);
    }
    return received.filter(message => !stopped.includes(message));
  }

  async function process(received: readonly ReceivedMessage[]): Promise<void> {
    const batch = stopLoops(received);
    if (batch.length === 0) return;
    const records = batch.map(message => toRecord(message, queue));
    invoking += batch.length;
    const invoked = await deps.host.invoke(
      source.functionArn,
      { Records: records },
      batch.flatMap(({ trace }) => trace ?? []),
    );
    invoking -= batch.length;
    const failed = failedIds(invoked, batch, source.reportsFailures);
    for (const message of batch) {
      if (failed.has(message.id)) queues.retryLater(queue, message);
    }
    const done = batch.filter(message => !failed.has(message.id));
    queues.delete(
      queue,
      done.map(message => message.handle),
    );
  }

  function wake(): void {
    if (stopped) return;
    woken = true;
    if (isFull()) hurry?.();
    void pump();
  }

  /** Stopping takes the queue away under our feet; any other failure is worth a line. */
  function report(error: unknown): void {
    if (!stopped) deps.tell(`Reading ${queue.name} failed: ${String(error)}`);
  }

  return {
    queue,
    wake,
    eager(on) {
      impatient = on;
      hurry?.();
    },
    busy() {
      const left = queues.unsettled(queue) - invoking;
      return left > 0 ? [`${left} on ${queue.name}`] : [];
    },
    stop() {
      stopped = true;
      hurry?.();
    },
  };
}

/** Lambda's reading of a batch response: an id that it does not know fails the whole batch. */
function failedIds(
  invoked: Awaited<ReturnType<LambdaHost['invoke']>>,
  batch: readonly ReceivedMessage[],
  reportsFailures: boolean,
): ReadonlySet<string> {
  const all = new Set(batch.map(message => message.id));
  if ('error' in invoked) return all;
  if (!reportsFailures) return new Set();
  const answer = JSON.parse(invoked.payload) as {
    batchItemFailures?: { itemIdentifier?: string }[];
  } | null;
  const failed = new Set((answer?.batchItemFailures ?? []).map(one => one.itemIdentifier ?? ''));
  return [...failed].every(id => all.has(id)) ? failed : all;
}

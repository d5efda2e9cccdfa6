import { createHash, randomUUID } from 'node:crypto';
import { account, region } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { S3Objects } from '#local/emulators/s3-objects.ts';
import type { LambdaHost } from '#local/lambda/host.ts';
import type { StateFile } from '#local/state-file.ts';
import type { StreamSource as Definition } from '#local/template/wiring.ts';
import { matchesPattern } from '#local/wire/event-pattern.ts';
import { CallError, callJson } from '#local/wire/forward.ts';
import type { RequestCounts } from '#local/wire/requests.ts';

/** Reads one table's stream for one function, as Lambda's event source mapping does. */
export interface StreamSource {
  /** A write went through: there may be new records. */
  wake(): void;
  busy(): string[];
  /** The database was started again and knows nothing of where we were. */
  reopen(): void;
  stop(): void;
}

interface StreamRecord {
  eventID: string;
  eventName: string;
  dynamodb: { Keys: Record<string, unknown>; SequenceNumber: string; [name: string]: unknown };
}

/** By shard id: the last sequence number that was dealt with. */
export type Checkpoints = Record<string, string>;

const idlePollMs = 1000;
const readMax = 1000;
const retryAfterMs = 50;

export function streamSource(deps: {
  definition: Definition;
  dynamodb: { port: number; streamArn: string };
  objects: S3Objects;
  host: LambdaHost;
  clock: Clock;
  counts: RequestCounts;
  checkpoints: StateFile<Checkpoints>;
  tell: (line: string) => void;
}): StreamSource {
  const { definition, host, checkpoints } = deps;
  const iterators = new Map<string, string>();
  const finished = new Set<string>();
  let written = true;
  let reading = false;
  let stopped = false;
  const timer = setInterval(() => void read(), idlePollMs);

  function call<Answer>(operation: string, input: unknown): Promise<Answer> {
    deps.counts.countOwn('dynamodb', operation);
    return callJson(deps.dynamodb.port, `DynamoDBStreams_20120810.${operation}`, input);
  }

  /** Reads every shard to its tip; a write meanwhile makes it read again. */
  async function read(): Promise<void> {
    if (reading || stopped) return;
    reading = true;
    try {
      let found = true;
      while ((written || found) && !stopped) {
        written = false;
        found = false;
        for (const shard of await openShards()) found = (await readShard(shard)) || found;
      }
    } catch (error) {
      // Stopping takes the database away under our feet; anything else is tried again at the next poll.
      if (!stopped) deps.tell(`Reading the stream failed: ${String(error)}`);
    } finally {
      reading = false;
    }
  }

  async function openShards(): Promise<string[]> {
    if (iterators.size > 0) return [...iterators.keys()];
    const { StreamDescription } = await call<{
      StreamDescription: { Shards: { ShardId: string }[] };
    }>('DescribeStream', { StreamArn: deps.dynamodb.streamArn });
    for (const { ShardId } of StreamDescription.Shards) {
      if (!finished.has(ShardId)) iterators.set(ShardId, await iterator(ShardId));
    }
    return [...iterators.keys()];
  }

  async function iterator(shard: string): Promise<string> {
    const after = checkpoints.value[shard];
    const input = { StreamArn: deps.dynamodb.streamArn, ShardId: shard };
    const from =
      after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
    const answer = await call<{ ShardIterator: string }>('GetShardIterator', { ...input, ...from });
    return answer.ShardIterator;
  }

  async function readShard(shard: string): Promise<boolean> {
    let answer: { Records: StreamRecord[]; NextShardIterator?: string };
    try {
      answer = await call('GetRecords', { ShardIterator: iterators.get(shard), Limit: readMax });
    } catch (error) {
      if (!(error instanceof CallError) || !/Iterator|Trimmed/.test(error.code)) throw error;
      iterators.set(shard, await iterator(shard));
      return true;
    }
    await deliver(shard, answer.Records);
    const last = answer.Records.at(-1)?.dynamodb.SequenceNumber;
    if (last !== undefined) {
      checkpoints.value[shard] = last;
      checkpoints.changed();
    }
    if (answer.NextShardIterator === undefined) {
      finished.add(shard);
      iterators.delete(shard);
      return true;
    }
    iterators.set(shard, answer.NextShardIterator);
    return answer.Records.length > 0;
  }

  /** Records of one item stay in order; different items may go in parallel, one lane each. */
  async function deliver(shard: string, records: readonly StreamRecord[]): Promise<void> {
    const lanes = new Map<number, StreamRecord[]>();
    for (const record of records.map(complete).filter(isWanted)) {
      const digest = createHash('md5').update(JSON.stringify(record.dynamodb.Keys)).digest();
      const lane = digest.readUInt16BE(0) % definition.lanes;
      lanes.set(lane, [...(lanes.get(lane) ?? []), record]);
    }
    await Promise.all(
      [...lanes.values()].map(async lane => {
        for (let first = 0; first < lane.length; first += definition.batchSize) {
          const batch = lane.slice(first, first + definition.batchSize);
          await process(shard, batch, { tries: 0, since: deps.clock.now() });
        }
      }),
    );
  }

  /** DynamoDB Local names its own region and cuts the time to the minute. */
  function complete(record: StreamRecord): StreamRecord {
    const at = Math.floor(deps.clock.now() / 1000);
    return {
      ...record,
      dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: at },
      ...{ awsRegion: region, eventSourceARN: definition.streamArn },
    };
  }

  function isWanted(record: StreamRecord): boolean {
    const { filters } = definition;
    return filters.length === 0 || filters.some(filter => matchesPattern(filter, record));
  }

  async function process(
    shard: string,
    batch: readonly StreamRecord[],
    progress: { tries: number; since: number },
  ): Promise<void> {
    const invoked = await host.invoke(definition.functionArn, { Records: batch });
    const failedAt = firstFailure(invoked, batch, definition.reportsFailures);
    if (failedAt === undefined || stopped) return;

    const rest = batch.slice(failedAt);
    if (failedAt > 0 || (definition.bisects && rest.length > 1)) {
      // A known culprit goes first; else halves find it. Neither uses up a retry.
      const middle = failedAt > 0 ? 1 : Math.ceil(rest.length / 2);
      await process(shard, rest.slice(0, middle), progress);
      if (rest.length > middle) await process(shard, rest.slice(middle), progress);
      return;
    }
    const tries = progress.tries + 1;
    const ageSeconds = (deps.clock.now() - progress.since) / 1000;
    const { retriesMax, recordAgeMaxSeconds } = definition;
    const tooOld = recordAgeMaxSeconds >= 0 && ageSeconds > recordAgeMaxSeconds;
    if (tooOld || (retriesMax >= 0 && tries > retriesMax)) {
      giveUp(shard, rest, tooOld ? 'RecordAgeExceeded' : 'RetryAttemptsExhausted');
      return;
    }
    await new Promise(resolve => setTimeout(resolve, retryAfterMs * tries));
    await process(shard, rest, { ...progress, tries });
  }

  /** The on-failure destination: an object with the records themselves, as Lambda writes it. */
  function giveUp(shard: string, batch: readonly StreamRecord[], condition: string): void {
    deps.tell(`Stream records given up (${condition}): ${batch.map(one => one.eventID).join()}`);
    if (definition.failureArn === undefined) return;
    const now = new Date(deps.clock.now()).toISOString();
    const [day = ''] = now.split('T');
    const key = `aws/lambda/${definition.id}/${shard}/${day.replaceAll('-', '/')}/${now}-${randomUUID()}`;
    const failure = {
      requestContext: { condition, functionArn: definition.functionArn, accountId: account },
      version: '1.0',
      timestamp: now,
      DDBStreamBatchInfo: {
        shardId: shard,
        streamArn: definition.streamArn,
        batchSize: batch.length,
        startSequenceNumber: batch[0]?.dynamodb.SequenceNumber,
        endSequenceNumber: batch.at(-1)?.dynamodb.SequenceNumber,
      },
      payload: JSON.stringify({ Records: batch }),
    };
    deps.counts.countOwn('s3', 'PutObject');
    deps.objects.put(
      definition.failureArn.split(':::').at(-1) ?? '',
      { key, contentType: 'application/json', lastModified: now, metadata: {} },
      Buffer.from(JSON.stringify(failure)),
    );
  }

  return {
    wake() {
      written = true;
      void read();
    },
    reopen() {
      iterators.clear();
      written = true;
      void read();
    },
    busy: () => (written || reading ? ['the table stream'] : []),
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

/** The index of the first record to try again: Lambda resumes at the lowest failed sequence number. */
function firstFailure(
  invoked: Awaited<ReturnType<LambdaHost['invoke']>>,
  batch: readonly StreamRecord[],
  reportsFailures: boolean,
): number | undefined {
  if ('error' in invoked) return 0;
  if (!reportsFailures) return undefined;
  const answer = JSON.parse(invoked.payload) as {
    batchItemFailures?: { itemIdentifier?: string }[];
  } | null;
  const failures = answer?.batchItemFailures ?? [];
  if (failures.length === 0) return undefined;
  const places = failures.map(({ itemIdentifier }) =>
    batch.findIndex(record => record.dynamodb.SequenceNumber === itemIdentifier),
  );
  return places.includes(-1) ? 0 : Math.min(...places);
}

import { hash } from 'node:crypto';
import { account, region } from '#local/account.ts';
import type { MessageAttribute } from '#local/emulators/queue-journal.ts';
import type { Queues, ReceivedMessage } from '#local/emulators/queues.ts';
import type { Queue } from '#local/template/stores.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsService,
  jsonResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

/** 1 MiB, for one message and for a whole batch. */
const bytesMax = 1_048_576;
const delaySecondsMax = 900;
const visibilitySecondsMax = 43_200;

type Input = Record<string, unknown>;
interface Entry {
  MessageBody: string;
  DelaySeconds?: number;
  MessageAttributes?: Record<string, MessageAttribute>;
  MessageGroupId?: string;
}

/** SQS on the wire, in its JSON protocol: what functions use, and what a person at a command line looks with. */
export function sqs(queues: Queues): AwsService {
  function named(value: unknown, separator: RegExp): Queue {
    const queue = queues.find(String(value).split(separator).at(-1) ?? '');
    if (queue !== undefined) return queue;
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  }

  function batch<One extends { Id: string }, Done>(entries: unknown, one: (entry: One) => Done) {
    const successful: unknown[] = [];
    const failed: unknown[] = [];
    for (const entry of readEntries<One>(entries)) {
      try {
        successful.push({ Id: entry.Id, ...one(entry) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const { code: Code, message: Message } = error;
        failed.push({ Id: entry.Id, SenderFault: true, Code, Message });
      }
    }
    return { Successful: successful, Failed: failed };
  }

  async function receive(queue: Queue, input: Input): Promise<object> {
    const max = Math.min(Math.max(Number(input.MaxNumberOfMessages ?? 1), 1), 10);
    const seconds = readSeconds(input.VisibilityTimeout ?? queue.visibilitySeconds);
    const waitMs = Math.min(Number(input.WaitTimeSeconds ?? 0), 20) * 1000;
    let received = queues.receive(queue, max, seconds);
    if (received.length === 0 && waitMs > 0) {
      await visibleWithin(queue, waitMs);
      received = queues.receive(queue, max, seconds);
    }
    return { ...(received.length > 0 && { Messages: received.map(each => onWire(each, input)) }) };
  }

  /** By the machine's clock: it is the caller's connection that waits. */
  function visibleWithin(queue: Queue, ms: number): Promise<void> {
    return new Promise(resolve => {
      const end = () => {
        clearTimeout(timer);
        forget();
        resolve();
      };
      const timer = setTimeout(end, ms);
      const forget = queues.onVisible(arn => {
        if (arn === queue.arn) end();
      });
    });
  }

  function attributesOf(queue: Queue, names: readonly string[]): Record<string, string> {
    const { visible = 0, inFlight = 0, delayed = 0 } = queues.counts()[queue.name] ?? {};
    const all: Record<string, string> = {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      VisibilityTimeout: String(queue.visibilitySeconds),
      DelaySeconds: String(queue.delaySeconds),
      MaximumMessageSize: String(bytesMax),
      ...(queue.redrive !== undefined && {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: queue.redrive.deadLetterArn,
          maxReceiveCount: queue.redrive.maxReceiveCount,
        }),
      }),
    };
    if (names.includes('All')) return all;
    return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  }

  /** Back to where the messages came from, or to the queue that is named. */
  function startMove(input: Input): object {
    const from = named(input.SourceArn, /:/);
    const sources = queues.all().filter(({ redrive }) => redrive?.deadLetterArn === from.arn);
    const [to] = input.DestinationArn === undefined ? sources : [named(input.DestinationArn, /:/)];
    if (to === undefined || sources.length === 0) {
      throw new AwsError(
        'ResourceNotFoundException',
        `${from.name} holds no dead letters of another queue.`,
      );
    }
    queues.move(from, to);
    return { TaskHandle: Buffer.from(`${from.arn}:${to.arn}`).toString('base64') };
  }

  function onQueue(
    { operation, headers }: AwsRequest,
    queue: Queue,
    input: Input,
  ): object | Promise<object> {
    const trace = headers['x-amzn-trace-id'];
    switch (operation) {
      case 'SendMessage':
        return send(queues, queue, input as unknown as Entry, trace);
      case 'SendMessageBatch':
        checkSize(input.Entries as Entry[]);
        return batch<Entry & { Id: string }, object>(input.Entries, entry =>
          send(queues, queue, entry, trace),
        );
      case 'ReceiveMessage':
        return receive(queue, input);
      case 'DeleteMessage':
        queues.delete(queue, [readHandle(input.ReceiptHandle)]);
        return {};
      case 'DeleteMessageBatch':
        return batch<Handled, object>(input.Entries, ({ ReceiptHandle }) => {
          queues.delete(queue, [readHandle(ReceiptHandle)]);
          return {};
        });
      case 'ChangeMessageVisibility':
        queues.changeVisibility(
          queue,
          readHandle(input.ReceiptHandle),
          readSeconds(input.VisibilityTimeout),
        );
        return {};
      case 'ChangeMessageVisibilityBatch':
        return batch<Handled, object>(input.Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
          queues.changeVisibility(queue, readHandle(ReceiptHandle), readSeconds(VisibilityTimeout));
          return {};
        });
      case 'GetQueueAttributes':
        return { Attributes: attributesOf(queue, (input.AttributeNames ?? []) as string[]) };
      case 'PurgeQueue':
        queues.purge(queue);
        return {};
      case 'ListDeadLetterSourceQueues': {
        const sources = queues.all().filter(({ redrive }) => redrive?.deadLetterArn === queue.arn);
        return { queueUrls: sources.map(({ url }) => url) };
      }
      default:
        throw noCounterpart({ operation }, 'InvalidAction');
    }
  }

  return async request => {
    const input = readJson(request);
    const { operation } = request;
    switch (operation) {
      case 'ListQueues': {
        const prefix = String(input.QueueNamePrefix ?? '');
        const found = queues.all().filter(({ name }) => name.startsWith(prefix));
        return jsonResponse({ QueueUrls: found.map(({ url }) => url) });
      }
      case 'GetQueueUrl':
        return jsonResponse({ QueueUrl: named(input.QueueName, /\//).url });
      case 'StartMessageMoveTask':
        return jsonResponse(startMove(input));
      default:
        return jsonResponse(await onQueue(request, named(input.QueueUrl, /\//), input));
    }
  };
}

interface Handled {
  Id: string;
  ReceiptHandle: string;
  VisibilityTimeout?: number;
}

function send(queues: Queues, queue: Queue, entry: Entry, trace: string | undefined) {
  const { MessageBody: body, DelaySeconds: delaySeconds, MessageAttributes: attributes } = entry;
  const { MessageGroupId: group } = entry;
  if (!body) throw new AwsError('MissingParameter', 'The request must contain MessageBody.');
  const fitsDelay = (seconds: number) =>
    Number.isInteger(seconds) && seconds >= 0 && seconds <= delaySecondsMax;
  if (delaySeconds !== undefined && !fitsDelay(delaySeconds)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${delaySecondsMax}.`,
    );
  }
  if (Buffer.byteLength(body) > bytesMax) {
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${bytesMax} bytes.`,
    );
  }
  if (/[^\t\n\r\u0020-\uD7FF\uD800-\uDFFF\uE000-\uFFFD]/.test(body)) {
    throw new AwsError('InvalidMessageContents', 'Invalid characters found.');
  }
  return {
    MessageId: queues.enqueue(queue, body, {
      ...(delaySeconds !== undefined && { delaySeconds }),
      ...(attributes !== undefined && { attributes }),
      ...(group !== undefined && { group }),
      ...(trace !== undefined && { trace }),
    }),
    MD5OfMessageBody: md5(body),
  };
}

function readEntries<One extends { Id: string }>(given: unknown): readonly One[] {
  const entries = (given ?? []) as readonly One[];
  const ids = new Set(entries.map(entry => entry.Id));
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'There are no entries.');
  if (entries.length > 10)
    throw new AwsError('TooManyEntriesInBatchRequest', 'At most 10 entries.');
  if (ids.size < entries.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two entries share an id.');
  }
  return entries;
}

function checkSize(entries: readonly Entry[] = []): void {
  const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.MessageBody), 0);
  if (bytes > bytesMax) {
    throw new AwsError('BatchRequestTooLong', `At most ${bytesMax} bytes in all.`);
  }
}

function readSeconds(given: unknown): number {
  const seconds = Number(given);
  if (seconds >= 0 && seconds <= visibilitySecondsMax) return seconds;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${given} for parameter VisibilityTimeout is invalid. Reason: it must be between 0 and ${visibilitySecondsMax}.`,
  );
}

/** Attributes come to whoever asks for them by name, for all, or by how they begin; to nobody else. */
function askedFor<Value>(
  all: Record<string, Value>,
  ...lists: unknown[]
): Record<string, Value> | undefined {
  const names = lists.flatMap(list => (list ?? []) as string[]);
  const isAsked = (name: string) =>
    names.some(
      asked =>
        ['All', '.*', name].includes(asked) ||
        (asked.endsWith('.*') && name.startsWith(asked.slice(0, -2))),
    );
  const found = Object.entries(all).filter(([name]) => isAsked(name));
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** One that was in use and is not any more does no harm; what never was one is refused. */
function readHandle(given: unknown): string {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(String(given))) return String(given);
  throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.', 404);
}

function onWire(message: ReceivedMessage, asked: Input) {
  const system = [asked.AttributeNames, asked.MessageSystemAttributeNames];
  const shown = askedFor(systemAttributes(message), ...system);
  const own = askedFor(message.attributes, asked.MessageAttributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: message.handle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(shown !== undefined && { Attributes: shown }),
    ...(own !== undefined && { MessageAttributes: own }),
  };
}

/** What SQS says of a message, in a receive and in a function's event alike. */
function systemAttributes(message: ReceivedMessage): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAt),
    SenderId: `AROALOCAL:${account}`,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(message.group !== undefined && { MessageGroupId: message.group }),
    ...(message.trace !== undefined && { AWSTraceHeader: message.trace }),
  };
}

/** A message as Lambda hands it to a function. */
export function toRecord(message: ReceivedMessage, queue: Queue) {
  const attributes = Object.entries(message.attributes).map(([name, value]) => [
    name,
    {
      stringValue: value.StringValue,
      binaryValue: value.BinaryValue,
      stringListValues: [],
      binaryListValues: [],
      dataType: value.DataType,
    },
  ]);
  return {
    messageId: message.id,
    receiptHandle: message.handle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(attributes) as Record<string, unknown>,
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}

function md5(text: string): string {
  return hash('md5', text);
}

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ConditionFailed, type Item, inProcessTable } from './in-process-table.ts';

/*
 * AWS in this very process, so that what a handler costs is our code and what asks AWS (which marshals, signs and parses),
 * and nothing of sockets, TLS or stand-ins. A process that plays AWS does nothing else afterwards.
 */

interface QueuedMessage {
  queue: string;
  body: string;
  delaySeconds: number;
}

export interface InProcessAws {
  /** What was asked since it was last emptied, such as `dynamodb:GetItem`. */
  requests: string[];
  /** Microseconds of CPU that playing AWS took. */
  ownMicroseconds: number;
  /** What was put on queues, oldest first; whoever hands it on takes it out. */
  messages: QueuedMessage[];
  /** The alarm clock of each incident, as Scheduler keeps it: when, and the message. */
  schedules: Map<string, { at: string; body: string }>;
  /** New items, as the stream shows them. */
  written: Item[];
  table: ReturnType<typeof inProcessTable>;
}

interface Sent {
  method: string;
  hostname: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** From here on every client of this process is answered here. */
export function playAws(): InProcessAws {
  const written: Item[] = [];
  const table = inProcessTable(item => written.push(item));
  const aws: InProcessAws = {
    ...{ requests: [], ownMicroseconds: 0, messages: [], schedules: new Map(), written, table },
  };

  function answerTo({ method, hostname, path, headers, body }: Sent): Answer {
    const target = headers['x-amz-target'];
    const [name = ''] = hostname.split('.');
    const service = hostname.includes('.s3.') ? 's3' : name;
    const operation = target?.split('.').at(-1);
    if (service === 'scheduler') return scheduled(aws, method, path, textOf(body));
    if (service === 'sns') {
      const action = new URLSearchParams(textOf(body)).get('Action') ?? '';
      aws.requests.push(`sns:${action}`);
      const id = `sns-${createHash('md5').update(textOf(body)).digest('hex')}`;
      const result = `<${action}Result><MessageId>${id}</MessageId></${action}Result>`;
      return { status: 200, body: `<${action}Response>${result}</${action}Response>` };
    }
    aws.requests.push(`${service}:${operation ?? method}`);
    if (operation === undefined) return { status: 200, body: '', headers: { etag: '"e"' } };
    if (service !== 'sqs' && service !== 'dynamodb') return { status: 200, body: '{}' };
    const input = JSON.parse(textOf(body)) as Record<string, unknown>;
    const answer = service === 'sqs' ? queued(aws, operation, input) : table(operation, input);
    return { status: 200, body: JSON.stringify(answer) };
  }

  function answered(sent: Sent): Answer {
    const before = process.threadCpuUsage();
    try {
      return answerTo(sent);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return refused(error, sent.headers['x-amz-target'] ?? '');
    } finally {
      const { user, system } = process.threadCpuUsage(before);
      aws.ownMicroseconds += user + system;
    }
  }

  Object.assign(NodeHttpHandler.prototype, {
    async handle(sent: Sent) {
      const { status: statusCode, body, headers = {} } = answered(sent);
      return { response: { statusCode, headers, body: Readable.from([Buffer.from(body)]) } };
    },
  });
  return aws;
}

function textOf(body: string | Uint8Array | undefined): string {
  if (body === undefined || typeof body === 'string') return body ?? '';
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

function scheduled(aws: InProcessAws, method: string, path: string, body: string): Answer {
  const name = path.split('/').at(-1) ?? '';
  aws.requests.push(`scheduler:${method === 'POST' ? 'CreateSchedule' : 'UpdateSchedule'}`);
  const { ScheduleExpression, Target } = JSON.parse(body) as {
    ScheduleExpression: string;
    Target: { Input: string };
  };
  const at = `${ScheduleExpression.slice('at('.length, -1)}.000Z`;
  aws.schedules.set(name, { at, body: Target.Input });
  return { status: 200, body: JSON.stringify({ ScheduleArn: name }) };
}

function queued(aws: InProcessAws, operation: string, input: Record<string, unknown>): object {
  const queue = String(input.QueueUrl).split('/').at(-1) ?? '';
  const take = ({ MessageBody: body, DelaySeconds: delaySeconds = 0 }: Message) => {
    aws.messages.push({ queue, body, delaySeconds });
    const MD5OfMessageBody = createHash('md5').update(body).digest('hex');
    return { MessageId: `m-${MD5OfMessageBody}`, MD5OfMessageBody };
  };
  // Nothing is given up here.
  if (operation === 'ReceiveMessage') return {};
  if (operation === 'SendMessage') return take(input as unknown as Message);
  const entries = input.Entries as (Message & { Id: string })[];
  return { Failed: [], Successful: entries.map(each => ({ Id: each.Id, ...take(each) })) };
}

interface Message {
  MessageBody: string;
  DelaySeconds?: number;
}

function refused({ reasons }: ConditionFailed, target: string): Answer {
  const isTransaction = target.endsWith('TransactWriteItems');
  const name = isTransaction ? 'TransactionCanceledException' : 'ConditionalCheckFailedException';
  const body = {
    __type: `com.amazonaws.dynamodb.v20120810#${name}`,
    ...(isTransaction ? { CancellationReasons: reasons } : { Item: reasons[0]?.Item }),
  };
  return { status: 400, body: JSON.stringify(body) };
}

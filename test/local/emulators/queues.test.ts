import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { virtualClock } from '#local/clock/clock.ts';
import { openQueues } from '#local/emulators/queues.ts';
import { sqs } from '#local/emulators/sqs.ts';
import type { Queue } from '#local/template/stores.ts';
import { AwsError, type AwsRequest } from '#local/wire/aws-wire.ts';
import { requestCounts } from '#local/wire/requests.ts';

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const queueOf = (name: string, more: Partial<Queue> = {}): Queue => ({
  name,
  arn: arn(name),
  url: `http://127.0.0.1:4510/000000000000/${name}`,
  visibilitySeconds: 30,
  delaySeconds: 0,
  ...more,
});
const dead = queueOf('dead');
const work = queueOf('work', { redrive: { deadLetterArn: dead.arn, maxReceiveCount: 3 } });

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0).reverse()) close();
});

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'queues-'));
  closing.push(() => rmSync(path, { recursive: true }));
  return path;
}

function open(given: { directory?: string } = {}) {
  const clock = virtualClock({});
  const queues = openQueues({ queues: [work, dead], clock, counts: requestCounts(), ...given });
  closing.push(() => clock.stop());
  const pass = (seconds: number) => clock.jumpTo(clock.now() + seconds * 1000);
  const bodies = (queue = work) => queues.receive(queue, 10).map(({ body }) => body);
  return { clock, queues, pass, bodies };
}

describe('a queue', () => {
  test('gives a message out once, in the order of arrival', () => {
    const { queues, bodies } = open();
    for (const body of ['one', 'two', 'three']) queues.enqueue(work, body);
    expect(queues.receive(work, 2).map(({ body }) => body)).toEqual(['one', 'two']);
    expect([bodies(), bodies()]).toEqual([['three'], []]);
  });

  test('holds a delayed message until its moment on the stack’s clock', () => {
    const { queues, pass, bodies } = open();
    queues.enqueue(work, 'later', { delaySeconds: 60 });
    pass(59);
    expect([bodies(), queues.unsettled(work)]).toEqual([[], 0]);
    pass(1);
    expect(bodies()).toEqual(['later']);
  });

  test('says when a message becomes visible', () => {
    const { queues, pass } = open();
    const told: string[] = [];
    const stop = queues.onVisible(queueArn => told.push(queueArn));
    queues.enqueue(work, 'now');
    queues.enqueue(work, 'later', { delaySeconds: 5 });
    expect(told).toEqual([work.arn]);
    pass(5);
    expect(told).toEqual([work.arn, work.arn]);
    stop();
    queues.enqueue(work, 'unheard');
    expect(told).toHaveLength(2);
  });

  test('lets a failed message rest, and brings it to the dead letters after its last try', () => {
    const { queues, pass, bodies } = open();
    const id = queues.enqueue(work, 'poison');
    for (const tries of [1, 2, 3]) {
      const [message] = queues.receive(work, 10);
      if (message === undefined) throw new Error('It did not come again');
      expect([message.id, message.receives]).toEqual([id, tries]);
      expect(queues.unsettled(work)).toBe(1);
      queues.retryLater(work, message);
      expect([queues.unsettled(work), bodies()]).toEqual([0, []]);
      pass(10);
    }
    expect(bodies()).toEqual([]);
    expect(queues.receive(dead, 1)).toMatchObject([{ id, body: 'poison' }]);
  });

  test('brings a failed message again when its function asked for it', () => {
    const { queues, pass, bodies } = open();
    queues.enqueue(work, 'soon');
    const [message] = queues.receive(work, 1);
    if (message === undefined) throw new Error('Nothing was received');
    queues.changeVisibility(work, message.handle, 3);
    queues.retryLater(work, message);
    pass(2);
    expect(bodies()).toEqual([]);
    pass(1);
    expect(bodies()).toEqual(['soon']);
  });

  test('forgets what is deleted, and nothing when a handle is old', () => {
    const { queues, pass } = open();
    queues.enqueue(work, 'one');
    const [first] = queues.receive(work, 1);
    if (first === undefined) throw new Error('Nothing was received');
    const { handle } = first;
    queues.retryLater(work, first);
    pass(10);
    const [again] = queues.receive(work, 1);
    queues.delete(work, [handle]);
    expect(queues.counts().work).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    queues.delete(work, [again?.handle ?? '']);
    expect(queues.counts().work).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('loses its delayed messages when it is told to', () => {
    const { queues, pass, bodies } = open();
    queues.enqueue(work, 'lost', { delaySeconds: 60 });
    expect(queues.forgetDelayed('work')).toBe(1);
    pass(60);
    expect(bodies()).toEqual([]);
  });
});

describe('a run that is killed', () => {
  test('leaves what was sent, and what was being worked on, to the next one', () => {
    const data = { directory: directory() };
    const { queues } = open(data);
    queues.enqueue(work, 'worked on');
    queues.enqueue(work, 'done');
    queues.enqueue(work, 'visible 🔥\n');
    queues.enqueue(work, 'delayed', { delaySeconds: 60 });
    const [worked, done] = queues.receive(work, 2);
    queues.delete(work, [done?.handle ?? '']);

    const next = open(data);
    const received = next.queues.receive(work, 10);
    expect(received.map(({ body, receives }) => [body, receives])).toEqual([
      ['worked on', 2],
      ['visible 🔥\n', 1],
    ]);
    expect(received[0]?.id).toBe(worked?.id);
    next.pass(60);
    expect(next.bodies()).toEqual(['delayed']);
  });

  test('in the middle of a line loses only what nobody was told is kept', () => {
    const data = { directory: directory() };
    open(data).queues.enqueue(work, 'whole');
    appendFileSync(join(data.directory, 'queues.jsonl'), '{"kind":"sent","mess');
    expect(open(data).bodies()).toEqual(['whole']);
    expect(open(data).bodies()).toEqual(['whole']);
  });

  test('leaves a file that does not grow with what is gone', () => {
    const data = { directory: directory() };
    const { queues } = open(data);
    queues.enqueue(work, 'stays');
    const body = 'x'.repeat(1_000_000);
    for (let number = 0; number < 40; number++) {
      queues.enqueue(dead, body);
      queues.delete(dead, [queues.receive(dead, 1)[0]?.handle ?? '']);
    }
    expect(statSync(join(data.directory, 'queues.jsonl')).size).toBeLessThan(20_000_000);
    expect(open(data).bodies()).toEqual(['stays']);
  });
});

describe('on the wire', () => {
  function wire() {
    const opened = open();
    const service = sqs(opened.queues);
    async function call(operation: string, input: object) {
      const request: AwsRequest = {
        ...{ service: 'sqs', operation, caller: 'ana', method: 'POST', path: '/' },
        ...{ query: new URLSearchParams(), headers: {}, body: JSON.stringify(input) },
      };
      try {
        return JSON.parse((await service(request)).body.toString());
      } catch (error) {
        if (error instanceof AwsError) return error.code;
        throw error;
      }
    }
    return { ...opened, call, QueueUrl: work.url };
  }

  test('a message is sent, received, given back and deleted', async () => {
    const { call, pass, QueueUrl } = wire();
    const sent = await call('SendMessage', { QueueUrl, MessageBody: 'ü', MessageGroupId: 'g' });
    expect(sent.MD5OfMessageBody).toBe('c03410a5204b21cd8229ff754688d743');
    const receive = () =>
      call('ReceiveMessage', { QueueUrl, VisibilityTimeout: 5, AttributeNames: ['All'] });
    const { Messages: messages } = await receive();
    expect(messages).toMatchObject([
      {
        MessageId: sent.MessageId,
        Body: 'ü',
        MD5OfBody: sent.MD5OfMessageBody,
        Attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'g' },
      },
    ]);
    expect(await receive()).toEqual({});
    pass(5);
    const [again] = (await receive()).Messages;
    const handle = { QueueUrl, ReceiptHandle: again.ReceiptHandle };
    await call('ChangeMessageVisibility', { ...handle, VisibilityTimeout: 0 });
    const [third] = (await receive()).Messages;
    await call('DeleteMessage', { QueueUrl, ReceiptHandle: third.ReceiptHandle });
    pass(5);
    expect(await receive()).toEqual({});
  });

  test('a receive that may wait gets what comes meanwhile', async () => {
    const { call, queues, QueueUrl } = wire();
    const received = call('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 });
    queues.enqueue(work, 'in time');
    expect((await received).Messages).toMatchObject([{ Body: 'in time' }]);
  });

  test('of a batch each message has its own outcome', async () => {
    const { call, QueueUrl } = wire();
    const answer = await call('SendMessageBatch', {
      QueueUrl,
      Entries: [
        { Id: 'good', MessageBody: 'x' },
        { Id: 'odd', MessageBody: '\u0000' },
        { Id: 'late', MessageBody: 'x', DelaySeconds: 901 },
      ],
    });
    expect(answer.Successful).toMatchObject([{ Id: 'good' }]);
    expect(answer.Failed).toMatchObject([
      { Id: 'odd', Code: 'InvalidMessageContents' },
      { Id: 'late', Code: 'InvalidParameterValue' },
    ]);
  });

  test.each([
    ['EmptyBatchRequest', []],
    ['TooManyEntriesInBatchRequest', Array.from({ length: 11 }, (_, id) => ({ Id: `${id}` }))],
    ['BatchEntryIdsNotDistinct', [{ Id: 'a' }, { Id: 'a' }]],
  ])('a batch is refused with %s', async (code, entries) => {
    const { call, QueueUrl } = wire();
    const Entries = entries.map(entry => ({ ...entry, MessageBody: 'x' }));
    expect(await call('SendMessageBatch', { QueueUrl, Entries })).toBe(code);
  });

  test('an unknown queue is said to be none', async () => {
    const { call } = wire();
    const QueueUrl = 'http://127.0.0.1/000000000000/nowhere';
    const code = 'QueueDoesNotExist';
    expect(await call('SendMessage', { QueueUrl, MessageBody: 'x' })).toBe(code);
    expect(await call('GetQueueUrl', { QueueName: 'nowhere' })).toBe(code);
  });

  test('a person finds queues, sees what is in them, and sends dead letters back', async () => {
    const { call, queues, bodies } = wire();
    expect(await call('ListQueues', {})).toEqual({ QueueUrls: [work.url, dead.url] });
    expect(await call('GetQueueUrl', { QueueName: 'dead' })).toEqual({ QueueUrl: dead.url });
    queues.enqueue(dead, 'mended');
    const look = async (QueueUrl: string) =>
      (await call('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })).Attributes;
    expect(await look(dead.url)).toMatchObject({
      QueueArn: dead.arn,
      ApproximateNumberOfMessages: '1',
    });
    expect(JSON.parse((await look(work.url)).RedrivePolicy)).toEqual({
      deadLetterTargetArn: dead.arn,
      maxReceiveCount: 3,
    });
    await call('StartMessageMoveTask', { SourceArn: dead.arn });
    expect(bodies()).toEqual(['mended']);
    expect(await call('StartMessageMoveTask', { SourceArn: work.arn })).toBe(
      'ResourceNotFoundException',
    );
  });

  test('a purge leaves nothing', async () => {
    const { call, queues, QueueUrl } = wire();
    queues.enqueue(work, 'in flight');
    queues.receive(work, 1);
    queues.enqueue(work, 'visible');
    queues.enqueue(work, 'delayed', { delaySeconds: 60 });
    await call('PurgeQueue', { QueueUrl });
    expect(queues.counts().work).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });
});

import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { accountFacts } from '#adapters/aws/account-facts.ts';
import { alarmClock } from '#adapters/aws/alarm-clock.ts';
import { s3Archive } from '#adapters/aws/archive.ts';
import { awsRequests } from '#adapters/aws/aws-requests.ts';
import { syncSubscriptions } from '#adapters/aws/sns.ts';
import { snsPublish } from '#adapters/aws/sns-publish.ts';
import { sqsIn } from '#adapters/aws/sqs.ts';
import { incidentId } from '#core/ids.ts';
import { addSeconds, instant } from '#core/time/instant.ts';
import { arnOf, names, ownAws } from './own-aws.ts';

/* The same of our stand-ins and of an AWS that none of us wrote: what differs is wrong in one of them. */

const motoUrl = inject('motoUrl');
const now = () => instant('2026-11-23T02:14:00Z');

const kinds = [
  { name: 'our stand-ins', isOurs: true, start: ownAws },
  ...(motoUrl === undefined
    ? []
    : [{ name: 'moto', isOurs: false, start: async () => ({ url: motoUrl, stop: () => {} }) }]),
];

test.skipIf(motoUrl !== undefined)(
  'moto is not installed here, so only our stand-ins are asked',
  () => {
    expect(kinds).toHaveLength(1);
  },
);

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

describe.each(kinds)('$name', ({ isOurs, start }) => {
  let url = '';
  let stop = () => {};
  const config = () => ({
    ...{ endpoint: url, region: 'us-east-1', maxAttempts: 1, forcePathStyle: true },
    credentials: { accessKeyId: 'ana', secretAccessKey: 'local' },
  });
  const env = () => ({
    ...{ AWS_ENDPOINT_URL: url, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'ana', AWS_SECRET_ACCESS_KEY: 'local' },
  });
  const s3 = () => new S3Client(config());
  const sqs = () => new SQSClient(config());
  const sns = () => new SNSClient(config());
  const scheduler = () => new SchedulerClient(config());
  let QueueUrl = '';
  let TopicArn = arnOf('sns', names.topic);
  let others = arnOf('sns', names.others);
  const Bucket = names.bucket;
  const failure = async (call: Promise<unknown>) =>
    call.then(
      () => 'answered',
      (error: Error) => error.name,
    );

  beforeAll(async () => {
    ({ url, stop } = await start());
    if (!isOurs) {
      await s3().send(new CreateBucketCommand({ Bucket }));
      await sqs().send(new CreateQueueCommand({ QueueName: names.queue }));
      TopicArn = (await sns().send(new CreateTopicCommand({ Name: names.topic }))).TopicArn ?? '';
      others = (await sns().send(new CreateTopicCommand({ Name: names.others }))).TopicArn ?? '';
      await scheduler().send(new CreateScheduleGroupCommand({ Name: names.group }));
    }
    QueueUrl =
      (await sqs().send(new GetQueueUrlCommand({ QueueName: names.queue }))).QueueUrl ?? '';
  });
  afterAll(() => stop());

  describe('S3', () => {
    test('keeps evidence under write-once keys, with its note', async () => {
      const archive = s3Archive(s3(), Bucket, { now });
      const body = new TextEncoder().encode('evidence ü');
      expect(await archive.find('incidents/1')).toBeUndefined();
      expect(await archive.put('incidents/1', body, 'text/plain', 'a note')).toBe('stored');
      expect(await archive.put('incidents/1', body, 'text/plain')).toBe('exists');
      const found = await archive.find('incidents/1');
      expect([found?.note, new TextDecoder().decode(found?.content)]).toEqual([
        'a note',
        'evidence ü',
      ]);
    });

    test('names what is not there, and what cannot be given, alike', async () => {
      const nowhere = { Bucket: 'nowhere', Key: 'x' };
      expect(await failure(s3().send(new GetObjectCommand({ Bucket, Key: 'none' })))).toBe(
        'NoSuchKey',
      );
      expect(await failure(s3().send(new HeadObjectCommand({ Bucket, Key: 'none' })))).toBe(
        'NotFound',
      );
      expect(await failure(s3().send(new GetObjectCommand(nowhere)))).toBe('NoSuchBucket');
      await s3().send(new PutObjectCommand({ Bucket, Key: 'short', Body: '0123456789' }));
      const ranged = (Range: string) =>
        s3().send(new GetObjectCommand({ Bucket, Key: 'short', Range }));
      expect(await failure(ranged('bytes=20-30'))).toBe('InvalidRange');
      const [first, last] = [await ranged('bytes=2-4'), await ranged('bytes=-3')];
      expect(await first.Body?.transformToString()).toBe('234');
      expect(first.ContentRange).toBe('bytes 2-4/10');
      expect(await last.Body?.transformToString()).toBe('789');
    });

    test('lists by prefix, by folder and in pages, and deletes many at once', async () => {
      const keys = ['l/a/1', 'l/a/2', 'l/b', 'l/c&<>', 'l/ü'];
      for (const Key of keys) await s3().send(new PutObjectCommand({ Bucket, Key, Body: Key }));
      const list = (more: object) =>
        s3().send(new ListObjectsV2Command({ Bucket, Prefix: 'l/', ...more }));
      const all = await list({});
      expect(all.Contents?.map(({ Key }) => Key)).toEqual(keys);
      expect([all.KeyCount, all.IsTruncated]).toEqual([5, false]);
      const folders = await list({ Delimiter: '/' });
      expect(folders.CommonPrefixes).toEqual([{ Prefix: 'l/a/' }]);
      expect(folders.Contents?.map(({ Key }) => Key)).toEqual(['l/b', 'l/c&<>', 'l/ü']);
      const first = await list({ MaxKeys: 2 });
      expect([first.IsTruncated, first.KeyCount]).toEqual([true, 2]);
      const rest = await list({ ContinuationToken: first.NextContinuationToken });
      expect(rest.Contents?.map(({ Key }) => Key)).toEqual(keys.slice(2));
      const after = await list({ StartAfter: 'l/b' });
      expect(after.Contents?.map(({ Key }) => Key)).toEqual(keys.slice(3));
      const Delete = { Objects: keys.map(Key => ({ Key })) };
      const deleted = await s3().send(new DeleteObjectsCommand({ Bucket, Delete }));
      expect(deleted.Deleted?.map(({ Key }) => Key).toSorted()).toEqual(keys.toSorted());
      const none = await list({});
      expect([none.KeyCount, none.Contents]).toEqual([0, undefined]);
    });

    test('says of an object how long it is, of which type, and what it is called by its bytes', async () => {
      const Key = 'head';
      const put = await s3().send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body: 'abc',
          ContentType: 'text/csv',
          Metadata: { a: 'b' },
        }),
      );
      const head = await s3().send(new HeadObjectCommand({ Bucket, Key }));
      expect(head).toMatchObject({
        ...{ ContentLength: 3, ContentType: 'text/csv', Metadata: { a: 'b' } },
        ...{ ETag: '"900150983cd24fb0d6963f7d28e17f72"', LastModified: expect.any(Date) },
      });
      expect(put.ETag).toBe(head.ETag);
    });
  });

  describe('SQS', () => {
    const receive = async (more: object = {}) =>
      (await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more })))
        .Messages;
    const purge = () => sqs().send(new PurgeQueueCommand({ QueueUrl }));

    test('gives a message out once, with what it knows of it, until it is given back', async () => {
      await purge();
      const MessageAttributes = { kind: { DataType: 'String', StringValue: 'page' } };
      const sent = await sqs().send(
        new SendMessageCommand({ QueueUrl, MessageBody: 'ü', MessageAttributes }),
      );
      const [message, ...others] =
        (await receive({
          MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
          MessageAttributeNames: ['All'],
        })) ?? [];
      expect(others).toEqual([]);
      expect(message).toMatchObject({
        ...{ MessageId: sent.MessageId, Body: 'ü', MD5OfBody: sent.MD5OfMessageBody },
        Attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
        },
        MessageAttributes,
      });
      expect(await receive()).toBeUndefined();
      const { ReceiptHandle } = message ?? {};
      const back = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
      await sqs().send(new ChangeMessageVisibilityCommand(back));
      const [again] = (await receive()) ?? [];
      expect(again?.MessageId).toBe(sent.MessageId);
      await sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
      expect(await receive()).toBeUndefined();
    });

    test('shows system and own attributes to whoever asks for them, and to nobody else', async () => {
      await purge();
      const MessageAttributes = { kind: { DataType: 'String', StringValue: 'page' } };
      await sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes }));
      const [message] = (await receive()) ?? [];
      expect([message?.Attributes, message?.MessageAttributes]).toEqual([undefined, undefined]);
    });

    test('refuses what SQS refuses, by the same names', async () => {
      const nowhere = QueueUrl.replace(names.queue, 'nowhere');
      const send = (input: object) =>
        failure(sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...input })));
      const batch = (Entries: { Id: string; MessageBody: string }[]) =>
        failure(sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries })));
      const entry = (Id: string) => ({ Id, MessageBody: 'x' });
      expect(await send({ QueueUrl: nowhere })).toBe('QueueDoesNotExist');
      expect(await failure(sqs().send(new GetQueueUrlCommand({ QueueName: 'nowhere' })))).toBe(
        'QueueDoesNotExist',
      );
      expect(await send({ DelaySeconds: 901 })).toBe('InvalidParameterValue');
      // The other one takes it, which SQS does not.
      if (isOurs) expect(await send({ MessageBody: '\u0000' })).toBe('InvalidMessageContents');
      expect(await batch([])).toBe('EmptyBatchRequest');
      expect(await batch([entry('a'), entry('a')])).toBe('BatchEntryIdsNotDistinct');
      expect(await batch(Array.from({ length: 11 }, (_, id) => entry(`${id}`)))).toBe(
        'TooManyEntriesInBatchRequest',
      );
      const unknownHandle = { QueueUrl, ReceiptHandle: 'made up' };
      expect(await failure(sqs().send(new DeleteMessageCommand(unknownHandle)))).toBe(
        'ReceiptHandleIsInvalid',
      );
    });

    test('understands our own requests, and is understood', async () => {
      await purge();
      const ask = sqsIn(env());
      const Entries = [{ Id: '0', MessageBody: 'ü', DelaySeconds: 0 }];
      expect(await ask('SendMessageBatch', { QueueUrl, Entries })).toMatchObject({
        Successful: [{ Id: '0' }],
      });
      const { Messages: [message] = [] } = await ask('ReceiveMessage', { QueueUrl });
      expect(message?.Body).toBe('ü');
      await ask('DeleteMessage', { QueueUrl, ReceiptHandle: message?.ReceiptHandle });
      expect((await ask('ReceiveMessage', { QueueUrl })).Messages ?? []).toEqual([]);
      const nowhere = { QueueUrl: QueueUrl.replace(names.queue, 'nowhere'), MessageBody: 'x' };
      expect(await failure(ask('SendMessage', nowhere))).toBe('QueueDoesNotExist');
    });

    test('counts what waits and what is worked on', async () => {
      await purge();
      const Entries = ['a', 'b', 'c'].map(Id => ({ Id, MessageBody: Id }));
      const sent = await sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'b', 'c']);
      await receive({ MaxNumberOfMessages: 1 });
      const { Attributes } = await sqs().send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      expect(Attributes).toMatchObject({
        ...{ ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1' },
        ...{ ApproximateNumberOfMessagesDelayed: '0', DelaySeconds: '0', VisibilityTimeout: '30' },
      });
    });
  });

  describe('SNS', () => {
    test('is brought in line with the configuration, and with the next one', async () => {
      const topics = { email: TopicArn, stakeholders: others };
      const sync = syncSubscriptions(sns(), topics, () => {});
      const endpoints = async (topic: string) => {
        const asked = new ListSubscriptionsByTopicCommand({ TopicArn: topic });
        const { Subscriptions = [] } = await sns().send(asked);
        return Subscriptions.map(({ Endpoint }) => Endpoint).toSorted();
      };
      const all = ['ana@example.com', 'bo@example.com'];
      const [people, stakeholders] = [all, [{ email: 'cto@example.com', severities: ['SEV1'] }]];
      expect(await sync({ people, stakeholders })).toHaveLength(3);
      expect(await sync({ people, stakeholders })).toEqual([]);
      expect([await endpoints(TopicArn), await endpoints(others)]).toEqual([
        all,
        ['cto@example.com'],
      ]);
      await sync({ people: ['bo@example.com'], stakeholders: [] });
      expect([await endpoints(TopicArn), await endpoints(others)]).toEqual([
        ['bo@example.com'],
        [],
      ]);
    });

    test('takes a message, and refuses what SNS refuses, by the same names', async () => {
      const publish = snsPublish(env());
      const message = { Message: 'ü & <b>', attributes: { recipient: text('ana@example.com') } };
      const topic = { TopicArn };
      const none = { TopicArn: `${TopicArn}-none` };
      const nobody = { PhoneNumber: 'no number' };
      const Subject = 'x'.repeat(101);
      expect(await publish({ to: topic, ...message })).toMatch(/^[\w-]{8,}$/);
      expect(await failure(publish({ to: none, ...message }))).toBe('NotFound');
      expect(await failure(publish({ to: nobody, ...message }))).toBe('InvalidParameter');
      expect(await failure(publish({ to: topic, Subject, ...message }))).toBe('InvalidParameter');
    });
  });

  describe('Scheduler', () => {
    const id = incidentId('INC-2026-001');
    const key = { Name: id, GroupName: names.group };

    test('holds one alarm clock per incident: made, moved, and made anew when it is gone', async () => {
      const set = alarmClock({
        ...{ scheduler: awsRequests('scheduler', env()), now, group: names.group },
        wakeSoon: async () => {},
        ...{ timersQueueArn: arnOf('sqs', names.queue), deadLetterArn: arnOf('sqs', names.queue) },
        roleArn: 'arn:aws:iam::000000000000:role/scheduler',
        log: () => {},
      });
      const at = async () =>
        (await scheduler().send(new GetScheduleCommand(key))).ScheduleExpression;
      await set(id, addSeconds(now(), 600), true);
      expect(await at()).toBe('at(2026-11-23T02:23:00)');
      // Somebody else made it a moment ago.
      await set(id, addSeconds(now(), 900), true);
      expect(await at()).toBe('at(2026-11-23T02:28:00)');
      await set(id, addSeconds(now(), 1200));
      expect(await at()).toBe('at(2026-11-23T02:33:00)');
      await scheduler().send(new DeleteScheduleCommand(key));
      expect(await failure(scheduler().send(new GetScheduleCommand(key)))).toBe(
        'ResourceNotFoundException',
      );
      await set(id, addSeconds(now(), 1500));
      expect(await at()).toBe('at(2026-11-23T02:38:00)');
    });
  });

  test('what keeps a deploy from working can be asked of it', async () => {
    const standIn = { endpoint: url, region: 'us-east-1', accessKeyId: 'ana' };
    const found = await accountFacts('Tocsin', standIn).before(undefined);
    // The left-over of a stack that is gone.
    expect(found.scheduleGroups).toEqual({ known: ['Tocsin'] });
    for (const [name, answer] of Object.entries(found)) {
      expect([name, 'known' in answer || 'unknown' in answer]).toEqual([name, true]);
    }
  });
});

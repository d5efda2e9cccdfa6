import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { toyStack } from './toy-stack.ts';

const toy = toyStack();

describe('an alert through the whole stack', () => {
  test('reaches a phone by webhook, queue, table, stream, queue and SNS', async () => {
    const answer = await toy.alert('first');
    expect(answer.status).toBe(202);
    await toy.settles();

    const [text] = (await toy.inbox('+15550100')).filter(({ body }) => body.includes('first'));
    expect(text).toMatchObject({ channel: 'sms', links: [`${toy.url()}/a/token`] });
  });

  test('is found by its phone number, typed as people type it', async () => {
    const found = await toy.read<unknown[]>('/_local/inbox?to=+15550100');
    expect(found.length).toBeGreaterThan(0);
    expect(await toy.read('/_local/inbox?to=+15550177')).toEqual([]);
  });

  test('shows as a page to a browser', async () => {
    const answer = await toy.ask('/_local/inbox', { headers: { accept: 'text/html' } });
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).toContain('data-to="+15550100"');
  });

  test('keeps every character', async () => {
    await toy.alert('fire 🔥 \uE000 ü.');
    await toy.settles();
    const texts = await toy.inbox('+15550100');
    expect(texts.some(({ body }) => body.includes('fire 🔥 \uE000 ü.'))).toBe(true);
  });

  test('is counted per AWS operation, apart from what the stack itself asks for', async () => {
    const before = await toy.requests();
    await toy.alert('counted');
    await toy.settles();
    const after = await toy.requests();
    const grown = (key: string) => (after[key] ?? 0) - (before[key] ?? 0);

    expect(grown('sqs:SendMessage')).toBe(2);
    expect(grown('dynamodb:PutItem')).toBe(1);
    expect(grown('scheduler:CreateSchedule')).toBe(1);
    expect(grown('sns:Publish')).toBe(2);
    expect(grown('poller:sqs:ReceiveMessage')).toBe(2);
  });

  test('goes its way by itself, without anybody who moves the clock', async () => {
    await toy.alert('by itself.');
    const texts = async () => (await toy.inbox('+15550100')).map(({ body }) => body).join('\n');
    await expect.poll(texts, { timeout: 600_000 }).toContain('by itself.');
  });
});

describe('the clock', () => {
  test('is the same for a function and for the stack', async () => {
    const now = await toy.settles(7200);
    const { now: seen } = await toy.read<{ now: string }>('/v1/clock');
    // It goes on meanwhile, at the speed of any clock.
    const { now: after } = await toy.read<{ now: string }>('/_local/clock');
    expect(seen >= now && seen <= after).toBe(true);
    expect(Date.parse(seen) - Date.now()).toBeGreaterThan(7_000_000);
  });

  test('wakes a schedule within the minute asked for when it is moved', async () => {
    await toy.settles();
    const before = (await toy.logged('on-timer')).length;
    await toy.alert('schedule me');
    await toy.settles();
    const { now } = await toy.read<{ now: string }>('/_local/clock');
    await toy.settles(1200);

    const woken = (await toy.logged('on-timer')).slice(before);
    expect(woken).toHaveLength(1);
    const at = Date.parse(woken[0]?.split(' ')[1] ?? '');
    const minute = Math.floor((Date.parse(now) + 600_000) / 60_000) * 60_000;
    expect(at).toBeGreaterThanOrEqual(minute - 1000);
    expect(at).toBeLessThan(minute + 61_000);
  });

  test('holds a delayed message until it is due', async () => {
    await toy.alert('delayed', '?delay=300');
    await toy.settles(290);
    expect((await toy.inbox('+15550100')).filter(({ body }) => body.includes('delayed'))).toEqual(
      [],
    );
    await toy.settles(11);
    expect(
      (await toy.inbox('+15550100')).filter(({ body }) => body.includes('delayed')),
    ).toHaveLength(1);
  });

  test('runs the rule of every minute once for each minute passed, in order', async () => {
    await toy.settles();
    const before = (await toy.logged('on-sweep')).length;
    await toy.settles(3600);
    const swept = (await toy.logged('on-sweep')).slice(before);
    expect(swept).toHaveLength(60);
    expect(swept).toEqual([...swept].sort());
  });

  test('refuses to go back', async () => {
    const answer = await toy.post('/_local/clock/advance', { seconds: -1 });
    expect(answer.status).toBe(400);
  });
});

describe('a failing function', () => {
  /** Before a message is given up, each hidden for two minutes. */
  const attempts = 20;

  test('sees its message again, and the message ends in the dead-letter queue', async () => {
    await toy.alert('fail always');
    await toy.settles();
    expect(await toy.queue('alerts')).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    await toy.settles(attempts * 120);
    expect(await toy.queue('alerts')).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect((await toy.queue('alerts-dead-letters'))?.visible).toBe(1);
  });

  test('leaves word in its message of what the SDK sent it from, by which loops are found', async () => {
    const QueueUrl = `${toy.url()}/000000000000/Tocsin-alerts-dead-letters`;
    const look = { QueueUrl, VisibilityTimeout: 0, MessageSystemAttributeNames: ['All' as const] };
    const { Messages } = await new SQSClient(toy.client()).send(new ReceiveMessageCommand(look));
    expect(Messages?.[0]?.Attributes?.AWSTraceHeader).toMatch(/;Lineage=1:Tocsin-on-webhook:1$/);
  });

  test('that throws is visible in the logs with its stack', async () => {
    const { failures } = await toy.read<{ failures: number }>('/_local/logs');
    await toy.alert('throw');
    await toy.settles(attempts * 120);
    const after = await toy.read<{ failures: number }>('/_local/logs');
    expect(after.failures - failures).toBe(attempts);
    expect((await toy.logged('on-alert')).at(-1)).toContain('Error: Asked to throw');
  });

  test('on the stream does not hold up others, and its record is kept in the bucket', async () => {
    const dynamodb = new DynamoDBClient(toy.client());
    const put = (pk: string, body: string) =>
      dynamodb.send(
        new PutItemCommand({
          TableName: toy.stack().model.tables[0]?.name,
          Item: { pk: { S: pk }, sk: { S: 'EVENT#000001' }, body: { S: body } },
        }),
      );
    await put('INC#bad', 'poison');
    await put('INC#good', 'after the bad one');
    await toy.settles();

    expect((await toy.inbox()).some(({ body }) => body.includes('after the bad one'))).toBe(true);
    const s3 = new S3Client(toy.client());
    const Bucket = toy.stack().model.buckets[0]?.name ?? '';
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'aws/lambda/' }));
    expect(listed.KeyCount).toBe(1);
    const Key = listed.Contents?.[0]?.Key ?? '';
    const kept = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const failure = JSON.parse((await kept.Body?.transformToString()) ?? '');
    expect(failure.requestContext.condition).toBe('RetryAttemptsExhausted');
    expect(failure.payload).toContain('poison');
  });
});

test('a batching window gathers what comes within it', async () => {
  await toy.settles();
  for (let index = 0; index < 25; index++) await toy.post('/v1/alerts/repeat', `window ${index}`);
  await toy.settles(0);
  const dynamodb = new DynamoDBClient(toy.client());
  const TableName = toy.stack().model.tables[0]?.name;
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
  const sizes = Items.filter(item => item.body?.S?.includes('window ')).map(item => item.batch?.N);
  expect(sizes).toHaveLength(25);
  expect(Math.max(...sizes.map(Number))).toBeGreaterThan(10);
});

test('a text from a phone arrives at the replies queue as AWS sends it', async () => {
  await toy.alert('to be answered');
  await toy.settles();
  await toy.post('/_local/inbox/reply', { from: '+15550100', text: 'ack' });
  await toy.settles();
  const [, payload = ''] =
    /^reply (.*)$/.exec((await toy.logged('on-sms-reply')).at(-1) ?? '') ?? [];
  expect(JSON.parse(payload)).toEqual({
    originationNumber: '+15550100',
    destinationNumber: '+15550199',
    messageKeyword: 'KEYWORD_LOCAL',
    messageBody: 'ack',
    inboundMessageId: expect.any(String),
    previousPublishedMessageId: expect.any(String),
  });
});

test('an alarm event passes the rule and its input transformer into the alerts queue', async () => {
  const event = {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    detail: { alarmName: 'Disk "full"', state: { value: 'ALARM' } },
  };
  const answer = await toy.post('/_local/events', event);
  expect((await answer.json()) as unknown).toEqual({ rules: [expect.any(String)] });
  await toy.settles();
  const text = (await toy.inbox()).find(({ body }) => body.includes('alarm-event'));
  expect(text?.body).toContain('Disk \\"full\\"');
});

describe('an injected fault', () => {
  test('strikes as often as asked, and the message is delivered at the next try', async () => {
    const before = (await toy.inbox('+15550100')).length;
    const fault = { service: 'sns', operation: 'Publish', times: 3, status: 500 };
    expect((await toy.post('/_local/faults', fault)).status).toBe(201);
    await toy.alert('despite a fault');
    await toy.settles(15);
    expect(await toy.read('/_local/faults')).toEqual([]);
    expect((await toy.inbox('+15550100')).length).toBe(before + 1);
  });

  test('can lose the answer of what was done', async () => {
    const fault = { service: 'dynamodb', operation: 'PutItem', when: 'after', status: 400 };
    await toy.post('/_local/faults', { ...fault, code: 'ThrottlingException' });
    await toy.alert('done twice');
    await toy.settles(15);
    const { ok } = await toy.ask('/_local/faults', { method: 'DELETE' });
    expect(ok).toBe(true);
  });

  test('needs a service', async () => {
    expect((await toy.post('/_local/faults', {})).status).toBe(400);
  });
});

test('a page from elsewhere may not move the clock', async () => {
  const answer = await toy.ask('/_local/clock/advance', {
    method: 'POST',
    headers: { origin: 'https://example.com' },
    body: '{"seconds":1}',
  });
  expect(answer.status).toBe(403);
});

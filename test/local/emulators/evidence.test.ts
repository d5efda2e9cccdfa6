import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { toyStack } from '../toy-stack.ts';

const toy = toyStack();
const from = Date.parse('2026-11-23T02:00:00Z');

async function logs(filterPattern?: string) {
  const client = new CloudWatchLogsClient(toy.client());
  const messages: string[] = [];
  let pages = 0;
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName: '/aws/lambda/payments-capture',
        startTime: from,
        endTime: from + 3_600_000,
        ...(nextToken !== undefined && { nextToken }),
        ...(filterPattern !== undefined && { filterPattern }),
      }),
    );
    messages.push(...(page.events ?? []).map(event => event.message ?? ''));
    nextToken = page.nextToken;
    pages += 1;
  } while (nextToken !== undefined);
  return { messages, pages };
}

describe('log events', () => {
  test('come in pages and are the same each time', async () => {
    const first = await logs();
    expect(first.pages).toBeGreaterThan(1);
    expect(first.messages).toHaveLength(240);
    expect(await logs()).toEqual(first);
  });

  test('hold errors, which a pattern finds', async () => {
    const { messages } = await logs('ERROR');
    expect(messages.length).toBeGreaterThan(10);
    expect(messages.every(message => message.includes('ERROR'))).toBe(true);
  });

  test('are all that this emulator knows', async () => {
    const client = new CloudWatchLogsClient(toy.client());
    await expect(
      client.send(new DeleteLogGroupCommand({ logGroupName: 'orders' })),
    ).rejects.toThrow();
  });
});

describe('metric data', () => {
  const client = () => new CloudWatchClient(toy.client());
  const query = {
    StartTime: new Date(from),
    EndTime: new Date(from + 600_000),
    MetricDataQueries: [
      {
        Id: 'errors',
        MetricStat: {
          Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' },
          Period: 60,
          Stat: 'Sum',
        },
      },
    ],
  };

  test('is one value per period, newest first, the same each time', async () => {
    const first = await client().send(new GetMetricDataCommand(query));
    const [series] = first.MetricDataResults ?? [];
    expect(series).toMatchObject({ Id: 'errors', Label: 'Errors', StatusCode: 'Complete' });
    expect(series?.Values).toHaveLength(10);
    expect(series?.Timestamps?.[0]).toEqual(new Date(from + 540_000));
    const again = await client().send(new GetMetricDataCommand(query));
    expect(again.MetricDataResults).toEqual(first.MetricDataResults);
  });

  test('needs a query', async () => {
    const input = { ...query, MetricDataQueries: [] };
    await expect(client().send(new GetMetricDataCommand(input))).rejects.toThrow();
  });

  test('is all that this emulator knows', async () => {
    await expect(client().send(new ListMetricsCommand({}))).rejects.toThrow();
  });
});

test('an object that must not exist yet is written once', async () => {
  const s3 = new S3Client(toy.client());
  const Bucket = toy.stack().model.buckets[0]?.name ?? '';
  const put = (Body: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body, IfNoneMatch: '*' }));
  const outcomes = await Promise.allSettled([put('one'), put('two')]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { name: 'PreconditionFailed' },
  });
  const kept = await s3.send(new GetObjectCommand({ Bucket, Key: 'once' }));
  expect(['one', 'two']).toContain(await kept.Body?.transformToString());
});

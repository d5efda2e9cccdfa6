import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { readMetric } from '#adapters/aws/evidence-sources.ts';
import { addSeconds, epochMs } from '#core/time/instant.ts';
import { alarmsEmulator } from '#local/emulators/alarms.ts';
import { metricsEmulator } from '#local/emulators/metrics.ts';
import type { AwsRequest } from '#local/wire/aws-wire.ts';
import { start as now } from '../support/samples.ts';

const hour = 3600;
const day = 24 * hour;
const thisHour = Math.floor(epochMs(now) / 1000 / hour) * hour;
const emulator = metricsEmulator(
  alarmsEmulator({ value: {}, changed() {} } as never),
  { now: () => epochMs(now) },
  () => true,
);

function points(period: number, ageSeconds: number, seconds = hour): number[] {
  const from = thisHour - ageSeconds;
  const Metric = { Namespace: 'Shop', MetricName: 'Orders' };
  const body = JSON.stringify({
    StartTime: from,
    EndTime: from + seconds,
    ScanBy: 'TimestampAscending',
    MetricDataQueries: [{ Id: 'm1', MetricStat: { Metric, Period: period, Stat: 'Sum' } }],
  });
  const request = { operation: 'GetMetricData', body: Buffer.from(body) } as AwsRequest;
  const { MetricDataResults } = JSON.parse(String(emulator(request).body));
  return MetricDataResults[0].Timestamps;
}

describe('the emulator of CloudWatch', () => {
  test('has no points, and says nothing, where the period is too fine for data of that age', () => {
    expect(points(10, 2 * hour)).toHaveLength(360);
    expect(points(10, 4 * hour)).toEqual([]);
    expect(points(60, 4 * hour)).toHaveLength(60);
    expect(points(60, 16 * day)).toEqual([]);
    expect(points(300, 16 * day)).toHaveLength(12);
    expect(points(300, 64 * day)).toEqual([]);
    expect(points(3600, 64 * day, day)).toHaveLength(24);
    expect(points(3600, 456 * day)).toEqual([]);
  });

  test('rounds the beginning down, so that a minute which is partly asked for is there', () => {
    const [first = 0] = points(60, hour + 30);
    expect(first).toBe(thisHour - hour - 60);
  });
});

describe('a metric is read in the period that its age allows', () => {
  const client = new CloudWatchClient({ region: 'eu-central-1' });
  const asked: { Period: number; StartTime: Date }[] = [];
  client.middlewareStack.add(
    () => async args => {
      const input = args.input as {
        StartTime: Date;
        MetricDataQueries: [{ MetricStat: { Period: number } }];
      };
      const [{ MetricStat }] = input.MetricDataQueries;
      asked.push({ Period: MetricStat.Period, StartTime: input.StartTime });
      return { output: { $metadata: {}, MetricDataResults: [] } as never, response: {} };
    },
    { step: 'initialize' },
  );
  const read = readMetric(client, () => now);
  const orders = {
    namespace: 'Shop',
    name: 'Orders',
    statistic: 'Sum',
    periodSeconds: 10,
    dimensions: {},
  };

  test.each([
    [hour, 10],
    [day, 60],
    [30 * day, 300],
    [100 * day, 3600],
  ])('of %i s ago: %i s', async (age, period) => {
    const from = addSeconds(now, -age - 7);
    const answer = await read(orders, { from, to: addSeconds(from, hour) });
    expect(answer).toMatchObject({ periodSeconds: period });
    const { Period, StartTime } = asked.at(-1) ?? {};
    expect(Period).toBe(period);
    expect((StartTime?.getTime() ?? 1) % (period * 1000)).toBe(0);
    expect(StartTime?.getTime()).toBeLessThanOrEqual(epochMs(from));
  });

  test('and in the same as what it is compared with', async () => {
    const week = addSeconds(now, -7 * day);
    await read(orders, { from: addSeconds(now, -hour), to: now }, week);
    expect(asked.at(-1)?.Period).toBe(60);
  });
});

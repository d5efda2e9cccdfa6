import { CloudWatchClient, type DescribeAlarmsCommandInput } from '@aws-sdk/client-cloudwatch';
import { type CreateScheduleCommandInput, SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect, test } from 'vitest';
import { alarmExecutors } from '#adapters/actions/alarms.ts';
import { start } from '../support/samples.ts';

const region = 'eu-central-1';

/** CloudWatch with one alarm a page. */
function cloudWatchOf(names: string[]): CloudWatchClient {
  const client = new CloudWatchClient({ region });
  client.middlewareStack.add(
    () => async args => {
      const { NextToken: next = '0' } = args.input as DescribeAlarmsCommandInput;
      const page = Number(next);
      const more = page + 1 < names.length;
      const output = {
        $metadata: {},
        MetricAlarms: [{ AlarmName: names[page] }],
        ...(more && { NextToken: String(page + 1) }),
      };
      return { output: output as never, response: {} };
    },
    { step: 'initialize' },
  );
  return client;
}

test('every alarm of a closer watch is found, however many answers they take', async () => {
  const alarms = ['watch-a', 'watch-b', 'watch-c'];
  const { looks } = alarmExecutors({
    ...{ now: () => start, group: 'Tocsin-watches', roleArn: 'role' },
    ...{ cloudWatch: cloudWatchOf(alarms), scheduler: new SchedulerClient({ region }) },
  });
  const seen = await looks.watched?.({ kind: 'watched', prefix: 'watch-', metrics: [] });
  expect(seen).toMatchObject({ alarms, stack: 'Tocsin' });
});

test('Scheduler is told to delete them in the partition that its role is in', async () => {
  const scheduler = new SchedulerClient({ region: 'us-gov-west-1' });
  const targets: unknown[] = [];
  scheduler.middlewareStack.add(
    () => async args => {
      targets.push((args.input as CreateScheduleCommandInput).Target?.Arn);
      return { output: { $metadata: {} } as never, response: {} };
    },
    { step: 'initialize' },
  );
  const roleArn = 'arn:aws-us-gov:iam::111122223333:role/watches-end';
  const { steps } = alarmExecutors({ now: () => start, group: 'group', roleArn, scheduler });
  await steps['delete-alarms-later']?.({
    kind: 'delete-alarms-later',
    schedule: 'watch',
    alarms: ['a'],
    seconds: 60,
  });
  expect(targets).toEqual(['arn:aws-us-gov:scheduler:::aws-sdk:cloudwatch:deleteAlarms']);
});

import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  ConflictException,
  CreateScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { readMetric } from '#adapters/aws/evidence-sources.ts';
import { metricText } from '#core/actions/changes.ts';
import type { WatchedMetric, Week } from '#core/actions/steps.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { ActionExecutors } from '#ports/actions.ts';
import type { Now } from '#ports/runtime.ts';

const daySeconds = 86_400;

/** Alarms for a while. Scheduler deletes them itself, at their time, with a right to nothing else. */
export function alarmExecutors(deps: {
  now: Now;
  /** Group of the schedules, `<stack>-watches`, and the role by which Scheduler deletes. */
  group: string;
  roleArn: string;
  cloudWatch?: CloudWatchClient;
  scheduler?: SchedulerClient;
}): ActionExecutors {
  const { now, scheduler = new SchedulerClient({}) } = deps;
  const [, partition] = deps.roleArn.split(':');
  const stack = deps.group.replace(/-watches$/, '');
  // Three alarms a second may be set in an account, and a service may have fifty: each is asked for until it is its turn.
  const { cloudWatch = new CloudWatchClient({ maxAttempts: 10 }) } = deps;
  const read = readMetric(cloudWatch, now);
  return {
    looks: {
      async watched({ kind, prefix, metrics }) {
        const [alarms, weeks] = [await alarmsOf(prefix), await Promise.all(metrics.map(lastWeek))];
        return { kind, alarms, weeks, stack };
      },
    },
    steps: {
      async 'put-alarm'({ alarm, service, severity, metric, breaches, threshold }) {
        const { namespace, name, statistic, periodSeconds, dimensions = {} } = metric;
        const isPlain = /^(Average|Sum|Minimum|Maximum|SampleCount)$/.test(statistic);
        await cloudWatch.send(
          new PutMetricAlarmCommand({
            AlarmName: alarm,
            // The last two lines are read by whoever takes the alarm in.
            AlarmDescription:
              `${metricText(metric)} is ${breaches} ${threshold}, shortly after a fix.\n` +
              `service: ${service}\nseverity: ${severity}`,
            Namespace: namespace,
            MetricName: name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            ...(isPlain
              ? {
                  Statistic: statistic as 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount',
                }
              : { ExtendedStatistic: statistic }),
            Period: periodSeconds,
            EvaluationPeriods: 3,
            DatapointsToAlarm: 2,
            Threshold: threshold,
            ComparisonOperator: breaches === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
            TreatMissingData: 'notBreaching',
          }),
        );
        return { done: `${alarm} watches` };
      },
      async 'delete-alarms-later'({ schedule, alarms, seconds }) {
        const at = addSeconds(now(), seconds).slice(0, 19);
        const wanted = {
          Name: schedule,
          GroupName: deps.group,
          ScheduleExpression: `at(${at})`,
          ScheduleExpressionTimezone: 'UTC',
          FlexibleTimeWindow: { Mode: 'OFF' as const },
          ActionAfterCompletion: 'DELETE' as const,
          State: 'ENABLED' as const,
          Target: {
            Arn: `arn:${partition}:scheduler:::aws-sdk:cloudwatch:deleteAlarms`,
            RoleArn: deps.roleArn,
            Input: JSON.stringify({ AlarmNames: alarms }),
            RetryPolicy: { MaximumRetryAttempts: 20, MaximumEventAgeInSeconds: daySeconds },
          },
        };
        try {
          await scheduler.send(new CreateScheduleCommand(wanted));
        } catch (error) {
          if (!(error instanceof ConflictException)) throw error;
          await scheduler.send(new UpdateScheduleCommand(wanted));
        }
        return { done: `${alarms.length} alarms are deleted at ${at}Z` };
      },
      async 'delete-alarms'({ alarms }) {
        await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: alarms }));
        return { done: `${alarms.length} alarms deleted` };
      },
    },
  };

  async function alarmsOf(prefix: string): Promise<string[]> {
    const names: string[] = [];
    let next: string | undefined;
    do {
      const page = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, MaxRecords: 100, NextToken: next }),
      );
      names.push(...(page.MetricAlarms ?? []).flatMap(({ AlarmName: name }) => name ?? []));
      next = page.NextToken;
    } while (next !== undefined);
    return names;
  }

  /** In steps of five minutes: CloudWatch keeps those for two months, and a week of them fits in two pages. */
  async function lastWeek(metric: WatchedMetric): Promise<Week> {
    const to = now();
    const from = addSeconds(to, -7 * daySeconds);
    // A sum over five minutes would be five times what the alarm compares.
    const isTotal = /^(Sum|SampleCount)$/.test(metric.statistic);
    const periodSeconds = Math.max(300, metric.periodSeconds);
    const parts = isTotal ? periodSeconds / metric.periodSeconds : 1;
    const { dimensions = {} } = metric;
    const series = await read({ ...metric, dimensions, periodSeconds }, { from, to });
    if ('unreadable' in series) return series;
    return { values: series.points.map(({ value }) => value / parts) };
  }
}

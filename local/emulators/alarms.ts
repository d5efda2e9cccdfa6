import { pageOf } from '#local/emulators/short-pages.ts';
import type { StateFile } from '#local/state-file.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

/** By name, as they were put. */
export type Alarms = Record<string, Record<string, unknown>>;

/** Alarms of CloudWatch that are made and deleted; whether they go off is up to whoever sends their event. */
export function alarmsEmulator(file: Pick<StateFile<Alarms>, 'value' | 'changed'>) {
  const alarms = file.value;
  return (request: AwsRequest): AwsResponse => {
    const input = readJson(request);
    switch (request.operation) {
      case 'PutMetricAlarm': {
        const name = String(input.AlarmName ?? '');
        for (const needed of [
          'MetricName',
          'Namespace',
          'Period',
          'EvaluationPeriods',
          'Threshold',
        ]) {
          if (input[needed] === undefined) {
            throw new AwsError('ValidationError', `${needed} is needed`);
          }
        }
        const period = Number(input.Period);
        if (![10, 20, 30].includes(period) && !(period > 0 && period % 60 === 0)) {
          throw new AwsError('ValidationError', 'Period must be 10, 20, 30 or a multiple of 60');
        }
        if ((input.Statistic === undefined) === (input.ExtendedStatistic === undefined)) {
          throw new AwsError('ValidationError', 'Give Statistic or ExtendedStatistic');
        }
        alarms[name] = input;
        file.changed();
        return jsonResponse({});
      }
      case 'DescribeAlarms': {
        const prefix = String(input.AlarmNamePrefix ?? '');
        const found = Object.keys(alarms).filter(name => name.startsWith(prefix));
        const { items, next } = pageOf(found, input.NextToken as string | undefined);
        return jsonResponse({
          MetricAlarms: items.map(name => ({ ...alarms[name], StateValue: 'INSUFFICIENT_DATA' })),
          CompositeAlarms: [],
          ...(next !== undefined && { NextToken: next }),
        });
      }
      case 'DeleteAlarms': {
        for (const name of (input.AlarmNames ?? []) as string[]) delete alarms[name];
        file.changed();
        return jsonResponse({});
      }
      default:
        throw noCounterpart(request, 'InvalidAction');
    }
  };
}

export function isAboutAlarms({ operation }: AwsRequest): boolean {
  return ['PutMetricAlarm', 'DescribeAlarms', 'DeleteAlarms'].includes(operation);
}

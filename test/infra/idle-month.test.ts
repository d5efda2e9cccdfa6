import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Json, synthesised, target } from './synthesised.ts';

/* What a month costs in which nothing happens, worked out from what the template has: no free tier is counted. */

/**
 * In US dollars, us-east-1. Sources: the public price lists of August 2026 for Lambda, SQS, DynamoDB, S3 and CloudWatch;
 * aws.amazon.com/cloudwatch/pricing for alarms, of which one on a calculation is as many as the metrics in it.
 */
const prices = {
  alarmMetric: 0.1,
  customMetric: 0.3,
  sqsRequest: 0.4 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecond: 0.0000133334,
  readUnit: 0.125 / 1e6,
  logsGb: 0.5,
};

const minutes = (365.25 * 24 * 60) / 12;
/** Lambda keeps five pollers where a queue has a limit of its own, and as many at most where it has none; each waits 20 s. */
const pollers = 5;
const pollsPerMinute = 3;
/** Of a sweep or a round that finds nothing: longer, more and bigger than measured on the local stack. */
const round = { seconds: 0.3, readUnits: 8, logKilobytes: 2 };

const stack = await synthesised();

function idleMonth(): Record<string, number> {
  const alarms = stack.ofType('AWS::CloudWatch::Alarm').flatMap(({ Properties }) => {
    const measured = Properties.Metrics?.filter(({ MetricStat }: Json) => MetricStat !== undefined);
    return measured ?? [Properties.MetricName];
  });
  // Metrics of the logs have data only where something is logged: what is there all the time is the heartbeat.
  const heartbeats = stack
    .ofType('AWS::CloudWatch::Alarm')
    .filter(({ Properties }) => Properties.MetricName === 'Heartbeat');
  const polled = stack
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(
      ({ Properties }) =>
        stack.template.Resources[target(Properties.EventSourceArn)].Type === 'AWS::SQS::Queue',
    );
  const rounds = stack
    .ofType('AWS::Events::Rule')
    .flatMap(
      ({ Properties }) => /^rate\((\d+) minutes?\)$/.exec(Properties.ScheduleExpression)?.[1] ?? [],
    )
    .reduce((sum, every) => sum + minutes / Number(every), 0);
  const [gigabytes] = stack
    .ofType('AWS::Lambda::Function')
    .map(({ Properties }) => Properties.MemorySize / 1024);
  return {
    alarms: alarms.length * prices.alarmMetric,
    metrics: heartbeats.length * prices.customMetric,
    polling: polled.length * pollers * pollsPerMinute * minutes * prices.sqsRequest,
    rounds:
      rounds *
      (prices.lambdaRequest +
        round.seconds * (gigabytes ?? 0) * prices.lambdaGbSecond +
        round.readUnits * prices.readUnit +
        (round.logKilobytes / 1e6) * prices.logsGb),
  };
}

test('an idle month costs what the README says', () => {
  const parts = idleMonth();
  for (const part of Object.values(parts)) expect(part).toBeGreaterThan(0);
  const whole = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const claims = [...readme.matchAll(/\$(\d+) in an idle month/g)].map(([, dollars]) =>
    Number(dollars),
  );
  expect(claims, JSON.stringify(parts)).toEqual([Math.round(whole)]);
});

test('nothing else of the stack costs by the month alone', () => {
  const byTheMonth = [
    'AWS::KMS::Key',
    'AWS::SecretsManager::Secret',
    'AWS::EC2::NatGateway',
    'AWS::WAFv2::WebACL',
    'AWS::Lambda::Version',
    'AWS::CloudWatch::Dashboard',
  ];
  expect(byTheMonth.flatMap(type => stack.ofType(type))).toEqual([]);
  for (const { Properties } of stack.ofType('AWS::Lambda::EventSourceMapping')) {
    expect(Properties.ProvisionedPollerConfig).toBeUndefined();
  }
});

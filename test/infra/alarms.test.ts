import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Json, type Resource, synthesised, target } from './synthesised.ts';

const stack = await synthesised();
const alarms = stack.ofType('AWS::CloudWatch::Alarm');
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const headings = [...runbook.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);

describe('each alarm', () => {
  test.each(alarms.map(alarm => [alarm.Properties.AlarmName, alarm] as const))(
    '%s says what it means for people and links to what to do',
    (name, { Properties }) => {
      const [impact = '', link = ''] = Properties.AlarmDescription.split(' What to do: ');
      expect(impact).toMatch(
        /people|page|alerts?\b|incident|escalation|team|stakeholder|somebody|evidence/i,
      );
      expect(impact.length).toBeGreaterThan(40);
      const section = name.replace('Tocsin/', '');
      expect(link).toBe(`docs/runbook.md#${section}`);
      expect(headings).toContain(section);
    },
  );

  test.each(alarms.map(alarm => [alarm.Properties.AlarmName, alarm] as const))(
    '%s tells the people who run Tocsin, when it begins and when it is over',
    (_, { Properties }) => {
      const operations = stack.named('AWS::SNS::Topic', 'operations').id;
      expect(Properties.AlarmActions.map(target)).toEqual([operations]);
      expect(Properties.OKActions.map(target)).toEqual([operations]);
      expect(Properties.ActionsEnabled).not.toBe(false);
    },
  );
});

test('every section of the runbook is about an alarm that exists', () => {
  const general = ['First, always', 'Your tools', 'Before you need this'];
  const names = alarms.map(({ Properties }) => Properties.AlarmName.replace('Tocsin/', ''));
  expect(headings.filter(heading => !general.includes(heading)).sort()).toEqual(names.sort());
});

test('every link inside the runbook leads somewhere', () => {
  const links = [...runbook.matchAll(/\]\(#([^)]*)\)/g)].map(([, link]) => link);
  expect(links.filter(link => !headings.includes(link ?? ''))).toEqual([]);
});

test('the link is to wherever the runbook is read', async () => {
  const elsewhere = await synthesised({ runbook: 'https://example.com/runbook' });
  for (const { Properties } of elsewhere.ofType('AWS::CloudWatch::Alarm')) {
    expect(Properties.AlarmDescription).toContain('https://example.com/runbook#');
  }
});

test('there are few enough alarms to cost three dollars a month at most', () => {
  const perMetric = alarms.map(
    ({ Properties }) => Properties.Metrics?.filter((m: Json) => m.MetricStat).length ?? 1,
  );
  expect(perMetric.reduce((sum, metrics) => sum + metrics, 0)).toBeLessThanOrEqual(30);
});

describe('what is watched', () => {
  test('every queue that holds what was given up', () => {
    const workQueues = stack
      .ofType('AWS::SQS::Queue')
      .filter(({ Properties }) => Properties.RedrivePolicy === undefined);
    expect(workQueues).toHaveLength(13);
    for (const { id } of workQueues) {
      const alarm = alarmOn('AWS/SQS', 'ApproximateNumberOfMessagesVisible', id);
      expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 1, Period: 60 });
      expect(alarm.AlarmName).toBe(`Tocsin/${stack.nameOf(id)}`);
    }
  });

  test('page-errors: crashes of on-page, and the failures that it catches and logs', () => {
    const [section, name] = ['page-errors', 'on-page'];
    const [alarm] = alarms.filter(({ Properties }) => Properties.AlarmName === `Tocsin/${section}`);
    expect(alarm?.Properties.Threshold).toBe(1);
    const metrics: Json[] = alarm?.Properties.Metrics.map((m: Json) => m.MetricStat?.Metric);

    const { id, Properties } = stack.named('AWS::Lambda::Function', name);
    const crashed = metrics.find(metric => metric?.Namespace === 'AWS/Lambda');
    expect(crashed.MetricName).toBe('Errors');
    expect(crashed.Dimensions.map((d: Json) => target(d.Value))).toEqual([id]);

    const logged = metrics.find(metric => metric?.Namespace === 'Tocsin');
    const [filter] = stack
      .ofType('AWS::Logs::MetricFilter')
      .filter(f => f.Properties.MetricTransformations[0].MetricName === logged.MetricName);
    expect(filter?.Properties.FilterPattern).toBe('{ $.level = "ERROR" }');
    expect(target(filter?.Properties.LogGroupName)).toBe(target(Properties.LoggingConfig.LogGroup));
  });

  test('every function: by its failures, by what its queue gave up, or by the heartbeat', () => {
    const unwatched = stack
      .ofType('AWS::Lambda::Function')
      .filter(({ id, Properties }) => {
        const name = stack.nameOf(id);
        // Its silence is the alarm.
        if (name === 'on-sweep') return false;
        return !countsFailures(Properties.LoggingConfig.LogGroup) && !isFedByWatchedQueue(id);
      })
      .map(({ id }) => stack.nameOf(id));
    expect(unwatched, 'see infra/alarms.ts: who learns that these fail?').toEqual([]);
  });

  test.each([
    ['webhook-errors', ['on-webhook', 'on-vendor-request']],
    [
      'request-errors',
      ['on-ack-link', 'on-api-request', 'on-chat-request', 'on-diagnosis-request'],
    ],
    ['dispatch-errors', ['on-incident-event', 'on-record-put-aside']],
    ['event-feed-errors', ['on-event-feed']],
    ['duty-errors', ['on-duty']],
    ['action-errors', ['on-automation-actions', 'on-cache-actions', 'on-database-actions']],
  ])('%s: one metric for many functions, also of calls that ran out of time', (section, names) => {
    const metric = `Tocsin-${section}`;
    expect(alarmOn('Tocsin', metric)).toMatchObject({ Threshold: 1, Statistic: 'Sum' });
    for (const name of names) {
      const { Properties } = stack.named('AWS::Lambda::Function', name);
      const group = target(Properties.LoggingConfig.LogGroup);
      const filters = stack
        .ofType('AWS::Logs::MetricFilter')
        .filter(filter => target(filter.Properties.LogGroupName) === group)
        .filter(filter => filter.Properties.MetricTransformations[0].MetricName === metric);
      expect(filters.map(filter => filter.Properties.FilterPattern)).toEqual([
        expect.stringContaining('$.record.status != "success"'),
      ]);
    }
  });

  test('the section of an alarm says of every function whose failures it counts how to look at it', () => {
    const unnamed = stack.ofType('AWS::Lambda::Function').flatMap(({ id, Properties }) => {
      // Those of actions are looked at in a loop over their families.
      const name = stack.nameOf(id).replace(/^on-(.*)-actions$/, '$1');
      const group = target(Properties.LoggingConfig.LogGroup);
      return stack
        .ofType('AWS::Logs::MetricFilter')
        .filter(filter => target(filter.Properties.LogGroupName) === group)
        .map(filter => filter.Properties.MetricTransformations[0].MetricName.replace('Tocsin-', ''))
        .filter(section => headings.includes(section))
        .filter(section => {
          const [text = ''] = (runbook.split(`\n## ${section}\n`)[1] ?? '').split('\n## ');
          return !new RegExp(`(errors|in) .*\\b${name}\\b`).test(text);
        })
        .map(section => `${section}: ${name}`);
    });
    expect(unnamed).toEqual([]);
  });

  test('calls that Lambda turned away', () => {
    expect(alarmOn('AWS/Lambda', 'Throttles').Dimensions).toBeUndefined();
  });

  test('how far dispatch is behind the table', () => {
    const { id } = stack.named('AWS::Lambda::Function', 'on-incident-event');
    const alarm = alarmOn('AWS/Lambda', 'IteratorAge', id);
    expect(alarm).toMatchObject({ Statistic: 'Maximum', Threshold: 60_000 });
  });

  test('how long the oldest of the alerts waits', () => {
    const { id } = stack.named('AWS::SQS::Queue', 'alerts');
    const { Threshold } = alarmOn('AWS/SQS', 'ApproximateAgeOfOldestMessage', id);
    expect(Threshold).toBeLessThanOrEqual(120);
  });

  test('pages that are due and stay, and not those that rest for the next way to a person', () => {
    const { id } = stack.named('AWS::SQS::Queue', 'pages');
    expect(alarmOn('AWS/SQS', 'ApproximateNumberOfMessagesVisible', id)).toMatchObject({
      AlarmName: 'Tocsin/pages-waiting',
      ...{ Threshold: 1, Statistic: 'Maximum', Period: 60, EvaluationPeriods: 2 },
    });
  });

  test('the heartbeat of this stack and no other, of which silence is the bad news', () => {
    expect(alarmOn('Tocsin', 'Heartbeat')).toMatchObject({
      Dimensions: [{ Name: 'ScheduleGroup', Value: 'Tocsin' }],
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 5,
    });
  });

  test('wakes that Scheduler dropped', () => {
    const alarm = alarmOn('AWS/Scheduler', 'InvocationDroppedCount');
    expect(alarm.Dimensions).toEqual([{ Name: 'ScheduleGroup', Value: 'Tocsin' }]);
  });

  test('requests that were turned away, of every route but the form that answers 429 itself', () => {
    expect(alarmOn('Tocsin', 'Tocsin-turned-away')).toMatchObject({
      Statistic: 'Sum',
      Period: 300,
    });
    const [stage] = stack.ofType('AWS::ApiGatewayV2::Stage');
    const filters = stack
      .ofType('AWS::Logs::MetricFilter')
      .filter(f => f.Properties.MetricTransformations[0].MetricName === 'Tocsin-turned-away');
    expect(
      filters.map(({ Properties: { FilterPattern, MetricTransformations } }) => [
        FilterPattern,
        MetricTransformations[0].MetricValue,
      ]),
    ).toEqual([
      // What is too large is lost: one is enough.
      ['{ $.status = "413" }', '10'],
      ['{ $.status = "429" && $.route != "POST /s" }', '1'],
    ]);
    for (const { Properties } of filters) {
      expect(target(Properties.LogGroupName)).toBe(
        target(stage?.Properties.AccessLogSettings.DestinationArn),
      );
    }
  });

  test('errors of the API', () => {
    const [api] = stack.ofType('AWS::ApiGatewayV2::Api');
    expect(alarmOn('AWS/ApiGateway', '5xx', api?.id)).toMatchObject({ Threshold: 1 });
  });

  test('the cost of texts, against the cap that was set', async () => {
    for (const [cap, { ofType }] of [
      [1, stack],
      [50, await synthesised({ smsMonthlyCapUsd: 50 })],
    ] as const) {
      const [alarm] = ofType('AWS::CloudWatch::Alarm').filter(
        ({ Properties }) => Properties.AlarmName === 'Tocsin/sms-spend',
      );
      expect(alarm?.Properties.Threshold).toBe(80);
      const [part, spent] = alarm?.Properties.Metrics ?? [];
      expect(part.Expression).toBe(`100 * spent / ${cap}`);
      expect(spent.MetricStat.Metric.MetricName).toBe('SMSMonthToDateSpentUSD');
    }
  });

  function countsFailures(group: Json): boolean {
    const counted = stack
      .ofType('AWS::Logs::MetricFilter')
      .filter(({ Properties }) => target(Properties.LogGroupName) === target(group))
      .map(({ Properties }) => Properties.MetricTransformations[0].MetricName);
    const alarmed = alarms.flatMap(({ Properties }) => [
      Properties.MetricName,
      ...(Properties.Metrics ?? []).map((metric: Json) => metric.MetricStat?.Metric.MetricName),
    ]);
    return counted.some(name => alarmed.includes(name));
  }

  function isFedByWatchedQueue(id: string): boolean {
    const queues = stack
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ Properties }) => target(Properties.FunctionName) === id)
      .map(({ Properties }) => target(Properties.EventSourceArn));
    return queues.some(queue =>
      alarms.some(
        ({ Properties }) => Properties.AlarmName === `Tocsin/${stack.nameOf(queue)}-dead-letters`,
      ),
    );
  }

  function alarmOn(namespace: string, metric: string, ofWhat?: string): Resource['Properties'] {
    const found = alarms.filter(
      ({ Properties }) =>
        Properties.Namespace === namespace &&
        Properties.MetricName === metric &&
        (ofWhat === undefined ||
          Properties.Dimensions.some((d: { Value: Json }) => target(d.Value) === ofWhat)),
    );
    expect(found, `${metric} of ${ofWhat}`).toHaveLength(1);
    return found[0]?.Properties;
  }
});

describe('the topic of our own alarms', () => {
  const { id } = stack.named('AWS::SNS::Topic', 'operations');

  test('may be published to by the alarms of this account', () => {
    const [policy] = stack
      .ofType('AWS::SNS::TopicPolicy')
      .filter(({ Properties }) => target(Properties.Topics[0]) === id);
    const allowed = policy?.Properties.PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    );
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
  });

  test('has nothing of ours in the way', () => {
    const subscriptions = stack
      .ofType('AWS::SNS::Subscription')
      .filter(({ Properties }) => target(Properties.TopicArn) === id);
    expect(subscriptions).toEqual([]);
    const functions = JSON.stringify(stack.ofType('AWS::Lambda::Function'));
    expect(functions).not.toContain(id);
  });
});

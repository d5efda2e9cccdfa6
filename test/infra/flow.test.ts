import { describe, expect, test } from 'vitest';
import { routesServedBy } from '#contract/api.ts';
import { acceptedWebhook } from '#contract/messages.ts';
import { servers } from '#contract/shapes.ts';
import { functionsFolder } from '#infra/bundle.ts';
import { handlersIn } from '#infra/handlers-in.ts';
import { matchesPattern } from '../../local/wire/event-pattern.ts';
import { functionNames, type Resource, synthesised, target } from './synthesised.ts';

const stack = await synthesised();
const queues = stack.ofType('AWS::SQS::Queue');
const functions = stack.ofType('AWS::Lambda::Function');
const mappings = stack.ofType('AWS::Lambda::EventSourceMapping');
const rules = stack.ofType('AWS::Events::Rule');

describe('functions', () => {
  test('are those of the architecture', () => {
    expect(functions.map(({ id }) => stack.nameOf(id)).sort()).toEqual(functionNames);
  });

  test('have a handler file each, and no handler is left out', () => {
    expect(handlersIn(functionsFolder)).toEqual(functionNames);
  });

  test.each(functions)(
    '$id runs on Node 24 and arm64, and logs JSON that is kept for 30 days',
    ({ id, Properties }) => {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 512,
        Handler: 'index.handler',
        LoggingConfig: { LogFormat: 'JSON' },
      });
      const logGroup = stack.template.Resources[target(Properties.LoggingConfig.LogGroup)];
      expect(logGroup.Properties).toMatchObject({
        LogGroupName: `/aws/lambda/Tocsin-${stack.nameOf(id)}`,
        RetentionInDays: 30,
      });
    },
  );
});

describe('queues', () => {
  test.each([
    ['alerts', 'on-alert', { BatchSize: 10 }],
    [
      'repeats',
      'on-alert',
      {
        BatchSize: 200,
        MaximumBatchingWindowInSeconds: 2,
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    ],
    ['pages', 'on-page', { BatchSize: 1 }],
    ['effects', 'on-effect', { BatchSize: 5, ScalingConfig: { MaximumConcurrency: 2 } }],
    ['archive', 'on-archive', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }],
    ['status-page', 'on-status-page', { BatchSize: 10, ScalingConfig: { MaximumConcurrency: 2 } }],
    ['timers', 'on-timer', { BatchSize: 5 }],
    ['put-aside', 'on-record-put-aside', { BatchSize: 1 }],
    ['receipts', 'on-receipt', { BatchSize: 10, ScalingConfig: { MaximumConcurrency: 2 } }],
    ['replies', 'on-sms-reply', { BatchSize: 5 }],
  ])('%s feeds %s, which reports the messages that failed', (queue, worker, batch) => {
    const { id } = stack.named('AWS::SQS::Queue', queue);
    const feeding = mappings.filter(({ Properties }) => target(Properties.EventSourceArn) === id);
    expect(feeding).toHaveLength(1);
    const properties = feeding[0]?.Properties;
    expect(stack.nameOf(target(properties.FunctionName))).toBe(worker);
    expect(properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...batch,
    });
    if (!('MaximumBatchingWindowInSeconds' in batch)) {
      expect(properties.MaximumBatchingWindowInSeconds).toBeUndefined();
    }
  });

  test('hide a message for six times as long as its worker may take', () => {
    const worked = queues.filter(({ Properties }) => Properties.RedrivePolicy !== undefined);
    expect(worked).toHaveLength(13);
    for (const { id, Properties } of worked) {
      const [mapping] = mappings.filter(m => target(m.Properties.EventSourceArn) === id);
      const worker = stack.template.Resources[target(mapping?.Properties.FunctionName)];
      expect(Properties.VisibilityTimeout, stack.nameOf(id)).toBe(6 * worker.Properties.Timeout);
    }
  });

  test('outlast a storm that turns calls away: a message is given up after twenty attempts, into dead letters that are kept for 14 days', () => {
    for (const { id, Properties } of queues.filter(isWorked)) {
      const { maxReceiveCount, deadLetterTargetArn } = Properties.RedrivePolicy;
      expect(maxReceiveCount).toBe(20);
      const deadLetters = target(deadLetterTargetArn);
      // What is asked for in chat lies with what was to be told there: one worker takes both.
      const name = stack.nameOf(id).replace('chat-requests', 'chat');
      expect(stack.nameOf(deadLetters)).toBe(`${name}-dead-letters`);
    }
    for (const { Properties } of queues.filter(queue => !isWorked(queue))) {
      expect(Properties.MessageRetentionPeriod, Properties.QueueName).toBe(14 * 86_400);
    }
  });
});

describe('what is asynchronous has somewhere to fail to', () => {
  test('every target of a rule', () => {
    const without = rules.flatMap(({ Properties }) =>
      Properties.Targets.filter((t: { DeadLetterConfig?: object }) => !t.DeadLetterConfig),
    );
    expect(without.map(({ Arn }) => stack.nameOf(target(Arn)))).toEqual([]);
  });

  test('every function that a rule invokes', () => {
    const invoked = rules
      .flatMap(({ Properties }) => Properties.Targets.map((t: { Arn: object }) => target(t.Arn)))
      .filter(id => stack.template.Resources[id].Type === 'AWS::Lambda::Function');
    expect(invoked.map(stack.nameOf).sort()).toEqual(['on-duty', 'on-sweep']);
    for (const id of invoked) {
      const [config] = stack
        .ofType('AWS::Lambda::EventInvokeConfig')
        .filter(({ Properties }) => target(Properties.FunctionName) === id);
      const { Destination } = config?.Properties.DestinationConfig.OnFailure ?? {};
      expect(stack.nameOf(target(Destination))).toBe('undelivered');
    }
  });

  test('every subscription of a queue', () => {
    const subscriptions = stack.ofType('AWS::SNS::Subscription');
    expect(subscriptions).toHaveLength(1);
    for (const { Properties } of subscriptions) {
      const deadLetters = target(Properties.RedrivePolicy.deadLetterTargetArn);
      expect(stack.nameOf(deadLetters)).toBe('replies-dead-letters');
      expect(Properties.RawMessageDelivery).toBe(false);
    }
  });

  test('the stream, whose records go to the bucket whole, from where they are done again', () => {
    const streams = mappings.filter(({ Properties }) => Properties.StartingPosition !== undefined);
    const [stream] = streams;
    // DynamoDB lets no more than two read at once.
    expect(streams).toHaveLength(2);
    expect(streams[1]?.Properties.FilterCriteria).toEqual(stream?.Properties.FilterCriteria);
    expect(stream?.Properties).toMatchObject({
      BatchSize: 50,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 600,
      ParallelizationFactor: 4,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(
      stream?.Properties.FilterCriteria.Filters.map((f: { Pattern: string }) =>
        JSON.parse(f.Pattern),
      ),
    ).toEqual([
      { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'EVENT#' }] } } } },
    ]);

    const [bucket] = stack.ofType('AWS::S3::Bucket');
    expect(target(stream?.Properties.DestinationConfig.OnFailure.Destination)).toBe(bucket?.id);
    expect(bucket?.Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    const rule = ruleFor('aws.s3');
    expect(rule.EventPattern.detail.object.key).toEqual([{ prefix: 'aws/lambda/' }]);
    expect(stack.nameOf(target(rule.Targets[0].Arn))).toBe('put-aside');
  });
});

describe('alarms of CloudWatch', () => {
  const { EventPattern, Targets } = ruleFor('aws.cloudwatch');

  test('go straight to the alerts queue, in the form that triage reads', () => {
    const [{ Arn, InputTransformer }] = Targets;
    expect(stack.nameOf(target(Arn))).toBe('alerts');

    const event = {
      id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
      time: '2026-11-23T02:14:05Z',
      source: 'aws.cloudwatch',
      detail: { alarmName: 'payments "5xx"' },
    };
    const message = acceptedWebhook.parse(JSON.parse(transformed(InputTransformer, event)));
    expect(message).toEqual({
      kind: 'alarm-event',
      receiptId: `rcp_${event.id}`,
      acceptedAt: event.time,
      event,
    });
  });

  test('do not include our own, which never go through ourselves', () => {
    expect(EventPattern.detail.alarmName).toEqual([{ 'anything-but': { prefix: 'Tocsin/' } }]);
    for (const { Properties } of stack.ofType('AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmName).toMatch(/^Tocsin\//);
    }
  });

  test('include those of a stack whose name begins like ours', () => {
    const event = { source: 'aws.cloudwatch', 'detail-type': EventPattern['detail-type'][0] };
    const isTaken = (alarmName: string) =>
      matchesPattern(EventPattern, { ...event, detail: { alarmName } });
    expect(isTaken('Tocsin-shop-payments-down')).toBe(true);
    expect(isTaken('Tocsin/page-errors')).toBe(false);
  });
});

describe('the HTTP API', () => {
  test('has a route for webhooks, for the API and for the links in pages', () => {
    const routes = stack.ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => {
      const integration = stack.template.Resources[target(Properties.Target['Fn::Join'][1][1])];
      return [Properties.RouteKey, stack.nameOf(target(integration.Properties.IntegrationUri))];
    });
    const servedByOthers = servers
      .flatMap(routesServedBy)
      .map(route => [route, expect.any(String)]);
    expect(Object.fromEntries(routes)).toEqual({
      ...Object.fromEntries(servedByOthers),
      'GET /v1/incidents/{id}/evidence': 'on-review-request',
      'POST /v1/alerts/{source}': 'on-webhook',
      'POST /v1/alerts/{source}/api/{version}/alerts': 'on-webhook',
      'POST /v1/heartbeats/{name}': 'on-webhook',
      'GET /v1/heartbeats/{name}': 'on-webhook',
      'POST /v1/chat/slack': 'on-chat-request',
      'ANY /v2/{proxy+}': 'on-vendor-request',
      'POST /generic/2010-04-15/create_event.json': 'on-vendor-request',
      'ANY /v1/{proxy+}': 'on-api-request',
      'GET /': 'on-api-request',
      'GET /a/{token}': 'on-ack-link',
      'HEAD /a/{token}': 'on-ack-link',
      'POST /a/{token}': 'on-ack-link',
      'POST /s': 'on-stakeholder-link',
      'GET /s/{token}': 'on-stakeholder-link',
      'HEAD /s/{token}': 'on-stakeholder-link',
      'POST /s/{token}': 'on-stakeholder-link',
    });
  });

  test('logs no path and no query string, because they hold tokens and keys', () => {
    const [stage] = stack.ofType('AWS::ApiGatewayV2::Stage');
    const format: string = stage?.Properties.AccessLogSettings.Format;
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/\$context\.(path|protocol|customDomain)|query/i);
    const logGroup =
      stack.template.Resources[target(stage?.Properties.AccessLogSettings.DestinationArn)];
    expect(logGroup.Properties.RetentionInDays).toBe(30);
  });
});

test('the sweep runs every minute, the round every five', () => {
  const timed = rules.filter(({ Properties }) => Properties.ScheduleExpression !== undefined);
  const rates = timed.map(({ Properties }) => [
    stack.nameOf(target(Properties.Targets[0].Arn)),
    Properties.ScheduleExpression,
  ]);
  expect(Object.fromEntries(rates)).toEqual({
    'on-sweep': 'rate(1 minute)',
    'on-duty': 'rate(5 minutes)',
  });
  for (const { Properties } of timed) expect(Properties.State).toBe('ENABLED');
});

test('the stack asks for two hashes and gives no default for them', () => {
  for (const name of ['AdminTokenSha256', 'IntegrationKeySha256']) {
    const parameter = stack.template.Parameters[name];
    expect(parameter).toMatchObject({ Type: 'String', AllowedPattern: '^[0-9a-f]{64}$' });
    expect(parameter.Default).toBeUndefined();
  }
});

test('the stack says where it can be reached', () => {
  expect(Object.keys(stack.template.Outputs).sort()).toEqual([
    'ApiUrl',
    'BucketName',
    'EventBusName',
    'OperationsTopicArn',
    'SmsRepliesTopicArn',
    'StatusPageWriterArn',
    'TableName',
  ]);
});

function isWorked({ Properties }: Resource): boolean {
  return Properties.RedrivePolicy !== undefined;
}

function ruleFor(source: string): Resource['Properties'] {
  const [rule] = rules.filter(({ Properties }) =>
    Properties.EventPattern?.source?.includes(source),
  );
  if (rule === undefined) throw new Error(`No rule for ${source}`);
  return rule.Properties;
}

/** As EventBridge does it: paths of the event into the template, and its own variable for the whole event. */
function transformed(
  {
    InputPathsMap,
    InputTemplate,
  }: { InputPathsMap: Record<string, string>; InputTemplate: string },
  event: Record<string, unknown>,
): string {
  return Object.entries(InputPathsMap)
    .reduce(
      (text, [name, path]) => text.replaceAll(`<${name}>`, String(event[path.slice(2)])),
      InputTemplate,
    )
    .replaceAll('<aws.events.event.json>', JSON.stringify(event));
}

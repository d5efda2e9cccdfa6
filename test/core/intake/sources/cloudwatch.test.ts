import { describe, expect, test } from 'vitest';
import type { Alert, Parsed } from '#core/intake/alert.ts';
import { parsePayload } from '#core/intake/parse.ts';
import { parseCloudWatch } from '#core/intake/sources/cloudwatch.ts';
import { alertOf, fixture, parsedBy } from '../fixture.ts';

const arn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-5xx';
const envelope = (alarm: unknown, more: object = {}) => ({
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms',
  Message: typeof alarm === 'string' ? alarm : JSON.stringify(alarm, null, '\r\n'),
  ...more,
});
const parsed = (body: unknown) => parsedBy('cloudwatch', JSON.stringify(body));

describe('one alarm, whichever way it comes', () => {
  test('as text in an SNS message', () => {
    expect(alertOf('cloudwatch', envelope(fixture('cloudwatch-alarm')))).toEqual({
      source: 'cloudwatch',
      status: 'firing',
      fingerprint: `cloudwatch:${arn}`,
      problem: `cloudwatch:${arn}`,
      name: 'checkout-5xx',
      title: 'checkout-5xx: Checkout answers with errors',
      description: expect.stringMatching(/^Threshold Crossed.+\n\nCheckout answers/s),
      service: 'checkout',
      vendorSeverity: 'SEV2',
      labels: {
        Tier: 'web',
        account: '111122223333',
        metric: 'ErrorRate',
        namespace: 'Shop',
        region: 'eu-west-1',
        service: 'checkout',
        severity: 'SEV2',
        unit: 'Percent',
      },
      annotations: { reason: expect.stringContaining('63.5') },
      numbers: { value: 63.5, threshold: 5, ErrorRate: 63.5 },
      startedAt: '2026-11-23T02:13:00.000Z',
      startedBy: 'datapoint',
      links: [
        {
          title: 'Alarm',
          url:
            'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1' +
            '#alarmsV2:alarm/checkout-5xx',
        },
      ],
    });
  });

  test('as an EventBridge event', () => {
    expect(alertOf('cloudwatch', fixture('cloudwatch-event'))).toMatchObject({
      status: 'firing',
      fingerprint: `cloudwatch:${arn}`,
      title: 'checkout-5xx: Checkout answers with errors',
      service: 'checkout',
      labels: { FunctionName: 'checkout', metric: 'Errors', namespace: 'AWS/Lambda' },
      numbers: { value: 63.5, threshold: 5, Errors: 63.5 },
    });
  });

  test('as the event of a Lambda action', () => {
    expect(alertOf('cloudwatch', fixture('cloudwatch-action'))).toMatchObject({
      status: 'cleared',
      fingerprint: `cloudwatch:${arn}`,
      problem: `cloudwatch:${arn}`,
      endedAt: '2026-11-23T02:20:00.000Z',
    });
  });

  test('as the bare alarm, as an event in an SNS message, or as records of a forwarder', () => {
    const alarm = fixture('cloudwatch-alarm');
    const prints = [
      alarm,
      envelope(fixture('cloudwatch-event')),
      { Records: [{ EventSource: 'aws:sns', Sns: envelope(alarm) }] },
    ].map(body => alertOf('cloudwatch', body).fingerprint);
    expect(new Set(prints)).toEqual(new Set([`cloudwatch:${arn}`]));
  });

  test('without an ARN it is told apart by account, region and name', () => {
    const { AlarmArn, ...alarm } = fixture('cloudwatch-alarm');
    expect(alertOf('cloudwatch', envelope(alarm)).problem).toBe(
      'cloudwatch:111122223333|EU (Ireland)|checkout-5xx',
    );
  });
});

describe('states', () => {
  const inState = (NewStateValue: string) =>
    parsed(envelope({ ...fixture('cloudwatch-alarm'), NewStateValue }));

  test('OK clears', () => {
    expect(inState('OK')).toMatchObject({ alerts: [{ status: 'cleared' }], ignored: [] });
  });

  test('INSUFFICIENT_DATA neither fires nor clears', () => {
    expect(inState('INSUFFICIENT_DATA')).toMatchObject({
      alerts: [{ status: 'unknown', statusReason: 'the alarm has insufficient data' }],
      ignored: [],
    });
  });

  const suppressedBy = (actionsSuppressedBy: string, value = 'ALARM') => {
    const event = fixture('cloudwatch-event');
    Object.assign(event.detail.state, { actionsSuppressedBy, value });
    return parsed(event);
  };

  test('an alarm that its suppressor silences does not page, and clears all the same', () => {
    expect(suppressedBy('Alarm')).toEqual({
      alerts: [],
      ignored: ['the alarm "checkout-5xx" is in ALARM, and its suppressor alarm silences it'],
    });
    expect(suppressedBy('Alarm', 'OK')).toMatchObject({ alerts: [{ status: 'cleared' }] });
  });

  test('an alarm that only waits for its suppressor fires: nothing may ever tell of it again', () => {
    for (const period of ['WaitPeriod', 'ExtensionPeriod']) {
      expect(suppressedBy(period)).toMatchObject({ alerts: [{ status: 'firing' }], ignored: [] });
    }
  });

  test('an action that runs is an alert, whatever its state says of suppression', () => {
    const action = fixture('cloudwatch-action');
    Object.assign(action.alarmData.state, { value: 'ALARM', actionsSuppressedBy: 'Alarm' });
    expect(parsed(action)).toMatchObject({ alerts: [{ status: 'firing' }] });
  });

  test('a change of the configuration is no alert, and a deleted alarm is out of sight, not over', () => {
    const event = fixture('cloudwatch-event');
    event['detail-type'] = 'CloudWatch Alarm Configuration Change';
    event.detail.operation = 'update';
    expect(parsed(event)).toEqual({
      alerts: [],
      ignored: ['the configuration of the alarm "checkout-5xx" changed, not its state'],
    });
    event.detail.operation = 'delete';
    expect(parsed(event)).toMatchObject({
      alerts: [
        {
          status: 'unknown',
          statusReason: 'the alarm was deleted',
          fingerprint: `cloudwatch:${arn}`,
        },
      ],
    });
  });
});

describe('what else comes over a topic', () => {
  test('prose is no alarm', () => {
    expect(parsed(envelope('Your budget is exceeded', { Subject: 'Budget' }))).toEqual({
      alerts: [],
      ignored: ['the SNS message "Budget" is no CloudWatch alarm'],
    });
    expect(parsed(envelope({ budget: 1 }))).toMatchObject({ alerts: [] });
  });

  test('an alarm that was cut off on its way is refused, not passed over', () => {
    expect(parsed(envelope('{"AlarmName":"checkout-5xx","NewSta'))).toMatchObject({
      invalid: [{ path: '/Message', message: expect.stringContaining('is not JSON') }],
    });
  });

  test('an alarm without a state is refused by the name of the field', () => {
    const { NewStateValue, ...alarm } = fixture('cloudwatch-alarm');
    expect(parsed(envelope(alarm))).toEqual({
      invalid: [{ path: '/Message/NewStateValue', message: 'is missing' }],
    });
  });

  test('confirmations of a subscription are no alerts', () => {
    expect(parsed({ Type: 'SubscriptionConfirmation', Message: 'x' })).toMatchObject({
      alerts: [],
    });
  });

  test('an event of another service is no alert, and no reason to send it again', () => {
    const event = { ...fixture('cloudwatch-event'), source: 'aws.ec2' };
    expect(parsed(event)).toEqual({ alerts: [], ignored: ['an event of aws.ec2 is no alert'] });
  });

  test('trouble with AWS that is told by its region and by the one that stands in is one alert, and ends as one', () => {
    const told = (region: string, statusCode: string) => {
      const detail = {
        ...{ service: 'EC2', eventTypeCode: 'AWS_EC2_ISSUE', eventTypeCategory: 'issue' },
        ...{ eventArn: 'arn:aws:health:eu-west-1::event/EC2/AWS_EC2_ISSUE/AWS_EC2_ISSUE_90F3' },
        ...{ eventRegion: 'eu-west-1', statusCode },
      };
      const { fingerprint, title, status } = alertOf('cloudwatch', {
        ...{ source: 'aws.health', 'detail-type': 'AWS Health Event', region, detail },
      });
      return { fingerprint, title, status };
    };
    expect(told('us-west-2', 'open')).toEqual(told('eu-west-1', 'open'));
    expect(told('us-west-2', 'closed')).toEqual({
      ...told('eu-west-1', 'open'),
      status: 'cleared',
    });
  });

  test.each<[string, object, object]>([
    [
      'AWS Health',
      {
        source: 'aws.health',
        'detail-type': 'AWS Health Event',
        region: 'eu-west-1',
        detail: {
          service: 'EC2',
          eventTypeCode: 'AWS_EC2_ISSUE',
          eventTypeCategory: 'issue',
          statusCode: 'open',
        },
      },
      {
        title: 'AWS EC2 has an issue in eu-west-1: AWS_EC2_ISSUE',
        service: 'EC2',
        status: 'firing',
      },
    ],
    [
      'GuardDuty',
      {
        source: 'aws.guardduty',
        'detail-type': 'GuardDuty Finding',
        detail: { id: 'f1', type: 'Recon:EC2/Portscan', title: 'i-1 scans ports', severity: 8 },
      },
      { title: 'i-1 scans ports', vendorSeverity: 'high' },
    ],
    [
      'Security Hub',
      {
        source: 'aws.securityhub',
        'detail-type': 'Security Hub Findings - Imported',
        detail: {
          findings: [
            {
              Id: 'a/1',
              Title: 'Bucket is public',
              Severity: { Label: 'CRITICAL' },
              Workflow: { Status: 'RESOLVED' },
            },
          ],
        },
      },
      { title: 'Bucket is public', vendorSeverity: 'CRITICAL', status: 'cleared' },
    ],
    [
      'Inspector',
      {
        source: 'aws.inspector2',
        'detail-type': 'Inspector2 Finding',
        detail: {
          findingArn: 'arn:f',
          title: 'CVE-2026-1 in zlib',
          severity: 'HIGH',
          status: 'ACTIVE',
        },
      },
      { title: 'CVE-2026-1 in zlib', vendorSeverity: 'HIGH' },
    ],
    [
      'RDS',
      {
        source: 'aws.rds',
        'detail-type': 'RDS DB Instance Event',
        detail: {
          SourceIdentifier: 'orders',
          EventCategories: ['failover'],
          Message: 'A Multi-AZ failover has started.',
        },
      },
      { title: 'orders: A Multi-AZ failover has started.', service: 'orders', status: 'firing' },
    ],
    [
      'Auto Scaling',
      {
        source: 'aws.autoscaling',
        'detail-type': 'EC2 Instance Launch Unsuccessful',
        detail: { AutoScalingGroupName: 'web', StatusMessage: 'no capacity' },
      },
      { title: 'web: EC2 Instance Launch Unsuccessful: no capacity', service: 'web' },
    ],
  ])(
    'trouble that %s tells of is an alert, by EventBridge and inside a topic',
    (_of, event, alert) => {
      const message = { Type: 'Notification', TopicArn: 'arn:t', Message: JSON.stringify(event) };
      expect(parsed(event)).toMatchObject({ alerts: [alert] });
      expect(parsed(message)).toMatchObject({ alerts: [alert] });
    },
  );

  test.each<[string, object, object, object]>([
    [
      'aws.codepipeline',
      { pipeline: 'web', state: 'FAILED' },
      { state: 'SUCCEEDED' },
      { title: 'web: It, failed' },
    ],
    [
      'aws.codebuild',
      { 'project-name': 'web', 'build-status': 'FAILED' },
      { 'build-status': 'SUCCEEDED' },
      { service: 'web' },
    ],
    [
      'aws.states',
      {
        ...{
          stateMachineArn: 'arn:aws:states:eu-west-1:1:stateMachine:import',
          status: 'TIMED_OUT',
        },
        ...{ executionArn: 'arn:aws:states:eu-west-1:1:execution:import:4f1c', name: '4f1c' },
      },
      // Each run has a name of its own.
      {
        ...{ status: 'SUCCEEDED', name: '8a02' },
        executionArn: 'arn:aws:states:eu-west-1:1:execution:import:8a02',
      },
      { title: 'import: It, timed out' },
    ],
    [
      'aws.ecs',
      { eventType: 'ERROR', eventName: 'SERVICE_DEPLOYMENT_FAILED', reason: 'No task starts' },
      { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE' },
      { title: 'shop: No task starts', service: 'shop' },
    ],
    [
      'aws.synthetics',
      { 'canary-name': 'login', 'test-run-status': 'FAILED', 'state-reason': 'No button' },
      { 'test-run-status': 'PASSED' },
      { title: 'login: No button' },
    ],
    [
      'aws.config',
      { configRuleName: 'open-ports', newEvaluationResult: { complianceType: 'NON_COMPLIANT' } },
      { newEvaluationResult: { complianceType: 'COMPLIANT' } },
      { title: 'open-ports: It, non compliant' },
    ],
    [
      'aws.trustedadvisor',
      { 'check-name': 'Limits', status: 'WARN' },
      { status: 'OK' },
      { vendorSeverity: 'warning' },
    ],
  ])(
    'what %s tells of a bad end is an alert, and of a good one its end',
    (source, detail, over, is) => {
      const event = {
        ...{ source, 'detail-type': 'It', account: '1', region: 'eu-west-1' },
        resources: ['arn:aws:ecs:eu-west-1:1:service/shop'],
      };
      const [fires] = alertsIn(parsed({ ...event, detail }));
      const [ends] = alertsIn(parsed({ ...event, detail: { ...detail, ...over } }));
      expect(fires).toMatchObject({ status: 'firing', ...is });
      expect(ends).toMatchObject({ status: 'cleared', fingerprint: fires?.fingerprint });
    },
  );

  test.each<[string, object, object, string[], string]>([
    [
      'aws.backup',
      { state: 'FAILED', resourceArn: 'arn:aws:rds:eu-west-1:1:db:orders' },
      { state: 'COMPLETED' },
      ['arn:aws:rds:eu-west-1:1:db:orders', 'arn:aws:rds:eu-west-1:1:snapshot:job-7'],
      'orders',
    ],
    [
      'aws.datasync',
      { State: 'ERROR' },
      { State: 'SUCCESS' },
      ['exec-1', 'exec-2'].map(run => `arn:aws:datasync:eu-west-1:1:task/task-1/execution/${run}`),
      'task-1',
    ],
    [
      'aws.cloudformation',
      { 'status-details': { status: 'UPDATE_ROLLBACK_COMPLETE' } },
      { 'status-details': { status: 'UPDATE_COMPLETE' } },
      ['0f1e2d3c', '4b5a6978'].map(
        id => `arn:aws:cloudformation:eu-west-1:1:stack/shop/${id}-1111-2222-3333-444455556666`,
      ),
      'shop',
    ],
    [
      'aws.amplify',
      { appId: 'd1', branchName: 'main', jobId: '5', jobStatus: 'FAILED' },
      { jobId: '6', jobStatus: 'SUCCEED' },
      ['5', '6'].map(run => `arn:aws:amplify:eu-west-1:1:apps/d1/branches/main/jobs/${run}`),
      'd1',
    ],
  ])(
    'a run of %s that failed ends with the next that does not',
    (source, detail, over, all, is) => {
      const [failed, next] = [detail, { ...detail, ...over }].map((each, run) =>
        parsed({ source, 'detail-type': 'It', account: '1', resources: [all[run]], detail: each }),
      );
      const [fires] = alertsIn(failed ?? { invalid: [] });
      expect(fires).toMatchObject({ status: 'firing', service: is });
      const ends = { status: 'cleared', fingerprint: fires?.fingerprint };
      expect(alertsIn(next ?? { invalid: [] })).toMatchObject([ends]);
    },
  );

  test.each<[string, object, object]>([
    ['aws.glue', { crawlerName: 'a', state: 'Failed' }, { crawlerName: 'b' }],
    [
      'aws.codedeploy',
      { application: 'shop', deploymentGroup: 'production', state: 'FAILURE' },
      { deploymentGroup: 'staging' },
    ],
  ])('what %s does in one place tells nothing of another', (source, detail, other) => {
    const resources = 'crawlerName' in detail ? [] : ['arn:aws:codedeploy:eu-west-1:1:shop'];
    const [one, two] = [detail, { ...detail, ...other }].flatMap(each =>
      alertsIn(parsed({ source, 'detail-type': 'It', account: '1', resources, detail: each })),
    );
    expect(one?.status).toBe('firing');
    expect(two?.fingerprint).not.toBe(one?.fingerprint);
  });

  test('an event of a team’s own that says how severe it is is an alert, and others are none', () => {
    const event = {
      ...{ source: 'com.example.shop', 'detail-type': 'Payment failed' },
      detail: { severity: 'critical', message: 'No answer of the bank', service: 'payments' },
    };
    const [fires] = alertsIn(parsed(event));
    expect(fires).toMatchObject({
      ...{ title: 'Payment failed: No answer of the bank', service: 'payments' },
      vendorSeverity: 'critical',
    });
    const over = { ...event, detail: { ...event.detail, status: 'resolved', message: 'Well' } };
    expect(alertsIn(parsed(over))).toMatchObject([
      { status: 'cleared', fingerprint: fires?.fingerprint },
    ]);
    expect(alertsIn(parsed({ ...event, detail: { orderId: 7, status: 'placed' } }))).toEqual([]);
  });

  test('two troubles, and two things, of a team’s own application are two', () => {
    const of = (detail: object) =>
      alertsIn(
        parsed({
          ...{ source: 'com.example.shop', 'detail-type': 'Alert' },
          detail: { severity: 'high', title: 'Orders are stuck', queue: 'orders', ...detail },
        }),
      )[0];
    const all = [of({}), of({ queue: 'mails' }), of({ title: 'Orders are lost' })];
    expect(new Set(all.map(alert => alert?.fingerprint)).size).toBe(3);
    expect(of({ status: 'resolved' })).toMatchObject({
      ...{ status: 'cleared', fingerprint: all[0]?.fingerprint },
      formerly: 'cloudwatch:com.example.shop||Alert|com.example.shop',
    });
  });

  test.each<[string, string, object, object | undefined]>([
    [
      'aws.guardduty',
      'Object Scan Result',
      { s3ObjectDetails: { bucketName: 'uploads', objectKey: 'a.pdf' } },
      undefined,
    ],
    [
      'aws.guardduty',
      'Object Scan Result',
      {
        s3ObjectDetails: { bucketName: 'uploads', objectKey: 'b.exe' },
        scanResultDetails: { scanResultStatus: 'THREATS_FOUND', threats: [{ name: 'Worm' }] },
      },
      { title: 'Malware found in uploads/b.exe: Worm', service: 'uploads', vendorSeverity: 'high' },
    ],
    ['aws.inspector2', 'Inspector2 Scan', { 'scan-status': 'INITIAL_SCAN_COMPLETE' }, undefined],
    ['aws.inspector2', 'Inspector2 Coverage', { scanStatus: { reason: 'SUCCESS' } }, undefined],
    ['aws.securityhub', 'Insight Results', { insightResults: [{ a: 1 }] }, undefined],
    ['aws.devops-guru', 'New Association', { messageType: 'NEW_ASSOCIATION' }, undefined],
    [
      'aws.guardduty',
      'GuardDuty Finding',
      { id: 'f', title: 'A trojan', service: { additionalInfo: { sample: true } } },
      { title: 'A trojan', kind: 'test' },
    ],
    [
      'aws.ce',
      'Anomaly Detected',
      { anomalyId: 'a', impact: { totalImpact: 300 }, rootCauses: [{ service: 'EC2' }] },
      { title: 'Cost anomaly of EC2: 300 more than usual', service: 'EC2' },
    ],
    [
      'aws.elasticbeanstalk',
      'Health',
      { EnvironmentName: 'shop', Message: 'Configuration was updated.', Severity: 'INFO' },
      undefined,
    ],
    [
      'aws.es',
      'Cluster Status',
      { event: 'Red', severity: 'High', description: 'A shard is lost', status: 'Started' },
      { title: 'Cluster Status: A shard is lost', vendorSeverity: 'High' },
    ],
  ])('of %s, %s is no finding unless something was found', (source, kind, detail, is) => {
    const found = parsed({ source, 'detail-type': kind, detail });
    if (is !== undefined) expect(alertsIn(found)).toMatchObject([is]);
    else expect(found).toMatchObject({ alerts: [], ignored: [expect.any(String)] });
  });

  test.each<[string, string, object, object, object]>([
    [
      'aws.guardduty',
      'Runtime Protection',
      {
        currentStatus: 'UNHEALTHY',
        resourceDetails: { ec2InstanceDetails: { instanceId: 'i-1' } },
      },
      { currentStatus: 'HEALTHY' },
      { service: 'i-1', vendorSeverity: 'warning' },
    ],
    [
      'aws.securityhub',
      'Findings',
      { findings: [{ finding_info: { uid: 'u', title: 'Open port' }, status: 'New' }] },
      { findings: [{ finding_info: { uid: 'u', title: 'Open port' }, status: 'Resolved' }] },
      { title: 'Open port' },
    ],
    [
      'aws.macie',
      'Macie Finding',
      { id: 'm', title: 'The bucket is public', severity: { description: 'High' } },
      { archived: true },
      { title: 'The bucket is public', vendorSeverity: 'High' },
    ],
    [
      'aws.access-analyzer',
      'Access Analyzer Finding',
      { id: 'a', status: 'ACTIVE', resource: 'arn:aws:s3:::uploads', isPublic: true },
      { status: 'RESOLVED' },
      { title: 'uploads is open to everybody', service: 'uploads' },
    ],
    [
      'aws.devops-guru',
      'Insight',
      { messageType: 'NEW_INSIGHT', insightId: 'i', insightName: 'Slow', insightSeverity: 'high' },
      { messageType: 'CLOSED_INSIGHT' },
      { title: 'Slow', vendorSeverity: 'high' },
    ],
    [
      'aws.elasticbeanstalk',
      'Health',
      {
        ...{ EnvironmentName: 'shop', Severity: 'WARN' },
        Message: 'Environment health has transitioned from Ok to Severe. Requests fail.',
      },
      { Severity: 'INFO', Message: 'Environment health has transitioned from Severe to Ok.' },
      { service: 'shop', vendorSeverity: 'critical' },
    ],
    [
      'aws.rds',
      'Cluster',
      { SourceIdentifier: 'shop', Message: 'Started failover to DB instance: shop-2' },
      { Message: 'Completed failover to DB instance: shop-2' },
      { service: 'shop' },
    ],
    [
      'aws.rds',
      'Replica',
      {
        ...{ SourceIdentifier: 'shop', EventID: 'RDS-EVENT-0045' },
        ...{ EventCategories: ['read replica'], Message: 'Replication has stopped' },
      },
      { EventID: 'RDS-EVENT-0046', Message: 'Replication for the read replica resumed' },
      { title: 'shop: Replication has stopped' },
    ],
  ])('trouble that %s tells of ends with what it says next', (source, kind, detail, over, is) => {
    const [fires, ends] = [detail, { ...detail, ...over }].flatMap(each =>
      alertsIn(parsed({ source, 'detail-type': kind, detail: each })),
    );
    expect(fires).toMatchObject({ status: 'firing', ...is });
    expect(ends).toMatchObject({ status: 'cleared', fingerprint: fires?.fingerprint });
  });

  test.each([
    ['ACM Certificate Approaching Expiration', 'warning'],
    ['ACM Certificate Expired', undefined],
  ])('%s until another is there', (kind, vendorSeverity) => {
    const [fires, ends] = [kind, 'ACM Certificate Available'].flatMap(each =>
      alertsIn(
        parsed({
          ...{ source: 'aws.acm', 'detail-type': each, resources: ['arn:aws:acm:e:1:c/1'] },
          detail: { CommonName: 'shop.example.com', DaysToExpiry: 9 },
        }),
      ),
    );
    expect(fires).toMatchObject({
      ...{ service: 'shop.example.com', title: `shop.example.com: ${kind} in 9 days` },
    });
    expect(fires?.vendorSeverity).toBe(vendorSeverity);
    expect(ends).toMatchObject({ status: 'cleared', fingerprint: fires?.fingerprint });
  });

  test('actions of one name in two stages of a pipeline are two alerts', () => {
    const [production, staging] = ['Production', 'Staging'].flatMap(stage =>
      alertsIn(
        parsed({
          ...{ source: 'aws.codepipeline', 'detail-type': 'It', account: '1' },
          detail: { pipeline: 'web', stage, action: 'Deploy', state: 'FAILED' },
        }),
      ),
    );
    expect(production?.title).toBe('web (Production, Deploy): It, failed');
    expect(staging?.fingerprint).not.toBe(production?.fingerprint);
  });

  test('what is under way, or was stopped by somebody, is no alert', () => {
    const details = [
      ...['STARTED', 'CANCELED', 'stopped', 'running'].map(state => ({
        state,
        jobStatus: 'FAILED',
      })),
      { previousState: 'FAILED', 'completed-phase-status': 'FAILED' },
    ];
    for (const each of details) {
      const detail = { pipeline: 'web', ...each };
      const event = { source: 'aws.codepipeline', 'detail-type': 'It', detail };
      expect(parsed(event)).toMatchObject({ alerts: [] });
    }
  });

  test('a budget that is spent is an alert, though it comes as prose', () => {
    const text =
      'AWS Budget Notification\n\nBudget Name: Monthly\nBudgeted Amount: $100.00\nACTUAL Amount: $120.50\n';
    const message = {
      ...{ Type: 'Notification', TopicArn: 'arn:t', Message: text },
      Subject: 'AWS Budgets: Monthly has exceeded your alert threshold',
    };
    expect(parsed(message)).toMatchObject({
      alerts: [
        {
          title: 'Monthly has exceeded your alert threshold',
          numbers: { budgeted: 100, actual: 120.5 },
        },
      ],
    });
  });

  test('an environment of Elastic Beanstalk is an alert, and well again, though it comes as prose', () => {
    const of = (said: string) =>
      alertsIn(
        parsed({
          ...{ Type: 'Notification', TopicArn: 'arn:t' },
          Subject: `AWS Elastic Beanstalk Notification - ${said}`,
          Message: `Timestamp: now\nMessage: ${said}\n\nEnvironment: shop-prod\nApplication: shop\n`,
        }),
      );
    const [bad] = of('Environment health has transitioned from Ok to Severe. Requests fail.');
    expect(bad).toMatchObject({ service: 'shop-prod', vendorSeverity: 'critical' });
    expect(of('Environment health has transitioned from Severe to Ok.')).toMatchObject([
      { status: 'cleared', fingerprint: bad?.fingerprint },
    ]);
    expect(of('New application version was deployed')).toEqual([]);
  });

  test('a task of ECS that stops by itself with a fault is an alert of its service', () => {
    const of = (detail: object) =>
      alertsIn(
        parsed({
          ...{ source: 'aws.ecs', 'detail-type': 'ECS Task State Change', account: '1' },
          ...{ region: 'eu-west-1', resources: ['arn:aws:ecs:eu-west-1:1:task/shop/b9'] },
          detail: { group: 'service:cart', lastStatus: 'STOPPED', ...detail },
        }),
      );
    const crash = {
      ...{ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 137 }] },
      stoppedReason: 'Essential container in task exited',
    };
    expect(of(crash)).toMatchObject([
      { title: 'cart: Essential container in task exited', service: 'cart' },
    ]);
    expect(of({ stopCode: 'TaskFailedToStart' })).toMatchObject([{ status: 'firing' }]);
    // What is done, and what somebody wanted.
    expect(of({ ...crash, containers: [{ exitCode: 0 }] })).toEqual([]);
    expect(of({ ...crash, stopCode: 'ServiceSchedulerInitiated' })).toEqual([]);
  });

  test('something of no known form is refused', () => {
    expect(parsed({ a: 1 })).toMatchObject({ invalid: [{ path: '' }] });
    expect(parsed([])).toMatchObject({ invalid: [{ path: '', message: 'must be an object' }] });
  });
});

function alertsIn(found: Parsed): Alert[] {
  return 'alerts' in found ? found.alerts : [];
}

test('the value of an expression does not bear the name of one of its metrics', () => {
  const event = fixture('cloudwatch-event');
  const [metric] = event.detail.configuration.metrics;
  event.detail.configuration.metrics = [
    { id: 'e1', expression: 'm1/m2', label: 'Errors', returnData: true },
    metric,
    { ...metric, id: 'm2' },
  ];
  expect(alertOf('cloudwatch', event)).toMatchObject({
    numbers: { value: 63.5, threshold: 5 },
    annotations: { expression: 'm1/m2' },
  });
});

test.each(['{', '[1]', '7'])('data that are %s tell nothing beside the sentence', data => {
  const event = fixture('cloudwatch-event');
  event.detail.state.reason = 'Threshold Crossed';
  event.detail.state.reasonData = data;
  const alert = alertOf('cloudwatch', event);
  expect(alert.startedAt).toBe('2026-11-23T02:14:05.120Z');
  expect(alert).not.toHaveProperty('startedBy');
  expect(alert.numbers).toEqual({});
});

test('a composite alarm is titled by those that set it off', () => {
  const event = fixture('cloudwatch-event');
  const arn = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:db-cpu';
  event.detail.state.reason = `${arn} transitioned to ALARM at Friday 22 July`;
  event.detail.state.reasonData = JSON.stringify({
    triggeringAlarms: [{ arn, state: { value: 'ALARM' } }],
  });
  const { title, name } = alertOf('cloudwatch', event);
  expect(title).toBe(`${name}: db-cpu is in ALARM`);
});

test('tags count as the lines of the description do', () => {
  const alarm = {
    AlarmName: 'orders',
    NewStateValue: 'ALARM',
    Tags: [
      { key: 'severity', value: 'SEV2' },
      { key: 'service', value: 'payments' },
      { key: 'runbook', value: 'https://runbooks.example.com/1' },
    ],
  };
  expect(alertOf('cloudwatch', alarm)).toMatchObject({
    service: 'payments',
    vendorSeverity: 'SEV2',
    links: [{ title: 'Runbook' }],
  });
});

describe('what other services themselves post on a topic', () => {
  const told = (Message: object) =>
    parseCloudWatch({
      Type: 'Notification',
      Subject: 'A notice',
      Message: JSON.stringify(Message),
    });
  const arn = 'arn:aws:rds:eu-west-1:123456789012:db:orders';
  const rds = (message: string) => ({
    'Event Source': 'db-instance',
    'Event Time': '2026-11-23 02:14:00.000',
    'Source ID': 'orders',
    'Source ARN': arn,
    'Event ID': 'http://docs.example.com/#RDS-EVENT-0007',
    'Event Message': message,
  });

  test('is the alert that EventBridge would have brought: a database without space', () => {
    expect(told(rds('Allocated storage has been exhausted.'))).toMatchObject({
      alerts: [
        {
          title: 'orders: Allocated storage has been exhausted.',
          service: 'orders',
          labels: { region: 'eu-west-1', resource: arn },
        },
      ],
    });
    expect(told(rds('Backing up DB instance'))).toMatchObject({ alerts: [] });
  });

  test.each([
    ['The free storage capacity for DB instance: orders is low at 9% of it', 'firing'],
    ['The storage size 900 GB is approaching the maximum storage threshold', 'firing'],
    ['DB instance shutdown', 'firing'],
    ['DB instance restarted', 'cleared'],
    ['Replication for the Read Replica stopped', 'firing'],
    ['Replication for the Read Replica resumed', 'cleared'],
  ])('is a database of which no category is told: %s', (message, status) => {
    expect(told(rds(message))).toMatchObject({ alerts: [{ status, service: 'orders' }] });
  });

  test('is a stack, or a backup, of which it tells in prose what became of it', () => {
    const prose = (Message: string) => parseCloudWatch({ Type: 'Notification', Message });
    const stack =
      'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/0b3f7d62-7c3e-4f0e-9d1c-0a1b2c3d4e5f';
    const became = (status: string, type = 'Stack') =>
      prose(
        [
          ...[`StackId='${stack}'`, `ResourceStatus='${status}'`, `ResourceStatusReason='quota'`],
          ...[`ResourceType='AWS::CloudFormation::${type}'`, `StackName='shop'`],
        ].join('\n'),
      );
    expect(became('UPDATE_ROLLBACK_COMPLETE')).toMatchObject({
      alerts: [{ title: 'shop: quota', service: 'shop', status: 'firing' }],
    });
    expect(became('UPDATE_COMPLETE')).toMatchObject({ alerts: [{ status: 'cleared' }] });
    expect(became('UPDATE_IN_PROGRESS')).toMatchObject({ alerts: [] });
    expect(became('CREATE_FAILED', 'WaitCondition')).toMatchObject({ alerts: [] });

    const job = `Resource ARN : ${arn}. BackupJob ID : 7`;
    expect(prose(`An AWS Backup job failed. ${job}`)).toMatchObject({
      alerts: [{ status: 'firing', service: 'orders' }],
    });
    expect(prose(`An AWS Backup job was completed successfully. ${job}`)).toMatchObject({
      alerts: [{ status: 'cleared', service: 'orders' }],
    });
    expect(prose(`The backup job was started. ${job}`)).toMatchObject({ alerts: [] });
  });

  test('is a group that cannot launch what it needs', () => {
    const group = {
      Event: 'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
      AutoScalingGroupName: 'web-asg',
      AutoScalingGroupARN: 'arn:aws:autoscaling:eu-west-1:123456789012:group:u:name/web-asg',
      StatusMessage: 'limit exceeded',
    };
    const title = 'web-asg: EC2 Instance Launch Unsuccessful: limit exceeded';
    expect(told(group)).toMatchObject({ alerts: [{ title, service: 'web-asg' }] });
    expect(told({ ...group, Event: 'autoscaling:EC2_INSTANCE_LAUNCH' })).toMatchObject({
      alerts: [{ status: 'cleared', service: 'web-asg' }],
    });
    expect(told({ ...group, Event: 'autoscaling:EC2_INSTANCE_TERMINATE' })).toMatchObject({
      alerts: [],
    });
  });

  test('is a cache, or a warehouse', () => {
    const failed = told({ 'ElastiCache:SnapshotFailed': 'cart-001' });
    const [alert] = readOf(failed);
    expect(alert).toMatchObject({ title: 'cart-001: Snapshot Failed', service: 'cart-001' });
    expect(told({ 'ElastiCache:SnapshotComplete': 'cart-001' })).toMatchObject({
      alerts: [{ status: 'cleared', fingerprint: alert?.fingerprint }],
    });
    expect(told({ 'ElastiCache:CacheNodesRebooted': 'cart-001' })).toMatchObject({ alerts: [] });
    const { 'Source ID': _, 'Source ARN': __, ...warehouse } = rds('The snapshot was lost');
    expect(told({ ...warehouse, Resource: 'dw', Severity: 'ERROR' })).toMatchObject({
      alerts: [{ title: 'dw: The snapshot was lost', service: 'dw' }],
    });
  });

  test('is an insight, or costs that nobody expected', () => {
    const insight = { messageType: 'NEW_INSIGHT', insightId: 'i', insightName: 'Slow' };
    expect(told(insight)).toMatchObject({ alerts: [{ title: 'Slow' }] });
    const costs = { anomalyId: 'a', dimensionalValue: 'EC2' };
    expect(told(costs)).toMatchObject({ alerts: [{ title: 'Cost anomaly of EC2' }] });
  });
});

describe('of what runs until it fails', () => {
  const event = (source: string, detail: object) => ({
    ...{ source, 'detail-type': 'It', account: '1', region: 'eu-west-1', detail },
    resources: [`arn:aws:${source.slice(4)}:eu-west-1:1:task:ORDERS`],
  });

  const named = (kind: string, source: string, detail: object) =>
    alertOf('cloudwatch', { ...event(source, detail), 'detail-type': kind, resources: [] });

  test.each<[string, string, string, object, object, object, string]>([
    [
      ...(['a limit', 'aws.trustedadvisor', 'Item Refresh'] as const),
      { status: 'ERROR', 'check-item-detail': { Service: 'VPC', Status: 'Red' } },
      { status: 'OK', 'check-item-detail': { Service: 'VPC', Status: 'Green' } },
      { status: 'ERROR', 'check-item-detail': { Service: 'EBS', Status: 'Red' } },
      'Service Limits (VPC): Item Refresh, error',
    ],
    [
      ...(['a runbook', 'aws.ssm', 'Automation'] as const),
      { Definition: 'Restart', Status: 'Failed' },
      { Definition: 'Restart', Status: 'Success' },
      { Definition: 'Patch', Status: 'Failed' },
      'Restart: Automation, failed',
    ],
    [
      ...(['what is not as it must be', 'aws.ssm', 'Compliance'] as const),
      { 'resource-id': 'i-1', 'compliance-status': 'non_compliant' },
      { 'resource-id': 'i-1', 'compliance-status': 'compliant' },
      { 'resource-id': 'i-2', 'compliance-status': 'non_compliant' },
      'i-1: Compliance, non compliant',
    ],
    [
      ...(['a cluster of Redshift', 'aws.redshift', 'Redshift'] as const),
      { SourceIdentifier: 'dw', status: 'FAILED', Message: 'Hardware' },
      { SourceIdentifier: 'dw', status: 'OK' },
      { SourceIdentifier: 'reports', status: 'FAILED' },
      'dw: Hardware',
    ],
    [
      ...(['a scan that found something', 'aws.ecr', 'Scan'] as const),
      { 'repository-name': 'shop', 'finding-severity-counts': { CRITICAL: 1 } },
      { 'repository-name': 'shop', 'finding-severity-counts': { LOW: 4 } },
      { 'repository-name': 'cart', 'finding-severity-counts': { HIGH: 1 } },
      'shop: 1 critical and 0 high vulnerabilities',
    ],
    [
      ...(['what has no name', 'aws.mediaconvert', 'Job'] as const),
      { queue: 'arn:aws:mediaconvert:eu-west-1:1:queues/Video', status: 'ERROR' },
      { queue: 'arn:aws:mediaconvert:eu-west-1:1:queues/Video', status: 'COMPLETE' },
      { status: 'ERROR' },
      'Video: Job, error',
    ],
  ])(
    '%s is told by its name, and has an end of its own',
    (_, source, kind, bad, good, other, title) => {
      const name = { 'check-name': 'Service Limits' };
      const of = (detail: object) =>
        named(kind, source, source === 'aws.trustedadvisor' ? { ...name, ...detail } : detail);
      const fired = of(bad);
      expect(fired).toMatchObject({ status: 'firing', title });
      expect(of(good)).toMatchObject({ status: 'cleared', fingerprint: fired.fingerprint });
      expect(of(other).fingerprint).not.toBe(fired.fingerprint);
    },
  );

  test('what has no name at all is told once by its kind', () => {
    const alert = named('Job State Change', 'aws.mediaconvert', { status: 'ERROR' });
    expect(alert).toMatchObject({ title: 'Job State Change: error' });
    expect(alert.service).toBeUndefined();
  });

  test('a task says of its container why it stopped', () => {
    const detail = {
      ...{
        group: 'service:cart',
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'It exited',
      },
      containers: [{ exitCode: 137, reason: 'OutOfMemoryError: killed' }],
    };
    expect(alertOf('cloudwatch', event('aws.ecs', detail))).toMatchObject({
      title: 'cart: It exited: OutOfMemoryError: killed',
    });
  });

  test('a replication that runs again ends its failure', () => {
    const told = (eventType: string) => alertOf('cloudwatch', event('aws.dms', { eventType }));
    const failed = told('REPLICATION_TASK_FAILED');
    expect(failed).toMatchObject({ status: 'firing', service: 'ORDERS' });
    expect(told('REPLICATION_TASK_STARTED')).toMatchObject({
      ...{ status: 'cleared', fingerprint: failed.fingerprint },
    });
  });

  test('what failed by its result alone is told', () => {
    const told = alertOf(
      'cloudwatch',
      event('aws.ec2', { event: 'attachVolume', result: 'failed' }),
    );
    expect(told).toMatchObject({ status: 'firing', title: 'ORDERS: It, failed' });
  });

  test('each alarm of a channel is over by itself, and the channel is its service', () => {
    const told = (alarm_id: string, alarm_state: string) =>
      alertOf(
        'cloudwatch',
        event('aws.medialive', {
          ...{ alarm_id, alarm_state, pipeline: '0', message: 'No input' },
          channel_arn: 'arn:aws:medialive:eu-west-1:1:channel:77',
        }),
      );
    const set = told('a', 'SET');
    expect(set).toMatchObject({ title: 'channel 77: No input', service: 'channel 77' });
    expect(told('a', 'CLEARED')).toMatchObject({
      ...{ status: 'cleared', fingerprint: set.fingerprint },
    });
    expect(told('b', 'CLEARED').fingerprint).not.toBe(set.fingerprint);
  });
});

describe('what a topic carries is the same whether it comes wrapped, raw or with others', () => {
  const told = {
    'an anomaly of costs': {
      body: {
        ...{ anomalyId: 'a-1', anomalyStartDate: '2026-11-26T00:00:00Z', monitorName: 'services' },
        ...{ impact: { totalImpact: 1001 }, rootCauses: [{ service: 'AWS Lambda' }] },
      },
      is: { title: 'Cost anomaly of AWS Lambda: 1001 more than usual', service: 'AWS Lambda' },
    },
    'an event of RDS': {
      body: {
        ...{ 'Event Source': 'db-instance', 'Source ID': 'orders' },
        'Source ARN': 'arn:aws:rds:eu-west-1:1:db:orders',
        'Event Message': 'The free storage is low: storage has been exhausted',
      },
      is: { service: 'orders' },
    },
    'an insight': {
      body: { insightId: 'AB12', messageType: 'NEW_INSIGHT', insightName: 'Errors of the API' },
      is: { title: 'Errors of the API', status: 'firing' },
    },
    'a group that cannot grow': {
      body: {
        Event: 'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
        AutoScalingGroupARN:
          'arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:x:autoScalingGroupName/web',
        ...{ AutoScalingGroupName: 'web', StatusMessage: 'no capacity' },
      },
      is: { title: 'web: EC2 Instance Launch Unsuccessful: no capacity', service: 'web' },
    },
    'an invocation that failed': {
      body: {
        requestContext: {
          functionArn: 'arn:aws:lambda:eu-west-1:1:function:orders:$LATEST',
          condition: 'RetriesExhausted',
        },
        responsePayload: { errorMessage: 'boom' },
      },
      is: { title: 'orders: the invocation failed: boom', service: 'orders' },
    },
    'an alarm as an action has it': {
      body: {
        ...{ alarmArn: arn, accountId: '1', region: 'eu-west-1' },
        alarmData: { alarmName: 'checkout-5xx', state: { value: 'ALARM' } },
      },
      is: { name: 'checkout-5xx', status: 'firing' },
    },
  };

  test.each(['auto', 'cloudwatch'] as const)(
    'and at %s no more of a list are read than one body may hold, and it is said how many were not',
    async source => {
      const one = { 'detail-type': 'Nobody knows it', source: 'aws.ec2', detail: {} };
      const alarm = { AlarmName: 'last', NewStateValue: 'ALARM' };
      const list = [...Array.from({ length: 10_000 }, () => one), alarm, alarm];
      const read = await parsePayload(source, JSON.stringify(list));
      if ('invalid' in read) throw new Error('It was refused');
      expect(read.alerts).toEqual([]);
      expect(read.ignored.at(-1)).toBe('2 alerts beyond the first 10000 of one body');
    },
  );

  test.each(Object.entries(told))('%s', async (_, { body, is }) => {
    const inQueue = { Records: [{ eventSource: 'aws:sqs', body: JSON.stringify(body) }] };
    const ways = [envelope(body), body, [body], [envelope(body)], inQueue];
    const read = await Promise.all(ways.map(way => parsePayload('auto', JSON.stringify(way))));
    const [first] = readOf(read[0]);
    expect(first).toMatchObject({ source: 'cloudwatch', ...is });
    for (const each of read) expect(readOf(each)).toEqual([first]);
    for (const way of ways) expect(readOf(parsed(way))).toEqual([first]);
  });

  test('each of a list fires and clears as if it had come alone', async () => {
    const alarm = (AlarmName: string, NewStateValue: string) => ({ AlarmName, NewStateValue });
    const list = [alarm('disk', 'ALARM'), alarm('cpu', 'OK')];
    expect(readOf(await parsePayload('auto', JSON.stringify(list)))).toMatchObject([
      { source: 'cloudwatch', name: 'disk', status: 'firing' },
      { source: 'cloudwatch', name: 'cpu', status: 'cleared' },
    ]);
  });

  test('a run of Inspector Classic that is complete is no alert, and one that failed is', async () => {
    const run = 'arn:aws:inspector:eu-west-1:1:target/0-a/template/0-b/run/0-c';
    const of = async (more: object) =>
      parsePayload('auto', JSON.stringify({ run, template: run.slice(0, -8), ...more }));
    const done = await of({ event: 'ASSESSMENT_RUN_COMPLETED', state: 'COMPLETED' });
    expect(done).toMatchObject({ alerts: [], ignored: [expect.stringContaining('no trouble')] });
    const failed = await of({ event: 'ASSESSMENT_RUN_STATE_CHANGED', state: 'FAILED' });
    expect(failed).toMatchObject({
      alerts: [{ title: 'Inspector 0-a/template/0-b: the assessment ended failed' }],
    });
  });
});

function readOf(read: Parsed | undefined): Alert[] {
  return read !== undefined && 'alerts' in read ? read.alerts : [];
}

import { describe, expect, test } from 'vitest';
import { inventory, sampleResources } from '#local/emulators/inventory.ts';
import { pageOf } from '#local/emulators/short-pages.ts';
import { teamAccount } from '#local/emulators/team-account.ts';
import { stateFile } from '#local/state-file.ts';
import { type AwsError, type AwsRequest, bareRequest } from '#local/wire/aws-wire.ts';

const asked = (operation: string, input: object) =>
  ({ operation, body: Buffer.from(JSON.stringify(input)) }) as AwsRequest;

test('a list comes in short pages, each item once, and the last has no token', () => {
  const all = Array.from({ length: 8 }, (_, number) => number);
  const found: number[] = [];
  let token: string | undefined;
  let pages = 0;
  do {
    const { items, next } = pageOf(all, token);
    found.push(...items);
    token = next;
    pages += 1;
  } while (token !== undefined);
  expect(found).toEqual(all);
  expect(pages).toBeGreaterThan(2);
});

/* Of what nobody has made each service says so, in its own words; the calls are those of our adapters. */
describe('what nobody has made', () => {
  const clock = { now: () => Date.parse('2026-11-23T02:14:05Z') };
  const made = inventory({ value: sampleResources(), changed() {} });
  const stored = <Value>(_name: string, initial: Value) => stateFile(undefined, initial);
  const team = teamAccount({
    ...{ clock: clock as never, stored, inventory: made },
    logs: { groups: ['/aws/lambda/Tocsin-on-page'], lines: () => [] },
  });
  const form = (operation: string, fields: Record<string, string>) =>
    bareRequest({ service: '', operation, caller: '', body: `${new URLSearchParams(fields)}` });
  const says = async (service: string, request: AwsRequest) => {
    try {
      return String((await team[service]?.(request))?.body);
    } catch (error) {
      return (error as AwsError).code;
    }
  };
  const window = { startTime: 0, endTime: 1 };
  const deploys = (applicationName: string, group: string) => ({
    ...{ applicationName, deploymentGroupName: group, currentDeploymentGroupName: group },
    revision: {},
  });
  const service = { cluster: 'main', service: 'payment' };
  const definition = 'arn:aws:ecs:us-east-1:000000000000:task-definition/payments:9000';
  const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:none';
  const cluster = (name: string) => `arn:aws:rds:us-east-1:000000000000:cluster:${name}`;

  test.each([
    [
      'logs',
      'FilterLogEvents',
      { logGroupName: '/aws/lambda/payment', ...window },
      'ResourceNotFoundException',
    ],
    [
      'logs',
      'GetLogEvents',
      { logGroupName: '/aws/lambda/payment', logStreamName: 'local' },
      'ResourceNotFoundException',
    ],
    [
      'logs',
      'DescribeLogStreams',
      { logGroupName: '/aws/lambda/payment' },
      'ResourceNotFoundException',
    ],
    [
      'ecs',
      'DescribeServices',
      { cluster: 'other', services: ['payments'] },
      'ClusterNotFoundException',
    ],
    ['ecs', 'UpdateService', service, 'ServiceNotFoundException'],
    ['ecs', 'ListServiceDeployments', service, 'ServiceNotFoundException'],
    [
      'ecs',
      'UpdateService',
      { cluster: 'main', service: 'payments', taskDefinition: definition },
      'ClientException',
    ],
    ['ecs', 'DescribeTaskDefinition', { taskDefinition: definition }, 'ClientException'],
    [
      'codedeploy',
      'ListDeployments',
      deploys('payment', 'production'),
      'ApplicationDoesNotExistException',
    ],
    [
      'codedeploy',
      'GetDeploymentGroup',
      deploys('payments', 'staging'),
      'DeploymentGroupDoesNotExistException',
    ],
    [
      'codedeploy',
      'UpdateDeploymentGroup',
      deploys('payments', 'staging'),
      'DeploymentGroupDoesNotExistException',
    ],
    [
      'codedeploy',
      'CreateDeployment',
      deploys('payments', 'staging'),
      'DeploymentGroupDoesNotExistException',
    ],
    [
      'rds-data',
      'ExecuteStatement',
      { resourceArn: cluster('none'), secretArn: secret },
      'BadRequestException',
    ],
    [
      'rds-data',
      'ExecuteStatement',
      { resourceArn: cluster('payments'), secretArn: secret },
      'SecretsErrorException',
    ],
    ['secretsmanager', 'GetSecretValue', { SecretId: secret }, 'ResourceNotFoundException'],
  ])('%s %s', async (name, operation, input, code) => {
    expect(await says(name, asked(operation, input))).toBe(code);
  });

  test.each([
    [
      'rds',
      'CreateDBClusterSnapshot',
      { DBClusterIdentifier: 'reports' },
      'DBClusterNotFoundFault',
    ],
    ['rds', 'CreateDBSnapshot', { DBInstanceIdentifier: 'orders' }, 'DBInstanceNotFound'],
    ['elasticache', 'RebootCacheCluster', { CacheClusterId: 'sessions' }, 'CacheClusterNotFound'],
  ])('%s %s', async (name, operation, fields, code) => {
    expect(await says(name, form(operation, fields))).toBe(code);
  });

  test('a distribution', async () => {
    const path = '/2020-05-31/distribution/E2NONE';
    const get = {
      ...bareRequest({ service: '', operation: 'GetDistribution', caller: '', body: '' }),
      path,
    };
    expect(await says('cloudfront', get)).toBe('NoSuchDistribution');
  });

  test('is missing in a list of services, and has no history as an alarm', async () => {
    const described = asked('DescribeServices', {
      cluster: 'main',
      services: ['payments', 'payment'],
    });
    expect(JSON.parse(await says('ecs', described))).toMatchObject({
      services: [{ serviceName: 'payments' }],
      failures: [{ reason: 'MISSING' }],
    });
    const history = (AlarmName: string) =>
      says(
        'cloudwatch',
        asked('DescribeAlarmHistory', { AlarmName, StartDate: 0, EndDate: 90_000 }),
      );
    expect(await history('payments-6xx')).toBe('{"AlarmHistoryItems":[]}');
    expect(await history('payments-5xx')).toContain('Alarm updated');
  });

  test('is there as soon as somebody makes it', async () => {
    made.add('arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/payment', {});
    const filter = asked('FilterLogEvents', { logGroupName: '/aws/lambda/payment', ...window });
    expect(await says('logs', filter)).toContain('events');
    const groups = await says('logs', asked('DescribeLogGroups', {}));
    expect(groups).toContain('/aws/lambda/payment"');
    expect(groups).toContain('/aws/lambda/Tocsin-on-page');
  });
});

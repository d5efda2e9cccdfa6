import { describe, expect, test } from 'vitest';
import { inventory, sampleResources } from '#local/emulators/inventory.ts';
import { authoriser } from '#local/gateway/iam.ts';
import type { Statement } from '#local/template/roles.ts';
import type { LocalFunction } from '#local/template/wiring.ts';
import type { AwsRequest } from '#local/wire/aws-wire.ts';

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;
const roleArn = 'arn:aws:iam::000000000000:role/pager';
const allow = (actions: string[], resources: string[], more: Partial<Statement> = {}) => ({
  effect: 'Allow' as const,
  actions,
  notActions: [],
  resources,
  notResources: [],
  conditions: {},
  ...more,
});

const made = inventory({ value: sampleResources(), changed() {} });

function may(request: Partial<AwsRequest>, ...statements: Statement[]): string {
  const authorise = authoriser({
    functions: [{ name: 'pager', roleArn } as LocalFunction],
    roles: new Map([[roleArn, { arn: roleArn, trusts: [], statements }]]),
    inventory: made,
  });
  try {
    authorise({
      caller: 'pager',
      service: 'sqs',
      operation: '',
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
      ...request,
    });
    return 'yes';
  } catch (error) {
    return (error as Error).message;
  }
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const send = {
  operation: 'SendMessageBatch',
  body: json({ QueueUrl: 'http://127.0.0.1:4510/000000000000/pages' }),
};

describe('a call of a function', () => {
  test('is allowed by a grant on its action and resource', () => {
    expect(may(send, allow(['sqs:SendMessage'], [arn('sqs', 'pages')]))).toBe('yes');
  });

  test('is allowed by wildcards', () => {
    expect(may(send, allow(['sqs:Send*'], [arn('sqs', '*')]))).toBe('yes');
  });

  test.each([
    ['slack', 'chat'],
    ['push', 'push'],
    ['sign-in', 'sign-in'],
    ['github', 'action-items'],
  ])('finds the secret tocsin/%s opened for %s, and for nothing else', (name, purpose) => {
    const secret = arn('secretsmanager', `secret:tocsin/${name}-AbCdEf`);
    const read = {
      ...{ service: 'secretsmanager', operation: 'GetSecretValue' },
      body: json({ SecretId: secret }),
    };
    const opened = (tag: string) =>
      allow(['secretsmanager:GetSecretValue'], ['*'], {
        conditions: { StringEquals: { [`aws:ResourceTag/tocsin:${tag}`]: ['allowed'] } },
      });
    expect(may(read, opened(purpose))).toBe('yes');
    expect(may(read, opened('diagnosis'))).not.toBe('yes');
  });

  test('that mails is checked for whom it writes to, as in the sandbox of SES, and for the set of its identity', () => {
    const mail = {
      ...{ service: 'ses', operation: 'SendEmail' },
      body: json({
        FromEmailAddress: 'pager@example.com',
        Destination: { ToAddresses: ['ana@example.com'] },
      }),
    };
    const sending = (from: string, ...of: string[]) =>
      allow(
        ['ses:SendEmail'],
        of.map(each => arn('ses', each)),
        { conditions: { StringEqualsIgnoreCase: { 'ses:FromAddress': from } } },
      );
    const all = ['identity/*', 'configuration-set/*'];
    expect(may(mail, sending('Pager@example.com', ...all))).toBe('yes');
    expect(may(mail, sending('billing@example.com', ...all))).toContain('not authorized');
    expect(may(mail, sending('pager@example.com', 'identity/pager@example.com'))).toContain(
      `not authorized to perform: ses:SendEmail on resource: ${arn('ses', 'identity/ana@')}`,
    );
    expect(may(mail, sending('pager@example.com', 'identity/*'))).toContain(
      arn('ses', 'configuration-set/my-first-configuration-set'),
    );
  });

  test('is denied without a grant, in the words of AWS', () => {
    expect(may(send)).toBe(
      'User: arn:aws:sts::000000000000:assumed-role/pager is not authorized to perform: ' +
        `sqs:SendMessage on resource: ${arn('sqs', 'pages')} because no identity-based policy ` +
        'allows the sqs:SendMessage action',
    );
  });

  test('is denied for another resource', () => {
    expect(may(send, allow(['sqs:SendMessage'], [arn('sqs', 'alerts')]))).toContain(
      'not authorized',
    );
  });

  test('is denied by an explicit deny, whatever is allowed', () => {
    const deny = { ...allow(['sqs:*'], ['*']), effect: 'Deny' as const };
    expect(may(send, allow(['*'], ['*']), deny)).toContain('explicit deny');
  });

  test('is denied by a condition that cannot be known', () => {
    const conditions = { StringEquals: { 'aws:SourceVpc': 'vpc-1' } };
    expect(may(send, allow(['*'], ['*'], { conditions }))).toContain('not authorized');
  });

  test('of somebody who is no function is always allowed', () => {
    expect(may({ ...send, caller: 'ana' })).toBe('yes');
  });
});

describe('a transaction', () => {
  const transaction = {
    service: 'dynamodb',
    operation: 'TransactWriteItems',
    body: json({
      TransactItems: [
        { Put: { TableName: 'table' } },
        { ConditionCheck: { TableName: 'table' } },
        { Update: { TableName: 'table' } },
      ],
    }),
  };
  const table = arn('dynamodb', 'table/table');

  test('needs the right to each of its parts', () => {
    const two = allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], [table]);
    expect(may(transaction, two)).toContain('dynamodb:ConditionCheckItem');
    expect(may(transaction, two, allow(['dynamodb:ConditionCheckItem'], [table]))).toBe('yes');
  });
});

test('a query of an index needs the right to that index', () => {
  const query = {
    service: 'dynamodb',
    operation: 'Query',
    body: json({ TableName: 'table', IndexName: 'byPhase' }),
  };
  const table = arn('dynamodb', 'table/table');
  expect(may(query, allow(['dynamodb:Query'], [table]))).toContain('table/table/index/byPhase');
  expect(may(query, allow(['dynamodb:Query'], [`${table}/index/*`]))).toBe('yes');
});

test('a text to a phone needs a policy for every resource', () => {
  const text = {
    service: 'sns',
    operation: 'Publish',
    body: Buffer.from('Action=Publish&PhoneNumber=%2B15550100&Message=x'),
  };
  expect(may(text, allow(['sns:Publish'], [arn('sns', 'email')]))).toContain('on resource: *');
  expect(may(text, allow(['sns:Publish'], ['*']))).toBe('yes');
});

test('an object needs the right to its key', () => {
  const put = { service: 's3', operation: 'PutObject', path: '/archive/raw/2026/one' };
  expect(may(put, allow(['s3:PutObject'], ['arn:aws:s3:::archive/raw/*']))).toBe('yes');
  expect(may(put, allow(['s3:PutObject'], ['arn:aws:s3:::archive/incidents/*']))).toContain('not');
});

test('an object that is written only where it is as it was read needs the right to read it', () => {
  const put = {
    ...{ service: 's3', operation: 'PutObject', path: '/page/index.html' },
    headers: { 'if-match': '"of before"' },
  };
  const page = ['arn:aws:s3:::page/*'];
  expect(may(put, allow(['s3:PutObject'], page))).toContain('s3:GetObject');
  expect(may(put, allow(['s3:PutObject', 's3:GetObject'], page))).toBe('yes');
  // Whether there is any is asked with the right to write.
  const first = { ...put, headers: { 'if-none-match': '*' } };
  expect(may(first, allow(['s3:PutObject'], page))).toBe('yes');
});

test('a schedule needs the right to pass its role, to Scheduler alone', () => {
  const RoleArn = 'arn:aws:iam::000000000000:role/clock';
  const create = {
    service: 'scheduler',
    operation: 'CreateSchedule',
    path: '/schedules/inc-1',
    body: json({ GroupName: 'incidents', Target: { RoleArn } }),
  };
  const schedule = allow(['scheduler:CreateSchedule'], [arn('scheduler', 'schedule/incidents/*')]);
  const pass = (service: string) =>
    allow(['iam:PassRole'], [RoleArn], {
      conditions: { StringEquals: { 'iam:PassedToService': service } },
    });
  expect(may(create, schedule)).toContain('iam:PassRole');
  expect(may(create, schedule, pass('lambda.amazonaws.com'))).toContain('iam:PassRole');
  expect(may(create, schedule, pass('scheduler.amazonaws.com'))).toBe('yes');
});

describe('whoever gives a role to a service', () => {
  const role = 'arn:aws:iam::000000000000:role/tocsin/payments-task';
  const pass = (service: string) =>
    allow(['iam:PassRole'], [arn('iam', 'role/tocsin/*').replace('us-east-1', '')], {
      conditions: { StringEquals: { 'iam:PassedToService': service } },
    });

  test.each([
    [
      'ecs-tasks.amazonaws.com',
      'ecs:RegisterTaskDefinition',
      { body: json({ family: 'payments', taskRoleArn: role }) },
    ],
    [
      'ecs-tasks.amazonaws.com',
      'ecs:RegisterTaskDefinition',
      { body: json({ family: 'payments', executionRoleArn: role }) },
    ],
    [
      'ssm.amazonaws.com',
      'ssm:StartAutomationExecution',
      { body: json({ DocumentName: 'Tocsin-DrainQueue' }) },
    ],
    [
      'sns.amazonaws.com',
      'sns:SetSMSAttributes',
      {
        body: Buffer.from(
          new URLSearchParams({
            'attributes.entry.1.key': 'DeliveryStatusIAMRole',
            'attributes.entry.1.value': role,
          }).toString(),
        ),
      },
    ],
  ])('needs the right to pass it, to %s alone: %s', (service, action, request) => {
    const [prefix = '', operation = ''] = action.split(':');
    const asked = { service: prefix, operation, ...request };
    const given = allow([action], ['*']);
    expect(may(asked, given)).toContain('iam:PassRole');
    expect(may(asked, given, pass('lambda.amazonaws.com'))).toContain('iam:PassRole');
    expect(may(asked, given, pass(service))).toBe('yes');
  });
});

test('tags are put on a task definition only while it is made', () => {
  const body = json({ family: 'payments', tags: [{ key: 'team', value: 'payments' }] });
  const register = { service: 'ecs', operation: 'RegisterTaskDefinition', body };
  const registering = allow(['ecs:RegisterTaskDefinition'], ['*']);
  const tagging = (action: string) =>
    allow(['ecs:TagResource'], [arn('ecs', 'task-definition/*')], {
      conditions: { StringEquals: { 'ecs:CreateAction': action } },
    });
  expect(may(register, registering)).toContain('ecs:TagResource');
  expect(may(register, registering, tagging('CreateService'))).toContain('ecs:TagResource');
  expect(may(register, registering, tagging('RegisterTaskDefinition'))).toBe('yes');
});

describe('a grant by tag', () => {
  const opened = (action: string) =>
    allow([action], ['*'], {
      conditions: { StringEquals: { 'aws:ResourceTag/tocsin:actions': ['allowed'] } },
    });
  const reboot = (id: string) => ({
    ...{ service: 'elasticache', operation: 'RebootCacheCluster' },
    body: Buffer.from(`Action=RebootCacheCluster&CacheClusterId=${id}`),
  });
  const asks = (secret: string) => ({
    ...{ service: 'rds-data', operation: 'ExecuteStatement' },
    body: json({
      resourceArn: arn('rds', 'cluster:payments'),
      secretArn: arn('secretsmanager', `secret:${secret}`),
    }),
  });

  test('reaches what the team has tagged, and nothing else of it', () => {
    made.add(arn('elasticache', 'cluster:of-others'), { team: 'search' });
    const restart = opened('elasticache:RebootCacheCluster');
    expect(may(reboot('payments-sessions'), restart)).toBe('yes');
    expect(may(reboot('of-others'), restart)).toContain('not authorized');
  });

  test('is needed for the secret of a database as well, which its service reads in one’s name', () => {
    const execute = opened('rds-data:ExecuteStatement');
    const read = opened('secretsmanager:GetSecretValue');
    expect(may(asks('payments-operator'), execute)).toContain('secretsmanager:GetSecretValue');
    expect(may(asks('payments-operator'), execute, read)).toBe('yes');
    expect(may(asks('payments-reader'), execute, read)).toContain('not authorized');
  });
});

describe('leading keys', () => {
  const table = arn('dynamodb', 'table/table');
  const own = allow(
    ['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem', 'dynamodb:BatchGetItem'],
    [table],
    { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['INC#*', 'REVIEW'] } } },
  );
  const ask = (operation: string, input: object) =>
    may({ service: 'dynamodb', operation, body: json({ TableName: 'table', ...input }) }, own);
  const pk = (S: string) => ({ pk: { S }, sk: { S: 'x' } });
  const put = (S: string) => ({ PutRequest: { Item: pk(S) } });

  test.each([
    ['PutItem', { Item: pk('INC#1') }],
    [
      'Query',
      {
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
        ExpressionAttributeValues: { ':pk': { S: 'REVIEW' }, ':prefix': { S: 'x' } },
      },
    ],
    ['BatchWriteItem', { RequestItems: { table: [put('INC#1'), put('INC#2')] } }],
    ['BatchGetItem', { RequestItems: { table: { Keys: [pk('INC#1')] } } }],
  ])('of one’s own are allowed: %s', (operation, input) => {
    expect(ask(operation, input)).toBe('yes');
  });

  test.each([
    ['PutItem', { Item: pk('CONFIG') }],
    ['PutItem', { Item: pk('REVIEWS') }],
    [
      'Query',
      {
        KeyConditionExpression: 'pk = :of',
        ExpressionAttributeValues: { ':of': { S: 'CONFIG' } },
      },
    ],
    ['BatchWriteItem', { RequestItems: { table: [put('INC#1'), put('CONFIG')] } }],
    ['BatchGetItem', { RequestItems: { table: { Keys: [pk('INC#1'), pk('SECRET')] } } }],
    ['Query', {}],
  ])('of others are not, nor where they are not seen: %s %j', (operation, input) => {
    expect(ask(operation, input)).toContain('not authorized');
  });
});

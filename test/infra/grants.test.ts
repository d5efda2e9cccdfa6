import { describe, expect, test } from 'vitest';
import { environmentVariables } from '#contract/environment.ts';
import { tableIndexes } from '#contract/table-indexes.ts';
import { partitions } from '#contract/table-partitions.ts';
import { workQueues } from '#contract/work-queues.ts';
import { asList, functionNames, type Json, synthesised, target } from './synthesised.ts';

const stack = await synthesised();

const read = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const readWrite = [
  'dynamodb:BatchGetItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
];
const send = ['sqs:SendMessage'];
const receive = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];
/** Where it may write, a test below holds. */
const readAndNote = [...read, 'dynamodb:UpdateItem'].toSorted();
const look = ['sqs:ChangeMessageVisibility', 'sqs:ReceiveMessage'];
const everyParameter = 'ssm parameter/*';
const parameters = ['ssm:GetParameters', 'ssm:GetParametersByPath', 'ssm:PutParameter'];
const publish = ['sns:Publish'];
/** Incidents are listed by the indexes; who reads none of them asks none. */
const table = (actions: string[]) => ({
  table: actions,
  ...Object.fromEntries(
    Object.keys(tableIndexes).map(index => [`table/index/${index}`, ['dynamodb:Query']]),
  ),
});
const setAlarmClock = {
  'queue timers': send,
  'schedules Tocsin/*': [
    'scheduler:CreateSchedule',
    'scheduler:GetSchedule',
    'scheduler:UpdateSchedule',
  ],
  'role of Scheduler': ['iam:PassRole'],
};

const everySecret = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:*';

/** What each function may do, besides writing to its own log. */
const permissions: Record<string, Record<string, string[]>> = {
  'on-webhook': {
    table: readAndNote,
    'queue alerts': send,
    'queue repeats': send,
    'every topic of every account': ['sns:ConfirmSubscription'],
    // Those that are tagged for it: the last test holds that.
    'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:*': [
      'secretsmanager:GetSecretValue',
    ],
  },
  'on-vendor-request': {
    ...table(readAndNote),
    'queue alerts': send,
    'queue repeats': send,
  },
  'on-alert': {
    ...table(readWrite),
    'queue alerts': receive,
    // What a large body leaves goes on in a run of its own.
    'queue repeats': [...receive, ...send],
    'bucket/raw/*': ['s3:PutObject'],
  },
  'on-incident-event': {
    'queue pages': send,
    'queue effects': send,
    'queue archive': send,
    'queue chat': send,
    'queue status-page': send,
    ...setAlarmClock,
    'stream of the table': [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
    ],
    everything: ['dynamodb:ListStreams'],
    'bucket/aws/lambda/*': ['s3:PutObject'],
    bucket: ['s3:ListBucket'],
  },
  'on-record-put-aside': {
    table: read,
    'queue put-aside': receive,
    'queue pages': send,
    'queue effects': send,
    'queue archive': send,
    'queue chat': send,
    'queue status-page': send,
    'queue events': send,
    'bus events': ['events:PutEvents'],
    'bucket/aws/lambda/*': ['s3:GetObject'],
    bucket: ['s3:ListBucket'],
  },
  'on-event-feed': {
    table: read,
    'queue events': send,
    'bus events': ['events:PutEvents'],
    'stream of the table': [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
    ],
    everything: ['dynamodb:ListStreams'],
    'bucket/aws/lambda/*': ['s3:PutObject'],
    bucket: ['s3:ListBucket'],
  },
  'on-stakeholder-link': { table: readWrite, 'queue effects': send },
  'on-event-delivery': {
    ...table(readWrite),
    'queue events': receive,
    [everySecret]: ['secretsmanager:GetSecretValue'],
  },
  'on-page': {
    ...table(readWrite),
    'queue pages': [...receive, ...send],
    // Pages by direct message.
    [everySecret]: ['secretsmanager:GetSecretValue'],
    'topic email': publish,
    'every phone number': publish,
  },
  'on-receipt': {
    ...table(readWrite),
    'queue receipts': [...receive, ...send],
    // Lambda itself puts there what it could not make out, in the name of the function.
    'queue undelivered': ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', ...send],
  },
  'on-effect': {
    ...table(readWrite),
    'queue effects': [...receive, ...send],
    'topic email': ['sns:ListSubscriptionsByTopic', ...publish, 'sns:Subscribe'],
    'topic stakeholders': ['sns:ListSubscriptionsByTopic', ...publish, 'sns:Subscribe'],
    // Who subscribed by text.
    'every phone number': publish,
    'role of SNS': ['iam:PassRole'],
    everything: [
      'sns:GetSMSAttributes',
      'sns:SetSMSAttributes',
      'sns:GetSubscriptionAttributes',
      'sns:SetSubscriptionAttributes',
      'sns:Unsubscribe',
    ],
    // Those that are tagged for it: the next test holds that.
    [everySecret]: ['secretsmanager:GetSecretValue'],
  },
  'on-archive': {
    ...table(readWrite),
    [everySecret]: ['secretsmanager:GetSecretValue'],
    'queue archive': [...receive, ...send],
    'bucket/incidents/*': ['s3:GetObject', 's3:PutObject'],
    'bucket/progress/*': ['s3:GetObject', 's3:PutObject'],
    bucket: ['s3:ListBucket'],
    'every log group': ['logs:FilterLogEvents'],
    everything: ['cloudtrail:LookupEvents', 'cloudwatch:GetMetricData'],
    'cloudwatch alarm:*': ['cloudwatch:DescribeAlarmHistory'],
    'codedeploy deploymentgroup:*': [
      'codedeploy:BatchGetDeployments',
      'codedeploy:ListDeployments',
    ],
    'ecs service/*': ['ecs:DescribeServices'],
    // It looks at all snapshots, takes them of any database, and deletes those that are named as its own.
    'rds cluster:*': ['rds:CreateDBClusterSnapshot', 'rds:DescribeDBClusterSnapshots'],
    'rds db:*': ['rds:CreateDBSnapshot', 'rds:DescribeDBSnapshots'],
    'rds cluster-snapshot:*': ['rds:DescribeDBClusterSnapshots'],
    'rds snapshot:*': ['rds:DescribeDBSnapshots'],
    'rds cluster-snapshot:tocsin-*': [
      'rds:AddTagsToResource',
      'rds:CreateDBClusterSnapshot',
      'rds:DeleteDBClusterSnapshot',
    ],
    'rds snapshot:tocsin-*': [
      'rds:AddTagsToResource',
      'rds:CreateDBSnapshot',
      'rds:DeleteDBSnapshot',
    ],
  },
  'on-duty': {
    ...table(readWrite),
    'queue alerts': send,
    // What triage gave up ends its receipt; it stays where it is.
    'queue alerts-dead-letters': look,
    'queue repeats-dead-letters': look,
    'queue archive': send,
    'queue effects': send,
    'queue status-page': send,
    'topic email': ['sns:ListSubscriptionsByTopic', ...publish],
    'role of SNS': ['iam:PassRole'],
    'ssm automation-execution/*': ['ssm:GetAutomationExecution'],
    everything: [
      'sns:GetSMSAttributes',
      'sns:GetSMSSandboxAccountStatus',
      'sns:ListPhoneNumbersOptedOut',
      'sns:ListSMSSandboxPhoneNumbers',
      'sns:SetSMSAttributes',
    ],
    // Lambda itself puts there what it could not finish, in the name of the function.
    'queue undelivered': ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', ...send],
  },
  'on-timer': {
    ...table(readWrite),
    ...setAlarmClock,
    'queue timers': [...receive, ...send],
  },
  'on-sweep': {
    ...table(readWrite),
    ...setAlarmClock,
    // What waited behind a silence goes through triage again.
    'queue alerts': send,
    // Lambda itself puts there what it could not sweep, in the name of the function.
    'queue undelivered': ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', ...send],
  },
  'on-session-request': {
    table: readWrite,
    'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:*': [
      'secretsmanager:GetSecretValue',
    ],
    'topic email': publish,
    'every phone number': publish,
  },
  'on-setup-request': {
    ...table(readWrite),
    'queue effects': send,
    'queue status-page': send,
  },
  // Nothing of the bucket until there is one.
  'on-status-page': { ...table(readWrite), 'queue status-page': receive },
  'on-api-request': {
    ...table(readWrite),
    // What was given up is shown to people, and goes back to its queue when they say so.
    ...Object.fromEntries(
      workQueues.flatMap(name => [
        [`queue ${name}`, send],
        [`queue ${name}-dead-letters`, ['sqs:DeleteMessage', ...look]],
      ]),
    ),
    'topic email': ['sns:ListSubscriptionsByTopic', ...publish],
    'every phone number': publish,
  },
  'on-review-request': {
    ...table(readWrite),
    'queue archive': send,
    'bucket/incidents/*': ['s3:GetObject'],
    bucket: ['s3:ListBucket'],
  },
  // It knows Slack by its signature, and does nothing itself.
  'on-chat-request': {
    ...table(read),
    'queue chat-requests': send,
    [everySecret]: ['secretsmanager:GetSecretValue'],
  },
  'on-chat': {
    ...table(readWrite),
    'queue chat': [...receive, ...send],
    'queue chat-requests': receive,
    [everySecret]: ['secretsmanager:GetSecretValue'],
  },
  'on-compute-actions': {
    ...table(readWrite),
    'ecs service/*': ['ecs:DescribeServices', 'ecs:UpdateService'],
    everything: ['ecs:DescribeTaskDefinition', 'ecs:RegisterTaskDefinition'],
    'ecs task-definition/*': ['ecs:TagResource'],
    'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/tocsin/*': ['iam:PassRole'],
  },
  'on-configuration-actions': {
    ...table(readWrite),
    [everyParameter]: parameters,
    'appconfig application/*': [
      'appconfig:CreateHostedConfigurationVersion',
      'appconfig:GetConfigurationProfile',
      'appconfig:GetHostedConfigurationVersion',
      'appconfig:ListDeployments',
      'appconfig:StartDeployment',
    ],
    'appconfig deploymentstrategy/*': ['appconfig:StartDeployment'],
  },
  'on-cache-actions': {
    ...table(readWrite),
    'arn:<AWS::Partition>:cloudfront::<AWS::AccountId>:distribution/*': [
      'cloudfront:CreateInvalidation',
      'cloudfront:GetDistribution',
    ],
    'elasticache cluster:*': [
      'elasticache:DescribeCacheClusters',
      'elasticache:RebootCacheCluster',
    ],
  },
  'on-deployment-actions': {
    ...table(readWrite),
    'ecs service/*': [
      'ecs:DescribeServiceRevisions',
      'ecs:DescribeServices',
      'ecs:ListServiceDeployments',
      'ecs:UpdateService',
    ],
    'ecs service-revision/*': ['ecs:DescribeServiceRevisions'],
    everything: ['ecs:DescribeTaskDefinition'],
    'codedeploy deploymentgroup:*': [
      'codedeploy:CreateDeployment',
      'codedeploy:GetDeployment',
      'codedeploy:GetDeploymentGroup',
      'codedeploy:ListDeployments',
      'codedeploy:UpdateDeploymentGroup',
    ],
    'codedeploy application:*': [
      'codedeploy:GetApplicationRevision',
      'codedeploy:RegisterApplicationRevision',
    ],
    'codedeploy deploymentconfig:*': ['codedeploy:GetDeploymentConfig'],
  },
  // Alarms of the team it can neither change nor delete.
  'on-monitoring-actions': {
    ...table(readWrite),
    everything: ['cloudwatch:GetMetricData'],
    'cloudwatch alarm:*': ['cloudwatch:DescribeAlarms'],
    'cloudwatch alarm:enhanced-by-tocsin-*': [
      'cloudwatch:DeleteAlarms',
      'cloudwatch:PutMetricAlarm',
    ],
    'schedules Tocsin-watches/*': ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'],
    'role of Scheduler that ends watches': ['iam:PassRole'],
  },
  'on-automation-actions': {
    ...table(readWrite),
    'ssm document/Tocsin-*': ['ssm:GetDocument', 'ssm:StartAutomationExecution'],
    'ssm automation-definition/Tocsin-*': ['ssm:StartAutomationExecution'],
    'ssm automation-execution/*': ['ssm:GetAutomationExecution', 'ssm:StartAutomationExecution'],
    'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/tocsin/*': ['iam:PassRole'],
  },
  'on-database-actions': {
    ...table(readWrite),
    [everyParameter]: parameters,
    'rds cluster:*': ['rds-data:ExecuteStatement'],
    [everySecret]: ['secretsmanager:GetSecretValue'],
  },
  // It looks everywhere, and can change nothing anywhere.
  'on-diagnosis-request': {
    ...table(read),
    'every log group': ['logs:FilterLogEvents'],
    everything: ['cloudwatch:GetMetricData'],
    'rds cluster:*': ['rds-data:ExecuteStatement'],
    [everySecret]: ['secretsmanager:GetSecretValue'],
  },
  'on-ack-link': table(readWrite),
  'on-sms-reply': {
    ...table(readWrite),
    'queue replies': receive,
    'every phone number': publish,
  },
};

test.each(functionNames)('%s may do what its work needs and nothing else', name => {
  const expected = {
    ...permissions[name],
    'log of its own': ['logs:CreateLogStream', 'logs:PutLogEvents'],
  };
  const sorted = Object.entries(expected).map(([what, actions]) => [what, [...actions].sort()]);
  expect(permissionsOf(name)).toEqual(Object.fromEntries(sorted));
});

/** Empty in a stack without these settings. */
const optional = ['SES_FROM', 'SES_CONFIGURATION_SET', 'VOICE_ORIGINATION', 'OBJECT_LOCK'];

test.each(functionNames)('%s is told what it asks for and nothing else', async name => {
  const told = environmentOf(name);
  const asked = new Set<string>();
  const before = process.env;
  const region = { AWS_REGION: 'eu-central-1' };
  const environment = { ...region, ...Object.fromEntries(told.map(each => [each, each])) };
  process.env = new Proxy<NodeJS.ProcessEnv>(environment, {
    get(variables, key: string) {
      if (key in environmentVariables) asked.add(key);
      return variables[key];
    },
  });
  // It is wired as it is loaded, and throws when something that it cannot do without is missing.
  await import(`../../functions/${name}.ts`).finally(() => {
    process.env = before;
  });
  expect([...asked].filter(each => !optional.includes(each)).sort()).toEqual(told.sort());
});

test('an action changes only what a tag has opened to it', () => {
  const changing = allStatements().filter(({ Action }) =>
    asList(Action ?? '').some((action: string) =>
      [
        'appconfig:CreateHostedConfigurationVersion',
        'cloudfront:CreateInvalidation',
        'codedeploy:CreateDeployment',
        'codedeploy:UpdateDeploymentGroup',
        'ecs:UpdateService',
        'elasticache:RebootCacheCluster',
        'ssm:PutParameter',
      ].includes(action),
    ),
  );
  const open = changing.filter(({ Condition }) => {
    const { StringEquals = {} } = (Condition ?? {}) as { StringEquals?: Record<string, string> };
    return !Object.keys(StringEquals).some(key => key.endsWith('ResourceTag/tocsin:actions'));
  });
  expect(open).toEqual([]);
});

test('a secret is read only where a tag has opened it for that purpose, of what strangers can reach', () => {
  const opened: Record<string, string[]> = {
    'on-chat': ['tocsin:chat'],
    'on-chat-request': ['tocsin:chat'],
    'on-page': ['tocsin:chat', 'tocsin:push'],
    'on-session-request': ['tocsin:sign-in'],
  };
  for (const [name, tags] of Object.entries(opened)) {
    const { Role } = stack.named('AWS::Lambda::Function', name).Properties;
    const reading = stack
      .statementsOf(target(Role))
      .filter(({ Action }) => asList(Action ?? '').includes('secretsmanager:GetSecretValue'));
    expect(reading.map(({ Condition }) => Condition)).toEqual(
      tags.map(tag => ({ StringEquals: { [`aws:ResourceTag/${tag}`]: 'allowed' } })),
    );
  }
});

test('a role is passed on by its path or by its name, to one service, and never by a tag', () => {
  const passing = allStatements().filter(({ Action }) =>
    asList(Action ?? '').includes('iam:PassRole'),
  );
  expect(passing.length).toBeGreaterThan(5);
  for (const { Resource, Condition } of passing) {
    expect(flatten(Resource)).toMatch(/^<.*Role.*\.Arn>$|:role\/tocsin\/\*$/);
    expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': expect.any(String) } });
  }
});

describe('what decides who may do what', () => {
  /** In which partitions of the table a function may carry out an action. */
  const partitionsOf = (name: string, action: string): string[] => {
    const { Role } = stack.named('AWS::Lambda::Function', name).Properties;
    const statements = stack
      .statementsOf(target(Role))
      .filter(
        ({ Action, Resource }) =>
          asList(Action ?? '').includes(action) &&
          asList(Resource).some(each => words(each, name) === 'table'),
      );
    return statements.flatMap(({ Condition }) => {
      const keys = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
      return keys === undefined ? ['everything'] : keys;
    });
  };
  const who = (partition: string, action: string) =>
    functionNames.filter(name => partitionsOf(name, action).includes(partition));

  test('is written by the function for setup alone', () => {
    for (const action of ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']) {
      expect(who('everything', `dynamodb:${action}`)).toEqual([]);
      expect(who('CONFIG', `dynamodb:${action}`)).toEqual(['on-setup-request']);
    }
  });

  test('nobody is let in to the console but by the function that asks for a code', () => {
    for (const action of ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']) {
      for (const partition of ['SESSIONS#*', 'SIGNIN#*']) {
        expect(who(partition, `dynamodb:${action}`)).toEqual(['on-session-request']);
      }
    }
    const askers = functionNames.filter(name => /-request$|-actions$/.test(name));
    const known = askers.filter(name => !/^on-(chat|vendor)-request$/.test(name));
    expect(who('SESSIONS#*', 'dynamodb:GetItem')).toEqual(known.toSorted());
  });

  test('and what signs our webhooks is seen by those alone who send them or show it', () => {
    const senders = ['on-effect', 'on-page', 'on-setup-request'];
    expect(who('SECRET', 'dynamodb:PutItem')).toEqual(senders);
    // One sends codes to webhooks; the other writes into the root of what links were made before. Neither makes a secret.
    const readers = ['on-api-request', 'on-sweep'];
    expect(who('SECRET', 'dynamodb:GetItem')).toEqual([...readers, ...senders].toSorted());
  });

  test('and of what links are made is seen by those alone who make or know them', () => {
    const makers = ['on-effect', 'on-setup-request', 'on-sweep'];
    expect(who('ROOT', 'dynamodb:PutItem')).toEqual(makers);
    const readers = ['on-api-request', 'on-event-delivery', 'on-stakeholder-link'];
    expect(who('ROOT', 'dynamodb:GetItem')).toEqual(
      [...makers, ...readers, 'on-status-page'].toSorted(),
    );
  });

  test('a door that strangers reach notes what it refused, and writes nothing else', () => {
    for (const name of ['on-webhook', 'on-vendor-request']) {
      expect(partitionsOf(name, 'dynamodb:UpdateItem')).toEqual(['HEARD']);
      expect(partitionsOf(name, 'dynamodb:PutItem')).toEqual([]);
    }
  });

  /** Which partitions a door looks into, by their names in the contract: its own work, and who may ask. */
  test.each([
    ['on-webhook', ['configuration']],
    ['on-vendor-request', ['configuration', 'record']],
    ['on-chat-request', ['configuration', 'record']],
    ['on-stakeholder-link', ['configuration', 'root', 'stakeholders']],
    ['on-ack-link', ['configuration', 'links', 'people', 'record']],
    ['on-sms-reply', ['configuration', 'people', 'phones', 'record']],
    ['on-session-request', ['configuration', 'people', 'phones', 'sessions']],
    ['on-setup-request', ['configuration', 'people', 'record', 'root', 'secret', 'sessions']],
    ['on-diagnosis-request', ['configuration', 'record', 'sessions']],
    ['on-review-request', ['configuration', 'people', 'record', 'sessions']],
    ['on-compute-actions', ['configuration', 'record', 'sessions']],
    [
      'on-api-request',
      [
        ...['configuration', 'heard', 'people', 'phones', 'record'],
        ...['root', 'secret', 'sessions', 'stakeholders'],
      ],
    ],
  ])('%s, a door, reads %j', (name, expected) => {
    const read = new Set(partitionsOf(name, 'dynamodb:GetItem'));
    const names = Object.entries(partitions).flatMap(([partition, keys]) =>
      keys.some(key => read.has(key)) ? [partition] : [],
    );
    expect(names.toSorted()).toEqual(expected);
  });

  test('who is reached, and how, is not written by what a stranger can open', () => {
    for (const name of [
      ...['on-webhook', 'on-vendor-request', 'on-ack-link'],
      ...['on-sms-reply', 'on-diagnosis-request', 'on-review-request', 'on-compute-actions'],
    ]) {
      expect(partitionsOf(name, 'dynamodb:PutItem')).not.toContain('ROSTER');
      expect(partitionsOf(name, 'dynamodb:PutItem')).not.toContain('FEED#*');
    }
  });
});

test('no secret is read but those that are tagged for it', () => {
  const reading = allStatements().filter(({ Action }) =>
    asList(Action ?? '').includes('secretsmanager:GetSecretValue'),
  );
  const tags = reading.map(({ Condition }) => {
    const { StringEquals = {} } = (Condition ?? {}) as { StringEquals?: Record<string, string> };
    return Object.keys(StringEquals).filter(key => key.startsWith('aws:ResourceTag/tocsin:'));
  });
  expect(reading.length).toBeGreaterThan(2);
  expect(tags.filter(keys => keys.length !== 1)).toEqual([]);
});

test('every variable of the contract is told to somebody, and no other', () => {
  const told = new Set([...functionNames.flatMap(environmentOf), ...optional]);
  expect([...told].sort()).toEqual(Object.keys(environmentVariables).sort());
});

test('no statement of any policy allows a wildcard action', () => {
  const wild = allStatements().filter(
    ({ Effect, Action }) =>
      Effect === 'Allow' && asList(Action ?? '*').some((action: string) => action.includes('*')),
  );
  expect(wild).toEqual([]);
});

test('every resource is reached only by actions for which IAM knows no resources', () => {
  const reachingAll = allStatements()
    .filter(({ Effect, Resource }) => Effect === 'Allow' && asList(Resource).includes('*'))
    .flatMap(({ Action }) => asList(Action));
  expect([...new Set(reachingAll)].sort()).toEqual([
    'cloudtrail:LookupEvents',
    'cloudwatch:GetMetricData',
    'dynamodb:ListStreams',
    // Reading a task definition, and a new revision of one, which runs nothing by itself.
    'ecs:DescribeTaskDefinition',
    'ecs:RegisterTaskDefinition',
    'sns:GetSMSAttributes',
    'sns:GetSMSSandboxAccountStatus',
    'sns:GetSubscriptionAttributes',
    'sns:ListPhoneNumbersOptedOut',
    'sns:ListSMSSandboxPhoneNumbers',
    'sns:SetSMSAttributes',
    'sns:SetSubscriptionAttributes',
    'sns:Unsubscribe',
  ]);
});

test('no function has a managed policy or a policy that is not its own', () => {
  for (const role of stack.ofType('AWS::IAM::Role')) {
    expect(role.Properties.ManagedPolicyArns, role.id).toBeUndefined();
  }
  for (const policy of stack.ofType('AWS::IAM::Policy')) {
    expect(policy.Properties.Roles, policy.id).toHaveLength(1);
  }
});

test('a role holds all its rights, and twice where an upgrade moves them into it before it takes the old ones away', () => {
  // With the longest name that a stack may have, in a region with a long one.
  const arn = `arn:aws:sqs:ap-southeast-1:123456789012:${'a'.repeat(39)}-timers-dead-letters`;
  for (const { id, Properties } of stack.ofType('AWS::IAM::Role')) {
    const statements = stack.statementsOf(id).map(statement => {
      const { Resource, NotResource } = statement;
      return { ...statement, Resource: asList(Resource ?? NotResource).map(flatten) };
    });
    const written = JSON.stringify(statements)
      .replaceAll(/<AWS::\w+>/g, 'ap-southeast-1')
      .replaceAll(/<[^>]+>/g, arn);
    const times = Properties.Policies === undefined ? 1 : 2;
    expect(written.length * times, id).toBeLessThan(10_240);
  }
});

describe('the role of Scheduler', () => {
  const [role] = stack
    .ofType('AWS::IAM::Role')
    .filter(({ id }) => id.startsWith('AlarmClockSchedulerRole'));

  test('may send to the timers queue and its dead letters, and nothing else', () => {
    const statements = stack.statementsOf(role?.id ?? '');
    expect(statements.flatMap(({ Action }) => asList(Action))).toEqual(['sqs:SendMessage']);
    const queues = statements.flatMap(({ Resource }) => asList(Resource)).map(target);
    expect(queues.map(stack.nameOf).sort()).toEqual(['timers', 'timers-dead-letters']);
  });

  test('is assumed only for schedules of our group in this account', () => {
    const [trust] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];
    expect(trust.Principal).toEqual({ Service: 'scheduler.amazonaws.com' });
    expect(Object.keys(trust.Condition.StringEquals).sort()).toEqual([
      'aws:SourceAccount',
      'aws:SourceArn',
    ]);
  });

  test('is passed on to Scheduler and to no other service', () => {
    const passing = allStatements()
      .filter(({ Action }) => asList(Action).includes('iam:PassRole'))
      .filter(({ Resource }) => target(Resource) === role?.id);
    expect(passing).toHaveLength(3);
    for (const { Resource, Condition } of passing) {
      expect(target(Resource)).toBe(role?.id);
      expect(Condition).toEqual({
        StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
      });
    }
  });
});

interface Statement {
  Effect: string;
  Action?: string | string[];
  Resource: Json;
  NotResource?: Json;
  Condition?: Json;
}

function environmentOf(name: string): string[] {
  const { Environment } = stack.named('AWS::Lambda::Function', name).Properties;
  return Object.keys(Environment?.Variables ?? {});
}

function permissionsOf(name: string): Record<string, string[]> {
  const { Role } = stack.named('AWS::Lambda::Function', name).Properties;
  const found: Record<string, Set<string>> = {};
  for (const { Action, Resource, NotResource } of stack.statementsOf(target(Role))) {
    const resources =
      NotResource === undefined ? asList(Resource).map(r => words(r, name)) : [except(NotResource)];
    for (const resource of resources) {
      const actions = found[resource] ?? new Set();
      for (const action of asList(Action ?? [])) actions.add(action);
      found[resource] = actions;
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([resource, actions]) => [resource, [...actions].sort()]),
  );
}

function allStatements(): Statement[] {
  const types = ['SQS::QueuePolicy', 'SNS::TopicPolicy', 'S3::BucketPolicy'];
  return types
    .flatMap(type => stack.ofType(`AWS::${type}`))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .concat(stack.rights());
}

/** A resource in the words of the table above. */
function words(resource: Json, functionName: string): string {
  const flat = flatten(resource);
  if (flat === '*') return 'everything';
  if (flat.includes(':log-group:')) return 'every log group';
  if (flat.includes(':sns:*:*:*')) return 'every topic of every account';
  // `cloudwatch alarm:*`: of other services, what stands after region and account.
  const foreign =
    /:(appconfig|cloudwatch|codedeploy|ecs|elasticache|rds|ssm):<AWS::Region>:<AWS::AccountId>:(.+)$/.exec(
      flat,
    );
  if (foreign !== null) return `${foreign[1]} ${foreign[2]}`;
  if (flat.includes(':schedule/')) return flat.replace(/^.*:schedule\//, 'schedules ');
  const [id = '', ...rest] = flat.replace(/^<([^>]+)>/, '$1 ').split(' ');
  const [logicalId = '', attribute] = id.split('.');
  const { Type, Properties } = stack.template.Resources[logicalId] ?? {};
  const key = rest.join('');
  switch (Type) {
    case 'AWS::DynamoDB::Table':
      return attribute === 'StreamArn' ? 'stream of the table' : `table${key}`;
    case 'AWS::S3::Bucket':
      return `bucket${key}`;
    case 'AWS::SQS::Queue':
      return `queue ${stack.nameOf(logicalId)}`;
    case 'AWS::SNS::Topic':
      return `topic ${stack.nameOf(logicalId)}`;
    case 'AWS::Events::EventBus':
      return `bus ${String(Properties.Name).replace('Tocsin-', '')}`;
    case 'AWS::IAM::Role':
      if (logicalId.startsWith('Actions')) return 'role of Scheduler that ends watches';
      return logicalId.startsWith('AlarmClock') ? 'role of Scheduler' : 'role of SNS';
    case 'AWS::Logs::LogGroup':
      return Properties.LogGroupName === `/aws/lambda/Tocsin-${functionName}`
        ? 'log of its own'
        : `log ${Properties.LogGroupName}`;
    default:
      return flat;
  }
}

function except(resource: Json): string {
  return flatten(resource) === 'arn:<AWS::Partition>:sns:*:*:*'
    ? 'every phone number'
    : `everything but ${flatten(resource)}`;
}

function flatten(value: Json): string {
  if (typeof value === 'string') return value;
  if (value.Ref !== undefined) return `<${value.Ref}>`;
  if (value['Fn::GetAtt'] !== undefined) return `<${value['Fn::GetAtt'].join('.')}>`;
  return value['Fn::Join'][1].map(flatten).join('');
}

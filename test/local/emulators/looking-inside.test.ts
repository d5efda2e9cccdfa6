import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  GetAccountSettingsCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { GetAccountCommand, ListEmailIdentitiesCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import {
  GetTopicAttributesCommand,
  ListSubscriptionsCommand,
  ListTopicsCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { toyStack } from '../toy-stack.ts';

const toy = toyStack();
const model = () => toy.stack().model;
const sns = () => new SNSClient(toy.client());
const scheduler = () => new SchedulerClient(toy.client());
const logs = () => new CloudWatchLogsClient(toy.client());

describe('whoever has the aws command sees in the local stack', () => {
  test('its topics, and who is subscribed', async () => {
    const { Topics: topics = [] } = await sns().send(new ListTopicsCommand({}));
    expect(topics.map(({ TopicArn }) => TopicArn)).toEqual(model().topics.map(({ arn }) => arn));
    const TopicArn = topics[0]?.TopicArn ?? '';
    const { SubscriptionArn = '' } = await sns().send(
      new SubscribeCommand({
        ...{ TopicArn, Protocol: 'email', Endpoint: 'looked-at@example.com' },
        ReturnSubscriptionArn: true,
      }),
    );
    const { Subscriptions: subscriptions = [] } = await sns().send(
      new ListSubscriptionsCommand({}),
    );
    expect(subscriptions).toContainEqual(
      expect.objectContaining({ TopicArn, Endpoint: 'looked-at@example.com' }),
    );
    const { Attributes: attributes } = await sns().send(
      new GetTopicAttributesCommand({ TopicArn }),
    );
    expect(attributes?.TopicArn).toBe(TopicArn);
    await sns().send(new UnsubscribeCommand({ SubscriptionArn }));
  });

  test('its schedules and their groups, in pages', async () => {
    const [GroupName = ''] = model().scheduleGroups;
    const groups = await scheduler().send(new ListScheduleGroupsCommand({}));
    const names = groups.ScheduleGroups?.map(({ Name }) => Name);
    expect(names).toEqual(['default', ...model().scheduleGroups]);
    const group = await scheduler().send(new GetScheduleGroupCommand({ Name: GroupName }));
    expect(group.Arn).toContain(`schedule-group/${GroupName}`);

    const target = { Arn: model().queues[0]?.arn, RoleArn: [...model().roles.keys()][0] };
    for (const Name of ['looked-at-1', 'looked-at-2']) {
      await scheduler().send(
        new CreateScheduleCommand({
          ...{ Name, GroupName, ScheduleExpression: 'at(2099-01-01T00:00:00)' },
          ...{ FlexibleTimeWindow: { Mode: 'OFF' }, Target: target },
        }),
      );
    }
    const asked = { GroupName, NamePrefix: 'looked-at', MaxResults: 1 };
    const first = await scheduler().send(new ListSchedulesCommand(asked));
    expect(first.Schedules).toMatchObject([
      { Name: 'looked-at-1', GroupName, State: 'ENABLED', CreationDate: expect.any(Date) },
    ]);
    const { NextToken } = first;
    const second = await scheduler().send(new ListSchedulesCommand({ ...asked, NextToken }));
    expect(second.Schedules).toMatchObject([{ Name: 'looked-at-2' }]);
    expect(second.NextToken).toBeUndefined();
    for (const Name of ['looked-at-1', 'looked-at-2']) {
      await scheduler().send(new DeleteScheduleCommand({ Name, GroupName }));
    }
  });

  test('its queues, buckets and tables', async () => {
    const queues = await new SQSClient(toy.client()).send(new ListQueuesCommand({}));
    expect(queues.QueueUrls).toHaveLength(model().queues.length);
    const s3 = new S3Client({ ...toy.client(), forcePathStyle: true });
    const { Buckets: buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(buckets).toEqual(
      model().buckets.map(({ name }) => ({ Name: name, CreationDate: expect.any(Date) })),
    );
    const tables = await new DynamoDBClient(toy.client()).send(new ListTablesCommand({}));
    expect(tables.TableNames).toEqual(model().tables.map(({ name }) => name));
  });

  test('its log groups, and what its functions said', async () => {
    const logGroupNamePrefix = '/aws/lambda/Tocsin-on-w';
    const groups = await logs().send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
    expect(groups.logGroups?.map(({ logGroupName }) => logGroupName)).toEqual([
      '/aws/lambda/Tocsin-on-webhook',
    ]);
    await toy.settles(300);
    const said = await toy.logged('Tocsin-on-duty');
    const events = await logs().send(
      new FilterLogEventsCommand({ logGroupName: '/aws/lambda/Tocsin-on-duty', limit: 10_000 }),
    );
    expect(events.events).toHaveLength(said.length);
    expect(events.events?.at(-1)?.message).toContain(said.at(-1));
    expect(events.events?.at(-1)?.timestamp).toEqual(expect.any(Number));
  });

  test('its functions, its stack, whose mail it may send, and who asks', async () => {
    const lambda = new LambdaClient(toy.client());
    const { Functions: functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    expect(functions).toHaveLength(model().functions.length);
    const settings = await lambda.send(new GetAccountSettingsCommand({}));
    expect(settings.AccountLimit?.ConcurrentExecutions).toBe(1000);

    const cloudFormation = new CloudFormationClient(toy.client());
    const described = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'Tocsin' }));
    expect(described.Stacks?.[0]?.Outputs).toContainEqual(
      expect.objectContaining({ OutputKey: 'ApiUrl', OutputValue: toy.url() }),
    );
    await expect(
      cloudFormation.send(new DescribeStacksCommand({ StackName: 'Elsewhere' })),
    ).rejects.toThrow('does not exist');

    const ses = new SESv2Client(toy.client());
    expect((await ses.send(new GetAccountCommand({}))).ProductionAccessEnabled).toBe(true);
    const { EmailIdentities } = await ses.send(new ListEmailIdentitiesCommand({}));
    expect(EmailIdentities).toMatchObject([{ IdentityName: 'tocsin@example.com' }]);

    const { Arn } = await new STSClient(toy.client()).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe('arn:aws:iam::000000000000:user/someone');
  });

  test('of a service without a local counterpart that it has none, in the form that it is asked in', async () => {
    const asked = await fetch(toy.url(), {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      },
      body: 'Action=ListRoles&Version=2010-05-08',
    });
    expect(await asked.text()).toMatch(/^<ErrorResponse.*iam has no local counterpart/);
  });
});

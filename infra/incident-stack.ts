import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  Aws,
  CfnOutput,
  CfnParameter,
  CfnRule,
  Fn,
  Stack,
  type StackProps,
  Token,
} from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Actions } from '#infra/actions.ts';
import { Watch } from '#infra/alarms.ts';
import { People } from '#infra/answers.ts';
import { Chat } from '#infra/chat.ts';
import { Events } from '#infra/communication-events.ts';
import { Stakeholders } from '#infra/communication-stakeholders.ts';
import { Diagnosis } from '#infra/diagnosis.ts';
import { Archive } from '#infra/evidence.ts';
import { ArchiveBucket } from '#infra/evidence-bucket.ts';
import { FrontDoor } from '#infra/front-door.ts';
import { AlarmClock } from '#infra/incident-alarm-clock.ts';
import { Time } from '#infra/incident-deadlines.ts';
import { Dispatch } from '#infra/incident-dispatch.ts';
import { PutAside } from '#infra/incident-put-aside.ts';
import { IncidentRecord } from '#infra/incident-record.ts';
import { Intake } from '#infra/intake.ts';
import { Triage } from '#infra/intake-triage.ts';
import type { NodeFunction } from '#infra/node-function.ts';
import { Duty } from '#infra/oncall.ts';
import { Deliver } from '#infra/paging.ts';
import { Receipts } from '#infra/paging-receipts.ts';
import { Review } from '#infra/review.ts';
import { Sessions } from '#infra/sessions.ts';
import { type GivenSettings, readSettings, type Settings } from '#infra/settings.ts';
import { Setup } from '#infra/setup.ts';
import { StatusPageWriter } from '#infra/status-page.ts';
import { Undelivered } from '#infra/undelivered.ts';

/** What an app of somebody's own says in code, and parameters of the stack say elsewhere. */
export interface Given {
  adminTokenSha256: string;
  integrationKeySha256: string;
  settings: (stack: Stack) => GivenSettings;
}

/** The architecture, in the order in which an alert meets it. */
export class IncidentStack extends Stack {
  readonly apiUrl: string;
  readonly eventBus: IEventBus;
  readonly archive: IBucket;
  readonly operations: ITopic;
  /** Said in code that it makes the logs of SNS, which are one pair in a region. */
  readonly makesSmsLogs: boolean;

  constructor(scope: Construct, id: string, { given, ...props }: StackProps & { given?: Given }) {
    super(scope, id, props);
    refuseLongName(this.stackName);
    const { adminTokenSha256, integrationKeySha256 } = given ?? secretParameters(this);

    // What everything stands on: what is kept, who is let in, what wakes us, and what was never delivered.
    const record = new IncidentRecord(this, 'Record');
    const asked = given?.settings(this);
    this.makesSmsLogs = asked?.smsStatusLogs === 'created';
    const settings = readSettings(this, asked);
    const bucket = new ArchiveBucket(this, 'ArchiveBucket', settings);
    const api = new FrontDoor(this, 'FrontDoor');
    const clock = new AlarmClock(this, 'AlarmClock');
    const undelivered = new Undelivered(this, 'Undelivered');

    //   monitoring tool, or a CloudWatch alarm
    //        v
    const intake = new Intake(this, 'Intake', {
      ...{ api, record, undelivered },
      ...{ integrationKeySha256, adminTokenSha256 },
    });
    //        v  alerts, repeats
    const triage = new Triage(this, 'Triage', { intake, record, bucket });
    //        v  the table and its stream
    const dispatch = new Dispatch(this, 'Dispatch', { record, clock, bucket });
    //        v  and, beside it, programs outside
    const events = new Events(this, 'Events', { record, bucket });
    //        v  what neither got through, once more
    const putAside = new PutAside(this, 'PutAside', {
      ...{ record, bucket, dispatch, events, undelivered },
    });
    //        v  pages, effects
    const deliver = new Deliver(this, 'Deliver', { dispatch, record, api, settings });
    //        v  what the public is told
    const statusPage = new StatusPageWriter(this, 'StatusPageWriter', {
      ...{ dispatch, record, settings, api },
    });
    //        v  carriers say what became of it
    const receipts = new Receipts(this, 'Receipts', { record, undelivered, settings });
    // Whenever a configuration is applied, its effects bring the account's settings for texts in line too.
    receipts.grantSmsSettings(deliver.onEffect);
    //        v  nobody answers in time
    const time = new Time(this, 'Time', { clock, record, intake, undelivered });
    //        v  before any of it: is somebody on duty, and can they be reached?
    const duty = new Duty(this, 'Duty', {
      record,
      intake,
      dispatch,
      deliver,
      receipts,
      undelivered,
    });
    //        v  somebody answers
    const people = new People(this, 'People', {
      api,
      record,
      dispatch,
      deliver,
      adminTokenSha256,
      integrationKeySha256,
    });
    //        v  or asks in chat, where the incident has a channel
    const chat = new Chat(this, 'Chat', { api, record, dispatch });
    people.grantSendAgain([
      ...[intake.alerts, intake.repeats, dispatch.pages, dispatch.effects, dispatch.archive],
      ...[events.deliveries, putAside.queue],
      ...[clock.timers, receipts.queue, dispatch.chat, dispatch.statusPage],
    ]);
    events.grantReplay(people.onApiRequest);
    const stakeholders = new Stakeholders(this, 'Stakeholders', { api, record, dispatch });
    //        v  who signs in to the console
    const sessions = new Sessions(this, 'Sessions', { api, record, deliver, adminTokenSha256 });
    //        v  whom the configuration lets in
    const setup = new Setup(this, 'Setup', { api, record, dispatch, adminTokenSha256 });
    //        v  who look into what burns
    const diagnosis = new Diagnosis(this, 'Diagnosis', { api, record, adminTokenSha256 });
    //        v  and change what helps
    const actions = new Actions(this, 'Actions', { api, record, adminTokenSha256 });
    //        v  resolved
    new Archive(this, 'Archive', { dispatch, record, bucket });
    //        v  and looked back on
    const review = new Review(this, 'Review', { api, record, dispatch, bucket, adminTokenSha256 });

    const watch = new Watch(
      this,
      'Watch',
      {
        ...{ api, intake, dispatch, deliver, receipts, clock, duty, people, undelivered },
        ...{ setup, sessions, diagnosis, actions, review, events, putAside, stakeholders, chat },
      },
      settings,
    );

    reserve(settings.reservedConcurrency, [
      ...[intake.onWebhook, triage.onAlert, dispatch.onIncidentEvent],
      ...[deliver.onPage, time.onTimer],
    ]);

    this.apiUrl = api.api.apiEndpoint;
    this.eventBus = events.bus as IEventBus;
    this.archive = bucket.bucket as IBucket;
    this.operations = watch.operations;
    new CfnOutput(this, 'ApiUrl', { value: this.apiUrl });
    new CfnOutput(this, 'TableName', { value: record.table.tableName });
    new CfnOutput(this, 'BucketName', { value: bucket.bucket.bucketName });
    new CfnOutput(this, 'EventBusName', {
      description: 'Every event of every incident is put on it: docs/events.',
      value: events.bus.eventBusName,
    });
    new CfnOutput(this, 'OperationsTopicArn', {
      description: 'Subscribe the people who run Tocsin itself: its own alarms come here.',
      value: watch.operations.topicArn,
    });
    new CfnOutput(this, 'StatusPageWriterArn', {
      description: 'Who writes the status page: for its stack, where that is in another account.',
      value: statusPage.onStatusPage.role?.roleArn ?? '',
    });
    new CfnOutput(this, 'SmsRepliesTopicArn', {
      description: 'Set as the two-way SMS destination of your phone number.',
      value: people.repliesTopic.topicArn,
    });
  }
}

/** Functions are named by the stack, in 64 characters. CloudFormation would say so after ten minutes, and roll back. */
function refuseLongName(stackName: string): void {
  const longest = '-on-configuration-actions'.length;
  if (Token.isUnresolved(stackName) || stackName.length + longest <= 64) return;
  throw new Error(
    `The stack's name ${stackName} is longer than ${64 - longest} characters, and its functions are named after it. Give it a stackName.`,
  );
}

function secretParameters(stack: Construct): Omit<Given, 'settings'> {
  const admin = sha256Parameter(stack, 'AdminTokenSha256', 'the first administrator token');
  const key = sha256Parameter(stack, 'IntegrationKeySha256', 'the first integration key');
  const [adminTokenSha256, integrationKeySha256] = [admin.valueAsString, key.valueAsString];
  new CfnRule(stack, 'ApartSecrets', {
    assertions: [
      {
        assert: Fn.conditionNot(Fn.conditionEquals(adminTokenSha256, integrationKeySha256)),
        assertDescription: 'The key that senders hold must not be the token of the administrator.',
      },
    ],
  });
  return { adminTokenSha256, integrationKeySha256 };
}

function sha256Parameter(scope: Construct, id: string, ofWhat: string): CfnParameter {
  return new CfnParameter(scope, id, {
    description: `Hex SHA-256 of ${ofWhat}. Only the hash is ever stored.`,
    allowedPattern: '^[0-9a-f]{64}$',
    constraintDescription: 'must be 64 hex digits in lower case',
  });
}

/**
 * The share of what the account runs at once that the way of a page keeps for itself. None is the default, because AWS wants
 * some left for all others, and a new account has not more than that: the first deployment would fail.
 */
function reserve(
  { number, isSet }: Settings['reservedConcurrency'],
  functions: NodeFunction[],
): void {
  const share = Token.asNumber(Fn.conditionIf(isSet.logicalId, number, Aws.NO_VALUE));
  for (const { node } of functions) {
    (node.defaultChild as CfnFunction).reservedConcurrentExecutions = share;
  }
}

import { type CfnRule, EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { type CfnLogGroup, FilterPattern, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import {
  ArnFormat,
  Aws,
  type CfnCondition,
  type CfnResource,
  Duration,
  Fn,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { configurationSetOf } from '#infra/paging-channels.ts';
import { acknowledgePatterns, allowPattern } from '#infra/policy-exceptions.ts';
import { RoleWithRights } from '#infra/role-with-rights.ts';
import type { Setting, Settings } from '#infra/settings.ts';
import type { Undelivered } from '#infra/undelivered.ts';
import { WorkQueue } from '#infra/work-queue.ts';

/** What carriers say, later, of what was sent: SNS writes it to a log, others put it on the event bus. */
export class Receipts extends Construct {
  readonly onReceipt: NodeFunction;
  readonly queue = new WorkQueue(this, 'Receipts', 'receipts');
  /** With which SNS writes its log of texts. */
  readonly #smsStatusRole: RoleWithRights;

  constructor(
    scope: Construct,
    id: string,
    props: { record: IncidentRecord; undelivered: Undelivered; settings: Settings },
  ) {
    super(scope, id);
    const { record, undelivered, settings } = props;
    this.onReceipt = new NodeFunction(this, 'OnReceipt', {
      name: 'on-receipt',
      description: 'What became of a text, a call or an e-mail becomes a fact of its incident.',
      timeout: Duration.seconds(20),
      // A receipt that is quicker than its page is looked at again, a bounded number of times. Lambda would take that for a runaway loop and drop it.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    record.grantReadWrite(this.onReceipt);
    this.queue.grantSend(this.onReceipt, 'RECEIPTS_QUEUE_URL');
    this.queue.feeds(this.onReceipt, { batchSize: 10, atOnce: 2 });
    this.#smsStatusRole = new RoleWithRights(this, 'SmsStatusRole', {
      description: 'SNS writes to its log what became of each text.',
      // With no condition: AWS documents none for this, and a trust that asks for a key which SNS does not send is a
      // log that stays empty without a word. Only who may pass the role on can give it to SNS.
      assumedBy: new ServicePrincipal('sns.amazonaws.com'),
    });
    this.#mayWriteSmsLogs();
    this.#followTexts(settings, undelivered);
    this.#followCalls(settings.voiceOrigination, undelivered);
    this.#followMail(settings.sesFrom, undelivered);
  }

  /** What AWS lists for this role, for the two groups that SNS writes to and no others. */
  #mayWriteSmsLogs(): void {
    const groups = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `sns/${Aws.REGION}/${Aws.ACCOUNT_ID}/DirectPublishToPhoneNumber*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.#smsStatusRole.addToPolicy(
      new PolicyStatement({
        actions: [
          'logs:CreateLogGroup',
          'logs:CreateLogStream',
          'logs:PutLogEvents',
          'logs:PutMetricFilter',
          'logs:PutRetentionPolicy',
        ],
        resources: [groups],
      }),
    );
    acknowledgePatterns(
      this.#smsStatusRole,
      'A log for what arrived, one for what did not, and their streams.',
      [groups],
    );
  }

  #followTexts({ makesSmsLogs }: Settings, { queue: undelivered }: Undelivered): void {
    for (const [name, ending] of [
      ['Delivered', ''],
      ['Undelivered', '/Failure'],
    ] as const) {
      const logGroupName = `sns/${Aws.REGION}/${Aws.ACCOUNT_ID}/DirectPublishToPhoneNumber${ending}`;
      const made = new LogGroup(this, `${name}Texts`, {
        logGroupName,
        // The lines have phone numbers in them.
        retention: RetentionDays.TWO_WEEKS,
        removalPolicy: RemovalPolicy.DESTROY,
      });
      (made.node.defaultChild as CfnLogGroup).cfnOptions.condition = makesSmsLogs;
      const there = Fn.conditionIf(makesSmsLogs.logicalId, made.logGroupName, logGroupName);
      const logGroup = LogGroup.fromLogGroupName(this, `${name}TextsRead`, there.toString());
      logGroup.addSubscriptionFilter('ToOnReceipt', {
        destination: new LambdaDestination(this.onReceipt),
        filterPattern: FilterPattern.allEvents(),
      });
    }
    this.onReceipt.configureAsyncInvoke({
      onFailure: new SqsDestination(undelivered),
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
    });
  }

  #followCalls({ isSet }: Setting, { queue: deadLetterQueue }: Undelivered): void {
    const rule = new Rule(this, 'CallStatus', {
      description: 'What became of a call, from End User Messaging.',
      eventPattern: {
        source: ['aws.sms-voice'],
        detailType: ['Voice Message Delivery Status Updated'],
      },
      targets: [new SqsQueue(this.queue.queue, { deadLetterQueue })],
    });
    onlyWhere(isSet, rule);
  }

  #followMail({ isSet }: Setting, { queue: deadLetterQueue }: Undelivered): void {
    const { DELIVERY, DELIVERY_DELAY, BOUNCE, REJECT } = EmailSendingEvent;
    const set = new ConfigurationSet(this, 'Mail', {
      configurationSetName: configurationSetOf(this),
    });
    const told = set.addEventDestination('ToEventBus', {
      // SES takes no other bus than the default one.
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'Bus', 'default')),
      events: [DELIVERY, DELIVERY_DELAY, BOUNCE, REJECT],
    });
    for (const { node } of [set, told]) {
      (node.defaultChild as CfnResource).cfnOptions.condition = isSet;
    }
    const rule = new Rule(this, 'MailStatus', {
      description: 'What became of an e-mail, from SES.',
      eventPattern: {
        source: ['aws.ses'],
        detail: {
          eventType: ['Delivery', 'DeliveryDelay', 'Bounce', 'Reject'],
          mail: { tags: { 'ses:configuration-set': [configurationSetOf(this)] } },
        },
      },
      targets: [new SqsQueue(this.queue.queue, { deadLetterQueue })],
    });
    onlyWhere(isSet, rule);
  }

  /** Lets a function bring this account's settings for texts in line: their type, and the role that writes their log. */
  grantSmsSettings(keeper: NodeFunction): void {
    keeper.addEnvironment('SMS_STATUS_ROLE_ARN', this.#smsStatusRole.roleArn);
    allowPattern(keeper, {
      actions: ['sns:GetSMSAttributes', 'sns:SetSMSAttributes'],
      resources: ['*'],
      because: 'These settings are of the account and its region: IAM knows no resources for them.',
    });
    keeper.addToRolePolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.#smsStatusRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'sns.amazonaws.com' } },
      }),
    );
  }
}

/** A rule is there for the queue's policy to name it, and listens only where there is something to hear. */
function onlyWhere(isSet: CfnCondition, rule: Rule): void {
  const state = Fn.conditionIf(isSet.logicalId, 'ENABLED', 'DISABLED').toString();
  (rule.node.defaultChild as CfnRule).state = state;
}

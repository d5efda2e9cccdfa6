import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import type { Intake } from '#infra/intake.ts';
import { NodeFunction } from '#infra/node-function.ts';
import type { Deliver } from '#infra/paging.ts';
import type { Receipts } from '#infra/paging-receipts.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';
import type { Undelivered } from '#infra/undelivered.ts';

/** What changes by the hour, looked at every five minutes: hand-offs, and once a day whether everybody can be reached. */
export class Duty extends Construct {
  readonly onDuty: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    props: {
      record: IncidentRecord;
      intake: Intake;
      dispatch: Dispatch;
      deliver: Deliver;
      receipts: Receipts;
      undelivered: Undelivered;
    },
  ) {
    super(scope, id);
    const { record, intake, dispatch, deliver, receipts, undelivered } = props;
    this.onDuty = new NodeFunction(this, 'OnDuty', {
      name: 'on-duty',
      description:
        'Tells of hand-offs; checks once a day whether everybody on call can be reached.',
      // Ninety days of every schedule, and a mail to each lead.
      timeout: Duration.seconds(60),
    });
    record.grantReadWrite(this.onDuty);
    deliver.grantMail(this.onDuty);
    deliver.grantSeeSubscriptions(this.onDuty);
    receipts.grantSmsSettings(this.onDuty);
    grantSmsAccount(this.onDuty);
    allowPattern(this.onDuty, {
      actions: ['ssm:GetAutomationExecution'],
      resources: [
        Stack.of(this).formatArn({
          ...{ service: 'ssm', resource: 'automation-execution', resourceName: '*' },
        }),
      ],
      because: 'What an action started goes on by itself, under a name that it got when it began.',
    });
    // What the daily check finds is an alert like any other.
    intake.alerts.grantSend(this.onDuty, 'ALERTS_QUEUE_URL');
    for (const queue of [intake.alerts, intake.repeats]) queue.grantLookAtDeadLetters(this.onDuty);
    // Once a day, snapshots of databases that have expired are deleted by whoever took them.
    dispatch.archive.grantSend(this.onDuty, 'ARCHIVE_QUEUE_URL');
    // The status page changes with the time, too.
    dispatch.statusPage.grantSend(this.onDuty, 'STATUS_PAGE_QUEUE_URL');
    // Maintenance that it announces is told to whoever follows the page.
    dispatch.effects.grantSend(this.onDuty, 'EFFECTS_QUEUE_URL');
    this.#everyFiveMinutes(undelivered);
  }

  #everyFiveMinutes({ queue: undelivered }: Undelivered): void {
    // The next round finds what this one left: two more tries, and none that is older than ten minutes.
    const patience = { retryAttempts: 2, maxEventAge: Duration.minutes(10) };
    this.onDuty.configureAsyncInvoke({ onFailure: new SqsDestination(undelivered), ...patience });
    new Rule(this, 'EveryFiveMinutes', {
      description: 'The round for hand-offs and the daily check.',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(this.onDuty, { deadLetterQueue: undelivered, ...patience })],
    });
  }
}

/** Lets a function ask whose phones this account's texts reach. */
function grantSmsAccount(reader: NodeFunction): void {
  allowPattern(reader, {
    actions: [
      'sns:GetSMSSandboxAccountStatus',
      'sns:ListPhoneNumbersOptedOut',
      'sns:ListSMSSandboxPhoneNumbers',
    ],
    resources: ['*'],
    because: 'What is asked is of the account and its region: IAM knows no resources for it.',
  });
}

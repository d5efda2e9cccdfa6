import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { NodeFunction } from '#infra/node-function.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';
import { RoleWithRights } from '#infra/role-with-rights.ts';
import { WorkQueue } from '#infra/work-queue.ts';

/** One schedule per incident that waits for something. It fires into the timers queue, which can be redriven. */
export class AlarmClock extends Construct {
  readonly timers = new WorkQueue(this, 'Timers', 'timers');
  readonly group: ScheduleGroup;
  readonly #schedulerRole: RoleWithRights;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { stackName, account } = Stack.of(this);
    this.group = new ScheduleGroup(this, 'Schedules', {
      scheduleGroupName: stackName,
      // What has a fixed name and outlived the stack would keep the next one from being made. The sweep makes up for it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#schedulerRole = new RoleWithRights(this, 'SchedulerRole', {
      description: 'What EventBridge Scheduler may do when a schedule fires.',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': account,
            'aws:SourceArn': this.group.scheduleGroupArn,
          },
        },
      }),
    });
    this.timers.queue.grant(this.#schedulerRole, 'sqs:SendMessage');
    // Scheduler puts what it could not deliver into the dead-letter queue as this same role.
    this.timers.deadLetters.grant(this.#schedulerRole, 'sqs:SendMessage');
  }

  /** `setter` may set an incident's alarm clock, and may wake the incident soon by a delayed message. */
  grantSet(setter: NodeFunction): void {
    this.timers.grantSend(setter, 'TIMERS_QUEUE_URL');
    setter.addEnvironment('TIMERS_QUEUE_ARN', this.timers.queue.queueArn);
    setter.addEnvironment('TIMERS_DEAD_LETTER_ARN', this.timers.deadLetters.queueArn);

    setter.addEnvironment('SCHEDULE_GROUP', this.group.scheduleGroupName);
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.group.scheduleGroupName}/*`,
    });
    allowPattern(setter, {
      actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:GetSchedule'],
      resources: [schedules],
      because: 'Each incident has a schedule of its own in this group, which holds nothing else.',
    });

    setter.addEnvironment('SCHEDULER_ROLE_ARN', this.#schedulerRole.roleArn);
    setter.addToRolePolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.#schedulerRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    );
  }
}

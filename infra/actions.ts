import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ServedBy } from '#contract/shapes.ts';
import * as rights from '#infra/action-rights.ts';
import type { FrontDoor } from '#infra/front-door.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { acknowledgePatterns, allowPattern } from '#infra/policy-exceptions.ts';
import { RoleWithRights } from '#infra/role-with-rights.ts';

type ActionsOf = Extract<ServedBy, `${string}-actions`>;

/**
 * What changes something in the team's account during an incident: a function and a role for each family of actions, so
 * that none can do what another may, and nothing that pages can do any of it.
 */
export class Actions extends Construct {
  readonly functions: readonly NodeFunction[];

  constructor(
    scope: Construct,
    id: string,
    props: { api: FrontDoor; record: IncidentRecord; adminTokenSha256: string },
  ) {
    super(scope, id);
    const { api, record, adminTokenSha256 } = props;
    const actingOn = (family: ActionsOf, what: string) => {
      const construct = family.replace(/(^|-)(\w)/g, (_, _dash, letter: string) =>
        letter.toUpperCase(),
      );
      const acting = new NodeFunction(this, construct, {
        name: `on-${family}`,
        description: `Actions on ${what}, planned, approved and carried out.`,
        // API Gateway gives up after 30 seconds.
        timeout: Duration.seconds(29),
      });
      record.grantWrite(acting, { reads: ['configuration'], writes: ['record'] });
      record.grantKnowCallers(acting, adminTokenSha256);
      api.routeServedBy(family, acting);
      return acting;
    };
    const database = actingOn('database-actions', 'what databases may hold');
    const compute = actingOn('compute-actions', 'what runs services');
    const configuration = actingOn('configuration-actions', 'settings, features and circuits');
    const caches = actingOn('cache-actions', 'caches');
    const deployments = actingOn('deployment-actions', 'which version of a service runs');
    const monitoring = actingOn('monitoring-actions', 'alarms for a while');
    const automations = actingOn('automation-actions', 'what a team has automated itself');
    rights.allowParameters(database);
    rights.allowDatabases(database);
    rights.allowServices(compute);
    rights.allowParameters(configuration);
    rights.allowFeatureFlags(configuration);
    rights.allowCaches(caches);
    rights.allowDeployments(deployments);
    rights.allowAlarms(monitoring);
    this.#deletedInTime(monitoring);
    rights.allowAutomations(automations);
    this.functions = [
      ...[database, compute, configuration, caches, deployments, monitoring, automations],
    ];
  }

  /** Scheduler itself deletes an alarm for a while at its end: nothing of ours has to run for that. */
  #deletedInTime(monitoring: NodeFunction): void {
    const { stackName, account } = Stack.of(this);
    const group = new ScheduleGroup(this, 'Watches', {
      scheduleGroupName: `${stackName}-watches`,
      // What has a fixed name and outlived the stack would keep the next one from being made.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new RoleWithRights(this, 'WatchesEndRole', {
      description: 'What EventBridge Scheduler may do when a closer watch ends.',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': account,
            'aws:SourceArn': group.scheduleGroupArn,
          },
        },
      }),
    });
    const alarms = rights.temporaryAlarms(monitoring);
    role.addToPolicy(
      new PolicyStatement({ actions: ['cloudwatch:DeleteAlarms'], resources: [alarms] }),
    );
    acknowledgePatterns(role, 'It deletes alarms for a while, which have names of their own.', [
      alarms,
    ]);

    monitoring.addEnvironment('SCHEDULE_GROUP', group.scheduleGroupName);
    monitoring.addEnvironment('SCHEDULER_ROLE_ARN', role.roleArn);
    allowPattern(monitoring, {
      actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'],
      resources: [
        Stack.of(this).formatArn({
          service: 'scheduler',
          resource: 'schedule',
          resourceName: `${group.scheduleGroupName}/*`,
        }),
      ],
      because: 'Each service that is watched closely has a schedule of its own in this group.',
    });
    monitoring.addToRolePolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    );
  }
}

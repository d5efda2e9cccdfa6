import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { NodeFunction } from '#infra/node-function.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';

/* What each family of actions may look at and change, and nothing else. */

/** What somebody has opened to it by a tag, and nothing else of the account, can be changed by a function here. */
const isOpened = { StringEquals: { 'aws:ResourceTag/tocsin:actions': 'allowed' } };
const because =
  'The tag on a resource says whether it may be changed; teams set it, without a deployment of ours.';
/**
 * The path of the roles that an action may hand on: those of a task whose definition is copied, that of a document which is
 * run. Not by a tag as everywhere else here, since IAM does not promise to look at the tags of a role that is passed.
 */
const rolePath = 'tocsin/';

function allowPassingRoles(actor: NodeFunction, service: string): void {
  const roles = Stack.of(actor).formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: `${rolePath}*`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  allowPattern(actor, {
    actions: ['iam:PassRole'],
    resources: [roles],
    conditions: { StringEquals: { 'iam:PassedToService': service } },
    because: 'Teams make the roles that may be handed on under this path, and no others.',
  });
}

const looking = 'Looking is harmless; which may be looked at is said in tocsin.yaml.';

export function allowParameters(actor: NodeFunction): void {
  const parameters = Stack.of(actor).formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: '*',
  });
  allowPattern(actor, {
    actions: ['ssm:GetParameters', 'ssm:GetParametersByPath'],
    resources: [parameters],
    because: 'Which parameters are settings is said in tocsin.yaml; secrets are not decrypted.',
  });
  allowPattern(actor, {
    actions: ['ssm:PutParameter'],
    resources: [parameters],
    conditions: isOpened,
    because,
  });
}

export function allowDatabases(actor: NodeFunction): void {
  const anyOf = (service: string, resource: string) =>
    Stack.of(actor).formatArn({
      service,
      resource,
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  allowPattern(actor, {
    actions: ['rds-data:ExecuteStatement'],
    resources: [anyOf('rds', 'cluster')],
    conditions: isOpened,
    because,
  });
  allowPattern(actor, {
    actions: ['secretsmanager:GetSecretValue'],
    resources: [anyOf('secretsmanager', 'secret')],
    conditions: isOpened,
    because,
  });
}

export function allowServices(actor: NodeFunction): void {
  const stack = Stack.of(actor);
  const services = stack.formatArn({ service: 'ecs', resource: 'service', resourceName: '*' });
  allowPattern(actor, {
    actions: ['ecs:DescribeServices'],
    resources: [services],
    because: looking,
  });
  allowPattern(actor, {
    actions: ['ecs:UpdateService'],
    resources: [services],
    conditions: isOpened,
    because,
  });
  allowPattern(actor, {
    actions: ['ecs:DescribeTaskDefinition', 'ecs:RegisterTaskDefinition'],
    resources: ['*'],
    because:
      'IAM knows no resource for reading a task definition; a new revision alone runs nothing.',
  });
  allowPattern(actor, {
    actions: ['ecs:TagResource'],
    resources: [
      stack.formatArn({ service: 'ecs', resource: 'task-definition', resourceName: '*' }),
    ],
    conditions: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
    because: 'A new revision has the tags of the one before, and only while it is made.',
  });
  allowPassingRoles(actor, 'ecs-tasks.amazonaws.com');
}

export function allowFeatureFlags(actor: NodeFunction): void {
  const anyOf = (resource: string) =>
    Stack.of(actor).formatArn({ service: 'appconfig', resource, resourceName: '*' });
  allowPattern(actor, {
    actions: [
      'appconfig:GetConfigurationProfile',
      'appconfig:GetHostedConfigurationVersion',
      'appconfig:ListDeployments',
    ],
    resources: [anyOf('application')],
    because: looking,
  });
  // The application's ARN is the beginning of those of its profiles and environments.
  allowPattern(actor, {
    actions: ['appconfig:CreateHostedConfigurationVersion', 'appconfig:StartDeployment'],
    resources: [anyOf('application')],
    conditions: isOpened,
    because,
  });
  allowPattern(actor, {
    actions: ['appconfig:StartDeployment'],
    resources: [anyOf('deploymentstrategy')],
    because: 'A strategy says how fast; those of AWS cannot be tagged.',
  });
}

export function allowCaches(actor: NodeFunction): void {
  const stack = Stack.of(actor);
  const distributions = stack.formatArn({
    service: 'cloudfront',
    region: '',
    resource: 'distribution',
    resourceName: '*',
  });
  const clusters = stack.formatArn({
    service: 'elasticache',
    resource: 'cluster',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  allowPattern(actor, {
    actions: ['cloudfront:GetDistribution'],
    resources: [distributions],
    because: looking,
  });
  allowPattern(actor, {
    actions: ['cloudfront:CreateInvalidation'],
    resources: [distributions],
    conditions: isOpened,
    because,
  });
  allowPattern(actor, {
    actions: ['elasticache:DescribeCacheClusters'],
    resources: [clusters],
    because: looking,
  });
  allowPattern(actor, {
    actions: ['elasticache:RebootCacheCluster'],
    resources: [clusters],
    conditions: isOpened,
    because,
  });
}

export function allowDeployments(actor: NodeFunction): void {
  const stack = Stack.of(actor);
  const ofEcs = (resource: string) =>
    stack.formatArn({ service: 'ecs', resource, resourceName: '*' });
  const groups = stack.formatArn({
    service: 'codedeploy',
    resource: 'deploymentgroup',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  allowPattern(actor, {
    actions: ['ecs:DescribeServices', 'ecs:ListServiceDeployments'],
    resources: [ofEcs('service')],
    because: looking,
  });
  allowPattern(actor, {
    // It is checked for the revision and for the service that it is of.
    actions: ['ecs:DescribeServiceRevisions'],
    resources: [ofEcs('service-revision'), ofEcs('service')],
    because: looking,
  });
  allowPattern(actor, {
    actions: ['ecs:DescribeTaskDefinition'],
    resources: ['*'],
    because: 'IAM knows no resource for reading a task definition.',
  });
  allowPattern(actor, {
    actions: ['ecs:UpdateService'],
    resources: [ofEcs('service')],
    conditions: isOpened,
    because,
  });
  allowPattern(actor, {
    actions: [
      'codedeploy:GetDeployment',
      'codedeploy:GetDeploymentGroup',
      'codedeploy:ListDeployments',
    ],
    resources: [groups],
    because: looking,
  });
  allowPattern(actor, {
    actions: ['codedeploy:CreateDeployment', 'codedeploy:UpdateDeploymentGroup'],
    resources: [groups],
    conditions: isOpened,
    because,
  });
  // What a deployment refers to; neither changes what runs.
  const ofCodeDeploy = (resource: string) =>
    stack.formatArn({
      service: 'codedeploy',
      resource,
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  allowPattern(actor, {
    actions: ['codedeploy:GetApplicationRevision', 'codedeploy:RegisterApplicationRevision'],
    resources: [ofCodeDeploy('application')],
    because: 'A deployment names a revision of its application; a revision alone runs nothing.',
  });
  allowPattern(actor, {
    actions: ['codedeploy:GetDeploymentConfig'],
    resources: [ofCodeDeploy('deploymentconfig')],
    because: looking,
  });
}

/** Alarms of one name only: it can neither change nor delete those that a team has made. */
export function temporaryAlarms(actor: NodeFunction): string {
  return Stack.of(actor).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: 'enhanced-by-tocsin-*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

export function allowAlarms(actor: NodeFunction): void {
  allowPattern(actor, {
    actions: ['cloudwatch:GetMetricData'],
    resources: ['*'],
    because: looking,
  });
  allowPattern(actor, {
    actions: ['cloudwatch:DescribeAlarms'],
    resources: [
      Stack.of(actor).formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: '*',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    because: looking,
  });
  allowPattern(actor, {
    actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
    resources: [temporaryAlarms(actor)],
    because: 'Alarms for a while have names of their own, one for each metric of a service.',
  });
}

export function allowAutomations(actor: NodeFunction): void {
  const stack = Stack.of(actor);
  const named = 'Teams name what it may run Tocsin-…; nothing of another name can be run.';
  const ofSystemsManager = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'ssm', resource, resourceName });
  allowPattern(actor, {
    actions: ['ssm:GetDocument', 'ssm:StartAutomationExecution'],
    resources: [ofSystemsManager('document', 'Tocsin-*')],
    because: named,
  });
  allowPattern(actor, {
    actions: ['ssm:StartAutomationExecution'],
    resources: [ofSystemsManager('automation-definition', 'Tocsin-*')],
    because: named,
  });
  allowPattern(actor, {
    actions: ['ssm:GetAutomationExecution', 'ssm:StartAutomationExecution'],
    resources: [ofSystemsManager('automation-execution', '*')],
    because: 'An execution has no name before it is started.',
  });
  allowPassingRoles(actor, 'ssm.amazonaws.com');
}

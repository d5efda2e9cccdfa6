import { ArnFormat, type CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ServedBy } from '#contract/api-shapes.ts';
import { allowPattern } from '#infra/acknowledge.ts';
import type { FrontDoor } from '#infra/front-door.ts';
import { NodeFunction } from '#infra/node-function.ts';
import type { IncidentRecord } from '#infra/record.ts';

type ActionsOf = Extract<ServedBy, `${string}-actions`>;

/** What somebody has opened to it by a tag, and nothing else of the account, can be changed by a function here. */
const isOpened = { StringEquals: { 'aws:ResourceTag/tocsin:actions': 'allowed' } };
const because =
  'The tag on a resource says whether it may be changed; teams set it, without a deployment of ours.';

/**
 * What changes something in the team's account during an incident: a function and a role for each family of actions, so
 * that none can do what another may, and nothing that pages can do any of it.
 */
export class Actions extends Construct {
  readonly functions: readonly NodeFunction[];

  constructor(
    scope: Construct,
    id: string,
    props: { api: FrontDoor; record: IncidentRecord; adminTokenSha256: CfnParameter },
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
      record.grantReadWrite(acting);
      acting.addEnvironment('ADMIN_TOKEN_SHA256', adminTokenSha256.valueAsString);
      api.routeServedBy(family, acting);
      return acting;
    };
    const database = actingOn('database-actions', 'what databases may hold');
    const compute = actingOn('compute-actions', 'what runs services');
    const configuration = actingOn('configuration-actions', 'settings, features and circuits');
    allowParameters(database);
    allowDatabases(database);
    allowParameters(configuration);
    allowServices(compute);
    this.functions = [database, compute, configuration];
  }
}

function allowParameters(actor: NodeFunction): void {
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

function allowDatabases(actor: NodeFunction): void {
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

function allowServices(actor: NodeFunction): void {
  const stack = Stack.of(actor);
  const services = stack.formatArn({ service: 'ecs', resource: 'service', resourceName: '*' });
  const roles = stack.formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: '*',
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  allowPattern(actor, {
    actions: ['ecs:DescribeServices'],
    resources: [services],
    because: 'Looking is harmless; which services may be looked at is said in tocsin.yaml.',
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
    actions: ['iam:PassRole'],
    resources: [roles],
    conditions: {
      StringEquals: {
        'iam:PassedToService': 'ecs-tasks.amazonaws.com',
        'iam:ResourceTag/tocsin:actions': 'allowed',
      },
    },
    because:
      'A new revision names the roles of the one before; the tag says which may be passed on.',
  });
}

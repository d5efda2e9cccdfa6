import {
  type CodeDeployClient,
  CreateDeploymentCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  UpdateDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';
import {
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeploymentBrief,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  codeDeployStates,
  isRollingOut,
  meaningOf,
  statesThatMean,
} from '#adapters/actions/vendor-states.ts';
import { deploymentsOf } from '#adapters/aws/deployments-of.ts';
import { codeDeployRollsBackAfter, ecsRollsBackAfter } from '#core/actions/deployments.ts';
import type { Deployed, DeployTarget, Release } from '#core/actions/steps.ts';
import type { ActionExecutors } from '#ports/actions.ts';

/** How far back the version before is looked for. */
const releasesMax = 10;

type OfEcs = Extract<DeployTarget, { service: string }>;
type OfCodeDeploy = Extract<DeployTarget, { group: string }>;
interface Deployer<Target> {
  look: (target: Target) => Promise<Deployed | undefined>;
  guard: (target: Target, after: string[]) => Promise<string>;
  rollBack: (target: Target, after: Release) => Promise<string>;
}

/** Which version of a service runs, by ECS itself or by CodeDeploy; each client is made when it is first needed. */
export function deploymentExecutors(deps: {
  ecs: () => ECSClient;
  codeDeploy: () => CodeDeployClient;
}): ActionExecutors {
  const by = <Result>(
    target: DeployTarget,
    ask: <Each>(deployer: Deployer<Each>, each: Each) => Promise<Result>,
  ): Promise<Result> =>
    'service' in target
      ? ask(ecsDeployer(deps.ecs()), target)
      : ask(codeDeployer(deps.codeDeploy()), target);
  return {
    looks: {
      async deployed({ kind, target }) {
        const found = await by(target, ({ look }, each) => look(each));
        return { kind, ...(found && { found }) };
      },
    },
    steps: {
      'guard-deployments': async ({ target, after }) => ({
        done: await by(target, ({ guard }, each) => guard(each, after)),
      }),
      'roll-back': async ({ target, after }) => ({
        done: await by(target, ({ rollBack }, each) => rollBack(each, after)),
      }),
    },
  };
}

function ecsDeployer(client: ECSClient): Deployer<OfEcs> {
  return {
    async look(target) {
      const found = await describe(target);
      if (found === undefined) return undefined;
      const { deploymentController, deploymentConfiguration, deployments = [] } = found;
      if ((deploymentController?.type ?? 'ECS') !== 'ECS') {
        throw new Error(
          `${target.service} is deployed by ${deploymentController?.type}, not by ECS`,
        );
      }
      const { taskDefinition: now = '' } = found;
      const before = await lastOther(target, now);
      const { enable, rollback } = deploymentConfiguration?.deploymentCircuitBreaker ?? {};
      return {
        now: { id: now, name: nameOf(now) },
        ...(before && { before }),
        isDeploying: isRollingOut(deployments),
        rollsBackAfter: enable && rollback ? ecsRollsBackAfter : [],
      };
    },

    async guard(target, after) {
      const isOn = after.length > 0;
      const found = await describe(target);
      await client.send(
        new UpdateServiceCommand({
          ...target,
          // All of it is said: what is left out is not certain to stay.
          deploymentConfiguration: {
            ...found?.deploymentConfiguration,
            deploymentCircuitBreaker: { enable: isOn, rollback: isOn },
          },
        }),
      );
      const effect = isOn ? 'goes back by itself' : 'stays until somebody acts';
      return `${target.service}: a deployment that fails ${effect}`;
    },

    async rollBack(target, { id, name }) {
      await client.send(new UpdateServiceCommand({ ...target, taskDefinition: id }));
      return `${target.service}: its tasks are being replaced by ones of ${name}`;
    },
  };

  async function describe({ cluster, service }: OfEcs) {
    const { services = [] } = await client.send(
      new DescribeServicesCommand({ cluster, services: [service] }),
    );
    return services.find(({ status }) => status === 'ACTIVE');
  }

  /** Of what was brought out to the end, not merely registered. */
  async function lastOther(target: OfEcs, now: string): Promise<Release | undefined> {
    const found: ServiceDeploymentBrief[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new ListServiceDeploymentsCommand({
          ...{ ...target, status: ['SUCCESSFUL'] as const, maxResults: releasesMax },
          ...(nextToken !== undefined && { nextToken }),
        }),
      );
      found.push(...(page.serviceDeployments ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined && found.length < releasesMax);
    const newest = found.toSorted(
      (a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0),
    );
    const arns = [...new Set(newest.flatMap(each => each.targetServiceRevisionArn ?? []))];
    if (arns.length === 0) return undefined;
    const { serviceRevisions = [] } = await client.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: arns }),
    );
    const taskOf = new Map(
      serviceRevisions.map(each => [each.serviceRevisionArn, each.taskDefinition]),
    );
    const id = arns.map(arn => taskOf.get(arn)).find(task => task !== undefined && task !== now);
    if (id === undefined) return undefined;
    const { taskDefinition } = await client.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: id }),
    );
    const isThere = taskDefinition?.status === 'ACTIVE';
    return { id, name: nameOf(id), ...(!isThere && { unfit: 'it was deregistered' }) };
  }
}

function codeDeployer(client: CodeDeployClient): Deployer<OfCodeDeploy> {
  return {
    async look({ application, group }) {
      const { deploymentGroupInfo: found } = await client.send(
        new GetDeploymentGroupCommand({
          applicationName: application,
          deploymentGroupName: group,
        }),
      );
      const asked = {
        applicationName: application,
        deploymentGroupName: group,
        includeOnlyStatuses: statesThatMean(codeDeployStates, 'succeeded', 'under-way'),
      };
      const ids = await deploymentsOf(client, asked, releasesMax);
      const all: DeploymentInfo[] = [];
      // The newest stand first; a version may have been brought out several times in a row.
      for (const id of ids) all.push(await infoOf(id));
      all.sort((a, b) => (b.createTime?.getTime() ?? 0) - (a.createTime?.getTime() ?? 0));
      const succeeded = all.filter(
        ({ status }) => meaningOf(codeDeployStates, status) === 'succeeded',
      );
      const [now] = succeeded;
      if (now === undefined) return undefined;
      const before = succeeded.find(each => revisionText(each) !== revisionText(now));
      const { autoRollbackConfiguration: rollback } = found ?? {};
      return {
        now: releaseOf(now),
        ...(before && { before: releaseOf(before) }),
        isDeploying: succeeded.length < all.length,
        rollsBackAfter: rollback?.enabled ? (rollback.events ?? []) : [],
      };
    },

    async guard({ application, group }, after) {
      await client.send(
        new UpdateDeploymentGroupCommand({
          applicationName: application,
          currentDeploymentGroupName: group,
          autoRollbackConfiguration: {
            enabled: after.length > 0,
            events: codeDeployRollsBackAfter.filter(event => after.includes(event)) as (
              | 'DEPLOYMENT_FAILURE'
              | 'DEPLOYMENT_STOP_ON_ALARM'
            )[],
          },
        }),
      );
      return `${application}/${group}: goes back by itself after ${after.join(', ') || 'nothing'}`;
    },

    async rollBack({ application, group }, { id, name }) {
      const { revision, deploymentConfigName } = await infoOf(id);
      const { deploymentId } = await client.send(
        new CreateDeploymentCommand({
          applicationName: application,
          deploymentGroupName: group,
          revision,
          deploymentConfigName,
          description: `Back to ${id}`,
        }),
      );
      return `${application}/${group}: ${name} is being brought back by ${deploymentId}`;
    },
  };

  async function infoOf(deploymentId: string): Promise<DeploymentInfo> {
    const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
    return deploymentInfo ?? {};
  }
}

function releaseOf({ deploymentId: id = '', description, createTime }: DeploymentInfo): Release {
  const when = createTime?.toISOString().slice(0, 16).replace('T', ' ');
  return { id, name: `${description || id}${when === undefined ? '' : ` of ${when} UTC`}` };
}

function revisionText({ revision }: DeploymentInfo): string {
  const { string, s3Location, gitHubLocation, appSpecContent } = revision ?? {};
  return JSON.stringify([string?.sha256, s3Location, gitHubLocation, appSpecContent?.sha256]);
}

/** `payments:41` of an ARN. */
function nameOf(taskDefinition: string): string {
  return taskDefinition.split('/').at(-1) ?? taskDefinition;
}

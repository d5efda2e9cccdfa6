import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  type Tag,
  type TaskDefinition,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { isRollingOut } from '#adapters/actions/vendor-states.ts';
import type { ActionExecutors } from '#ports/actions.ts';

/** ECS: new tasks before old ones go, as the deployment settings of the service say. */
export function ecsExecutors(client = new ECSClient({})): ActionExecutors {
  return {
    looks: {
      async 'ecs-service'({ kind, cluster, service }) {
        const found = await describe(cluster, service);
        if (found === undefined) return { kind };
        const { desiredCount = 0, runningCount = 0, deployments = [] } = found;
        const { task } = await definitionOf(found);
        const [memory, cpu] = [Number(task?.memory), Number(task?.cpu)];
        return {
          kind,
          found: {
            desired: desiredCount,
            running: runningCount,
            isDeploying: isRollingOut(deployments),
            isFargate: task?.requiresCompatibilities?.includes('FARGATE') ?? false,
            ...(Number.isFinite(memory) && { memory }),
            ...(Number.isFinite(cpu) && { cpu }),
          },
        };
      },
    },
    steps: {
      async redeploy({ cluster, service, tasks }) {
        await client.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
        return { done: `${service}: ${tasks} tasks are being replaced` };
      },
      'scale-memory': scale,
    },
  };

  async function scale(step: { cluster: string; service: string; after: number }) {
    const { cluster, service, after } = step;
    const found = await describe(cluster, service);
    const { task, tags = [] } = (found && (await definitionOf(found))) ?? {};
    if (task === undefined) return { failed: `${service} is not there any more` };
    // Who pays for it, and who may touch it, is said by tags. Those of AWS itself cannot be given.
    const ours = tags.filter(({ key }) => key !== undefined && !key.startsWith('aws:'));
    const { taskDefinition } = await client.send(
      new RegisterTaskDefinitionCommand({
        ...copyOf(task),
        memory: String(after),
        ...(ours.length > 0 && { tags: ours }),
      }),
    );
    const revision = taskDefinition?.taskDefinitionArn;
    await client.send(new UpdateServiceCommand({ cluster, service, taskDefinition: revision }));
    return { done: `${service}: its tasks are being replaced by ones with ${after} MiB` };
  }

  async function describe(cluster: string, service: string): Promise<Service | undefined> {
    const { services = [] } = await client.send(
      new DescribeServicesCommand({ cluster, services: [service] }),
    );
    return services.find(({ status }) => status === 'ACTIVE');
  }

  async function definitionOf({
    taskDefinition,
  }: Service): Promise<{ task?: TaskDefinition | undefined; tags?: Tag[] | undefined }> {
    const answer = await client.send(
      new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }),
    );
    return { task: answer.taskDefinition, tags: answer.tags };
  }
}

/** What a task definition was registered with, without what ECS has added since. */
function copyOf(task: TaskDefinition): RegisterTaskDefinitionCommandInput {
  const {
    taskDefinitionArn: _arn,
    revision: _revision,
    status: _status,
    requiresAttributes: _attributes,
    compatibilities: _compatibilities,
    registeredAt: _at,
    registeredBy: _by,
    deregisteredAt: _ended,
    family,
    containerDefinitions,
    ...given
  } = task;
  return { ...given, family, containerDefinitions };
}

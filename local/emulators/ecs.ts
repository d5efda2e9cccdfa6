import { account, arnOf } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import { numberFor } from '#local/emulators/chance.ts';
import type { Inventory } from '#local/emulators/inventory.ts';
import { pageOf } from '#local/emulators/short-pages.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

/** Changes that were asked for since the start: its task definition, and when it was deployed anew. */
interface Changed {
  definition?: string;
  /** Of ECS itself, where it was changed. */
  configuration?: object;
  revision: number;
  at: number;
}

const deploysSeconds = 120;
const firstOfOurs = 200;

/**
 * ECS: services with one deployment and what they said of themselves in the last day; a new deployment is under way for
 * two minutes.
 */
export function ecsEmulator({
  clock,
  inventory,
}: {
  clock: Pick<Clock, 'now'>;
  inventory: Pick<Inventory, 'has' | 'names'>;
}) {
  const changed = new Map<string, Changed>();
  const registered = new Map<string, Registered>();

  const isThere = (cluster: string, name: string) =>
    inventory.has(arnOf('ecs', `service/${cluster}/${name}`));

  function needsCluster(cluster: string): void {
    if (inventory.has(arnOf('ecs', `cluster/${cluster}`))) return;
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  }

  function needsService(cluster: string, name: string): void {
    needsCluster(cluster);
    if (isThere(cluster, name)) return;
    throw new AwsError('ServiceNotFoundException', 'Service not found.');
  }

  /** Those that the team's own deployments have registered, of each family one for every deployment, and those of ours. */
  function isDefined(arn: string): boolean {
    if (registered.has(arn)) return true;
    const [, family = '', revision] = /:task-definition\/([^:]+):(\d+)$/.exec(arn) ?? [];
    const families = inventory.names(arnOf('ecs', 'service/')).map(name => name.split('/').at(-1));
    return families.includes(family) && Number(revision) < firstOfOurs;
  }

  return (request: AwsRequest): AwsResponse => {
    const input = readJson(request) as Input;
    const now = Math.floor(clock.now() / 1000);
    const { cluster = 'default' } = input;
    switch (request.operation) {
      case 'DescribeServices': {
        needsCluster(cluster);
        const [there, missing] = [true, false].map(is =>
          (input.services ?? []).filter(name => isThere(cluster, name) === is),
        );
        const services = there?.map(name => ({
          ...service(cluster, name, now),
          ...since(changed.get(`${cluster}/${name}`), name, now),
        }));
        const failures = missing?.map(name => ({
          arn: arnOf('ecs', `service/${cluster}/${name}`),
          reason: 'MISSING',
        }));
        return jsonResponse({ services, failures });
      }
      case 'DescribeTaskDefinition': {
        const arn = input.taskDefinition ?? '';
        if (!isDefined(arn)) {
          throw new AwsError('ClientException', 'Unable to describe task definition.');
        }
        const { tags, ...known } = registered.get(arn) ?? { ...asDeployed(arn), tags: sampleTags };
        const isAsked = input.include?.includes('TAGS');
        return jsonResponse({
          taskDefinition: { ...definition(arn), ...known },
          ...(isAsked && { tags }),
        });
      }
      case 'RegisterTaskDefinition': {
        const { family = '', memory = '2048', taskRoleArn, executionRoleArn, tags = [] } = input;
        const arn = arnOf('ecs', `task-definition/${family}:${firstOfOurs + registered.size}`);
        const roles = {
          ...(taskRoleArn && { taskRoleArn }),
          ...(executionRoleArn && { executionRoleArn }),
        };
        registered.set(arn, { memory, ...roles, tags });
        return jsonResponse({ taskDefinition: { ...definition(arn), memory, ...roles }, tags });
      }
      case 'UpdateService': {
        const name = input.service ?? '';
        needsService(cluster, name);
        if (input.taskDefinition !== undefined && !isDefined(input.taskDefinition)) {
          throw new AwsError('ClientException', 'TaskDefinition not found.');
        }
        const { taskDefinition, forceNewDeployment, deploymentConfiguration } = input;
        const before = changed.get(`${cluster}/${name}`);
        // A change of its configuration alone deploys nothing.
        const isDeployed = taskDefinition !== undefined || forceNewDeployment === true;
        changed.set(`${cluster}/${name}`, {
          ...(before ?? { revision: 0, at: Number.NEGATIVE_INFINITY }),
          ...(isDeployed && { revision: (before?.revision ?? 0) + 1, at: now }),
          ...(taskDefinition !== undefined && { definition: taskDefinition }),
          ...(deploymentConfiguration && { configuration: deploymentConfiguration }),
        });
        return jsonResponse({ service: service(cluster, name, now) });
      }
      case 'ListServiceDeployments': {
        needsService(cluster, input.service ?? '');
        const { items, next } = pageOf([0, 1, 2, 3, 4], input.nextToken);
        return jsonResponse({
          serviceDeployments: items.map(back => ({
            createdAt: latestOf(now) - back * everySeconds,
            status: 'SUCCESSFUL',
            targetServiceRevisionArn: revisionArn(
              `${cluster}/${input.service}`,
              taskOf(now) - back,
            ),
          })),
          ...(next !== undefined && { nextToken: next }),
        });
      }
      case 'DescribeServiceRevisions': {
        const asked = input.serviceRevisionArns ?? [];
        const found = asked.filter(arn => isDefined(taskDefinitionOf(arn)));
        return jsonResponse({
          serviceRevisions: found.map(arn => ({
            serviceRevisionArn: arn,
            taskDefinition: taskDefinitionOf(arn),
          })),
          failures: asked
            .filter(arn => !found.includes(arn))
            .map(arn => ({ arn, reason: 'MISSING' })),
        });
      }
      default:
        throw noCounterpart(request);
    }
  };
}

interface Input {
  nextToken?: string;
  cluster?: string;
  services?: string[];
  service?: string;
  taskDefinition?: string;
  forceNewDeployment?: boolean;
  deploymentConfiguration?: object;
  serviceRevisionArns?: string[];
  family?: string;
  memory?: string;
  taskRoleArn?: string;
  executionRoleArn?: string;
  tags?: Tag[];
  include?: string[];
}

interface Tag {
  key: string;
  value: string;
}

/** What a task definition was registered with. */
interface Registered {
  memory: string;
  taskRoleArn?: string;
  executionRoleArn?: string;
  tags: Tag[];
}

const sampleTags: Tag[] = [
  { key: 'team', value: 'payments' },
  { key: 'aws:cloudformation:stack-name', value: 'shop' },
];

/** By the team's own deployment: with a role for its tasks and one for starting them. */
function asDeployed(arn: string) {
  const [family = ''] = (arn.split('/').at(-1) ?? '').split(':');
  const role = (name: string) => `arn:aws:iam::${account}:role/tocsin/${family}-${name}`;
  return { memory: '2048', taskRoleArn: role('task'), executionRoleArn: role('start') };
}

function since(change: Changed | undefined, name: string, now: number) {
  if (change === undefined) return {};
  const isOver = now - change.at >= deploysSeconds;
  const { definition: taskDefinition, configuration } = change;
  const configured = configuration && { deploymentConfiguration: configuration };
  if (change.revision === 0) return { ...configured };
  return {
    ...configured,
    ...(taskDefinition !== undefined && { taskDefinition }),
    deployments: [
      {
        id: `ecs-svc/${numberFor(`${name} ${change.revision}`)}`,
        status: 'PRIMARY',
        desiredCount: 3,
        runningCount: isOver ? 3 : 1,
        createdAt: change.at,
        updatedAt: now,
        rolloutState: isOver ? 'COMPLETED' : 'IN_PROGRESS',
      },
    ],
  };
}

function definition(arn: string) {
  const [family = '', revision] = (arn.split('/').at(-1) ?? '').split(':');
  return {
    taskDefinitionArn: arn,
    family,
    revision: Number(revision),
    status: 'ACTIVE',
    cpu: '1024',
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    containerDefinitions: [
      { name: family, image: `registry.example.com/${family}`, essential: true },
    ],
  };
}

const everySeconds = 6 * 3600;

function latestOf(now: number): number {
  return Math.floor(now / everySeconds) * everySeconds;
}

/** The revision of its task definition that runs. */
function taskOf(now: number): number {
  return 40 + (Math.floor(now / everySeconds) % 60);
}

function revisionArn(path: string, task: number): string {
  return arnOf('ecs', `service-revision/${path}/${task}`);
}

function taskDefinitionOf(revision: string): string {
  const [, , name, task] = revision.split('/');
  return arnOf('ecs', `task-definition/${name}:${task}`);
}

function service(cluster: string, name: string, now: number) {
  const latest = latestOf(now);
  const taskDefinition = arnOf('ecs', `task-definition/${name}:${taskOf(now)}`);
  return {
    serviceArn: arnOf('ecs', `service/${cluster}/${name}`),
    serviceName: name,
    clusterArn: arnOf('ecs', `cluster/${cluster}`),
    status: 'ACTIVE',
    desiredCount: 3,
    runningCount: 3,
    pendingCount: 0,
    taskDefinition,
    deploymentController: { type: 'ECS' },
    deploymentConfiguration: {
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      deploymentCircuitBreaker: { enable: false, rollback: false },
    },
    deployments: [
      {
        id: `ecs-svc/${numberFor(`${name} ${latest}`)}`,
        status: 'PRIMARY',
        taskDefinition,
        desiredCount: 3,
        runningCount: 3,
        createdAt: latest,
        updatedAt: latest + 180,
        rolloutState: 'COMPLETED',
      },
    ],
    events: [0, 1, 2].map(back => {
      const createdAt = latest - back * everySeconds + 180;
      const message = `(service ${name}) has reached a steady state.`;
      return { id: String(numberFor(`${name} ${createdAt}`)), createdAt, message };
    }),
  };
}

import { createHash } from 'node:crypto';
import { account, region } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import { isMissing, pageOf } from '#local/emulators/unkind.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
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

/**
 * ECS: services with one deployment and what they said of themselves in the last day; a new deployment is under way for
 * two minutes.
 */
export function ecsEmulator({ clock }: { clock: Pick<Clock, 'now'> }) {
  const changed = new Map<string, Changed>();
  const registered = new Map<string, Registered>();

  return (request: AwsRequest): AwsResponse => {
    const input = readJson(request) as Input;
    const now = Math.floor(clock.now() / 1000);
    const { cluster = 'default' } = input;
    switch (request.operation) {
      case 'DescribeServices': {
        const there = (name: string) => !isMissing(name);
        const services = (input.services ?? []).filter(there).map(name => ({
          ...service(cluster, name, now),
          ...since(changed.get(`${cluster}/${name}`), name, now),
        }));
        const failures = (input.services ?? []).filter(isMissing).map(name => ({
          arn: `arn:aws:ecs:${region}:${account}:service/${cluster}/${name}`,
          reason: 'MISSING',
        }));
        return jsonResponse({ services, failures });
      }
      case 'DescribeTaskDefinition': {
        const arn = input.taskDefinition ?? '';
        const { tags, ...known } = registered.get(arn) ?? { ...asDeployed(arn), tags: sampleTags };
        const isAsked = input.include?.includes('TAGS');
        return jsonResponse({
          taskDefinition: { ...definition(arn), ...known },
          ...(isAsked && { tags }),
        });
      }
      case 'RegisterTaskDefinition': {
        const { family = '', memory = '2048', taskRoleArn, executionRoleArn, tags = [] } = input;
        const arn = `arn:aws:ecs:${region}:${account}:task-definition/${family}:${200 + registered.size}`;
        const roles = {
          ...(taskRoleArn && { taskRoleArn }),
          ...(executionRoleArn && { executionRoleArn }),
        };
        registered.set(arn, { memory, ...roles, tags });
        return jsonResponse({ taskDefinition: { ...definition(arn), memory, ...roles }, tags });
      }
      case 'UpdateService': {
        const name = input.service ?? '';
        if (isMissing(name)) throw noService(name);
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
        if (isMissing(input.service ?? '')) throw noService(input.service ?? '');
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
      case 'DescribeServiceRevisions':
        return jsonResponse({
          serviceRevisions: (input.serviceRevisionArns ?? []).map(arn => ({
            serviceRevisionArn: arn,
            taskDefinition: taskDefinitionOf(arn),
          })),
        });
      default:
        throw new AwsError(
          'UnknownOperationException',
          `${request.operation} has no local counterpart`,
        );
    }
  };
}

function noService(name: string): AwsError {
  return new AwsError('ServiceNotFoundException', `Service not found: ${name}`);
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
        id: `ecs-svc/${number(`${name} ${change.revision}`)}`,
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
  return `arn:aws:ecs:${region}:${account}:service-revision/${path}/${task}`;
}

function taskDefinitionOf(revision: string): string {
  const [, , name, task] = revision.split('/');
  return `arn:aws:ecs:${region}:${account}:task-definition/${name}:${task}`;
}

function service(cluster: string, name: string, now: number) {
  const latest = latestOf(now);
  const taskDefinition = `arn:aws:ecs:${region}:${account}:task-definition/${name}:${taskOf(now)}`;
  return {
    serviceArn: `arn:aws:ecs:${region}:${account}:service/${cluster}/${name}`,
    serviceName: name,
    clusterArn: `arn:aws:ecs:${region}:${account}:cluster/${cluster}`,
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
        id: `ecs-svc/${number(`${name} ${latest}`)}`,
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
      return { id: String(number(`${name} ${createdAt}`)), createdAt, message };
    }),
  };
}

function number(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

import { createHash } from 'node:crypto';
import { account, region } from '#local/account.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  readJson,
} from '#local/aws-wire.ts';
import type { Clock } from '#local/clock.ts';

/** Changes that were asked for since the start: its task definition, and when it was deployed anew. */
interface Changed {
  definition?: string;
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
  const registered = new Map<string, { memory: string }>();

  return (request: AwsRequest): AwsResponse => {
    const input = readJson(request) as Input;
    const now = Math.floor(clock.now() / 1000);
    const { cluster = 'default' } = input;
    switch (request.operation) {
      case 'DescribeServices': {
        const services = (input.services ?? []).map(name => ({
          ...service(cluster, name, now),
          ...since(changed.get(`${cluster}/${name}`), name, now),
        }));
        return jsonResponse({ services, failures: [] });
      }
      case 'DescribeTaskDefinition': {
        const arn = input.taskDefinition ?? '';
        return jsonResponse({ taskDefinition: definition(arn, registered.get(arn)?.memory) });
      }
      case 'RegisterTaskDefinition': {
        const { family = '', memory = '2048' } = input;
        const arn = `arn:aws:ecs:${region}:${account}:task-definition/${family}:${200 + registered.size}`;
        registered.set(arn, { memory });
        return jsonResponse({ taskDefinition: definition(arn, memory) });
      }
      case 'UpdateService': {
        const name = input.service ?? '';
        const { taskDefinition } = input;
        const before = changed.get(`${cluster}/${name}`);
        changed.set(`${cluster}/${name}`, {
          revision: (before?.revision ?? 0) + 1,
          at: now,
          ...(before?.definition !== undefined && { definition: before.definition }),
          ...(taskDefinition !== undefined && { definition: taskDefinition }),
        });
        return jsonResponse({ service: service(cluster, name, now) });
      }
      default:
        throw new AwsError(
          'UnknownOperationException',
          `${request.operation} has no local counterpart`,
        );
    }
  };
}

interface Input {
  cluster?: string;
  services?: string[];
  service?: string;
  taskDefinition?: string;
  family?: string;
  memory?: string;
}

function since(change: Changed | undefined, name: string, now: number) {
  if (change === undefined) return {};
  const isOver = now - change.at >= deploysSeconds;
  const { definition: taskDefinition } = change;
  return {
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

function definition(arn: string, memory = '2048') {
  const [family = '', revision] = (arn.split('/').at(-1) ?? '').split(':');
  return {
    taskDefinitionArn: arn,
    family,
    revision: Number(revision),
    status: 'ACTIVE',
    cpu: '1024',
    memory,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    containerDefinitions: [
      { name: family, image: `registry.example.com/${family}`, essential: true },
    ],
  };
}

const everySeconds = 6 * 3600;

function service(cluster: string, name: string, now: number) {
  const latest = Math.floor(now / everySeconds) * everySeconds;
  const task = 40 + (Math.floor(latest / everySeconds) % 60);
  const taskDefinition = `arn:aws:ecs:${region}:${account}:task-definition/${name}:${task}`;
  return {
    serviceArn: `arn:aws:ecs:${region}:${account}:service/${cluster}/${name}`,
    serviceName: name,
    clusterArn: `arn:aws:ecs:${region}:${account}:cluster/${cluster}`,
    status: 'ACTIVE',
    desiredCount: 3,
    runningCount: 3,
    pendingCount: 0,
    taskDefinition,
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

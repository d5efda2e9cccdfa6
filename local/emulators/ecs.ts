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

/** ECS's DescribeServices: a service with one deployment and what it said of itself in the last day. */
export function ecsEmulator({ clock }: { clock: Pick<Clock, 'now'> }) {
  return (request: AwsRequest): AwsResponse => {
    if (request.operation !== 'DescribeServices') {
      throw new AwsError(
        'UnknownOperationException',
        `${request.operation} has no local counterpart`,
      );
    }
    const input = readJson(request) as { cluster?: string; services?: string[] };
    const { cluster = 'default', services = [] } = input;
    return jsonResponse({
      services: services.map(name => service(cluster, name, Math.floor(clock.now() / 1000))),
      failures: [],
    });
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

import { createHash } from 'node:crypto';
import { arnOf } from '#local/account.ts';
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

/**
 * CodeDeploy: a deployment every few hours, each found again by its id, besides those that are asked for, which are over
 * at once; and what takes one back by itself.
 */
export function codeDeployEmulator(deps: {
  clock: Pick<Clock, 'now'>;
  inventory: Pick<Inventory, 'has' | 'names'>;
}) {
  const created: Created[] = [];
  const rollbacks = new Map<string, unknown>();
  return (request: AwsRequest): AwsResponse => answer(request, { ...deps, created, rollbacks });
}

function answer(request: AwsRequest, state: State): AwsResponse {
  const { clock, created, rollbacks } = state;
  switch (request.operation) {
    case 'GetDeploymentGroup': {
      const { applicationName: application, deploymentGroupName: group } = readJson(request);
      whereThereIs(state, String(application), String(group));
      const rollback = rollbacks.get(`${application}/${group}`) ?? { enabled: false, events: [] };
      return jsonResponse({
        deploymentGroupInfo: {
          ...{ applicationName: application, deploymentGroupName: group },
          autoRollbackConfiguration: rollback,
        },
      });
    }
    case 'UpdateDeploymentGroup': {
      const input = readJson(request);
      whereThereIs(state, String(input.applicationName), String(input.currentDeploymentGroupName));
      const key = `${input.applicationName}/${input.currentDeploymentGroupName}`;
      rollbacks.set(key, input.autoRollbackConfiguration);
      return jsonResponse({});
    }
    case 'CreateDeployment': {
      const input = readJson(request);
      whereThereIs(state, String(input.applicationName), String(input.deploymentGroupName));
      if (input.revision === undefined) {
        throw new AwsError('RevisionRequiredException', 'Of which revision?');
      }
      const deploymentId = `d-CREATED${created.length + 1}`;
      created.unshift({ ...input, deploymentId, at: Math.floor(clock.now() / 1000) });
      return jsonResponse({ deploymentId });
    }
    case 'ListDeployments': {
      const input = readJson(request) as unknown as ListInput;
      const { applicationName: application = '', deploymentGroupName: group = '' } = input;
      const { start = Math.max(0, clock.now() / 1000 - 30 * 86_400), end = clock.now() / 1000 } =
        input.createTimeRange ?? {};
      if (application === '') throw new AwsError('ApplicationNameRequiredException', 'Which?');
      whereThereIs(state, application, group);
      const deployments = created
        .filter(each => each.applicationName === application && each.deploymentGroupName === group)
        .filter(({ at }) => at >= start && at <= end)
        .map(({ deploymentId }) => deploymentId);
      const regular: string[] = [];
      for (let slot = Math.ceil(start / everySeconds); slot * everySeconds < end; slot++) {
        regular.unshift(idOf({ application, group, slot }));
      }
      const wanted = regular.filter(
        id => input.includeOnlyStatuses?.includes(statusOf(id)) ?? true,
      );
      const { items, next } = pageOf([...deployments, ...wanted].slice(0, 100), input.nextToken);
      return jsonResponse({ deployments: items, ...(next !== undefined && { nextToken: next }) });
    }
    case 'GetDeployment': {
      const { deploymentId = '' } = readJson(request) as { deploymentId?: string };
      const deploymentInfo = infoOf(state, deploymentId);
      if (deploymentInfo === undefined) {
        throw new AwsError('DeploymentDoesNotExistException', `There is no ${deploymentId}`);
      }
      return jsonResponse({ deploymentInfo });
    }
    case 'BatchGetDeployments': {
      const { deploymentIds: ids = [] } = readJson(request) as { deploymentIds?: string[] };
      if (ids.length === 0) throw new AwsError('DeploymentIdRequiredException', 'Which?');
      if (ids.length > 25) throw new AwsError('BatchLimitExceededException', '25 are the most');
      return jsonResponse({ deploymentsInfo: ids.flatMap(id => infoOf(state, id) ?? []) });
    }
    default:
      throw noCounterpart(request);
  }
}

const everySeconds = 5 * 3600;

interface Created extends Record<string, unknown> {
  deploymentId: string;
  at: number;
}
interface State {
  clock: Pick<Clock, 'now'>;
  inventory: Pick<Inventory, 'has' | 'names'>;
  created: Created[];
  rollbacks: Map<string, unknown>;
}

function infoOf(state: State, deploymentId: string): object | undefined {
  const made = state.created.find(each => each.deploymentId === deploymentId);
  if (made !== undefined) {
    const { at: createTime, ...info } = made;
    return { ...info, status: 'Succeeded', createTime };
  }
  const found = read(deploymentId);
  if (found === undefined || !isThere(state, found)) return undefined;
  return deployment(found, deploymentId);
}

function whereThereIs(state: State, application: string, group: string): void {
  if (state.inventory.names(arnOf('codedeploy', `deploymentgroup:${application}/`)).length === 0) {
    throw new AwsError('ApplicationDoesNotExistException', `No application found: ${application}`);
  }
  if (!isThere(state, { application, group })) {
    throw new AwsError('DeploymentGroupDoesNotExistException', `No deployment group: ${group}`);
  }
}

function isThere(
  { inventory }: State,
  { application, group }: Pick<Named, 'application' | 'group'>,
): boolean {
  return inventory.has(arnOf('codedeploy', `deploymentgroup:${application}/${group}`));
}

interface ListInput {
  nextToken?: string;
  applicationName?: string;
  deploymentGroupName?: string;
  createTimeRange?: { start?: number; end?: number };
  includeOnlyStatuses?: string[];
}
interface Named {
  application: string;
  group: string;
  slot: number;
}

/** The id says it all, so that nothing has to be kept. */
function idOf(named: Named): string {
  return `d-${Buffer.from(JSON.stringify(named)).toString('hex')}`;
}

function read(id: string): Named | undefined {
  try {
    return JSON.parse(Buffer.from(id.slice(2), 'hex').toString()) as Named;
  } catch {
    // Not one of ours.
    return undefined;
  }
}

function statusOf(deploymentId: string): string {
  return numberFor(deploymentId) % 7 === 0 ? 'Stopped' : 'Succeeded';
}

function deployment({ application, group, slot }: Named, deploymentId: string) {
  const number = numberFor(deploymentId);
  const createTime = slot * everySeconds;
  return {
    applicationName: application,
    deploymentGroupName: group,
    deploymentId,
    deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    status: statusOf(deploymentId),
    createTime,
    startTime: createTime + 4,
    completeTime: createTime + 320,
    creator: 'user',
    description: `Release ${1 + (slot % 400)}`,
    revision: {
      revisionType: 'AppSpecContent',
      string: { content: '', sha256: createHash('sha256').update(String(number)).digest('hex') },
    },
  };
}

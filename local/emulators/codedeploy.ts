import { createHash } from 'node:crypto';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  readJson,
} from '#local/aws-wire.ts';

/** CodeDeploy's ListDeployments and GetDeployment: a deployment every few hours, each found again by its id. */
export function codeDeployEmulator(request: AwsRequest): AwsResponse {
  switch (request.operation) {
    case 'ListDeployments': {
      const input = readJson(request) as unknown as ListInput;
      const { applicationName: application = '', deploymentGroupName: group = '' } = input;
      const { start = 0, end = Date.now() / 1000 } = input.createTimeRange ?? {};
      if (application === '') throw new AwsError('ApplicationNameRequiredException', 'Which?');
      const deployments = [];
      for (let slot = Math.ceil(start / everySeconds); slot * everySeconds < end; slot++) {
        deployments.unshift(idOf({ application, group, slot }));
      }
      return jsonResponse({ deployments: deployments.slice(0, 100) });
    }
    case 'GetDeployment': {
      const { deploymentId = '' } = readJson(request) as { deploymentId?: string };
      const found = read(deploymentId);
      if (found === undefined) {
        throw new AwsError('DeploymentDoesNotExistException', `There is no ${deploymentId}`);
      }
      return jsonResponse({ deploymentInfo: deployment(found, deploymentId) });
    }
    default:
      throw new AwsError(
        'UnknownOperationException',
        `${request.operation} has no local counterpart`,
      );
  }
}

const everySeconds = 5 * 3600;

interface ListInput {
  applicationName?: string;
  deploymentGroupName?: string;
  createTimeRange?: { start?: number; end?: number };
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

function deployment({ application, group, slot }: Named, deploymentId: string) {
  const number = createHash('sha256').update(deploymentId).digest().readUInt32BE(0);
  const createTime = slot * everySeconds;
  return {
    applicationName: application,
    deploymentGroupName: group,
    deploymentId,
    deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    status: number % 7 === 0 ? 'Stopped' : 'Succeeded',
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

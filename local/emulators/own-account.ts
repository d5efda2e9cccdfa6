import { account, region } from '#local/account.ts';
import type { Model } from '#local/template/template.ts';
import type { Unkindness } from '#local/unkindness.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsService,
  escapeXml,
  noCounterpart,
  queryResponse,
  restResponse,
} from '#local/wire/aws-wire.ts';

/** What a person at a command line, or a check, asks of the account that the stack stands in. Nothing of it can be changed. */
export function ownAccount(
  model: Model,
  { concurrency }: Pick<Unkindness, 'concurrency'>,
): Record<string, AwsService> {
  const atOnce = Math.min(concurrency, usualConcurrency);
  return { sts, lambda: lambda(model, atOnce), cloudformation: cloudFormation(model) };
}

function sts({ operation, caller }: AwsRequest) {
  if (operation !== 'GetCallerIdentity') throw noCounterpart({ operation }, 'InvalidAction');
  return queryResponse(
    operation,
    'https://sts.amazonaws.com/doc/2011-06-15/',
    `<Arn>arn:aws:iam::${account}:user/${escapeXml(caller)}</Arn>` +
      `<UserId>${escapeXml(caller)}</UserId><Account>${account}</Account>`,
  );
}

/** What AWS gives to an account that asked for nothing, once it has been used a little. */
const usualConcurrency = 1000;

function lambda({ functions }: Model, concurrency: number): AwsService {
  const shown = functions.map(each => ({
    FunctionName: each.name,
    FunctionArn: each.arn,
    Runtime: 'nodejs24.x',
    Role: each.roleArn,
    Handler: each.handler,
    Timeout: each.timeoutSeconds,
    MemorySize: each.memoryMb,
    Environment: { Variables: each.environment },
  }));
  return ({ operation, path }) => {
    switch (operation) {
      case 'ListFunctions':
        return restResponse({ Functions: shown });
      case 'GetFunctionConfiguration': {
        const name = decodeURIComponent(path.split('/')[3] ?? '');
        const found = shown.find(each => [each.FunctionName, each.FunctionArn].includes(name));
        if (found !== undefined) return restResponse(found);
        throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
      }
      case 'GetAccountSettings':
        return restResponse({
          AccountLimit: {
            ConcurrentExecutions: concurrency,
            UnreservedConcurrentExecutions: concurrency,
          },
          AccountUsage: { FunctionCount: functions.length },
        });
      default:
        throw noCounterpart({ operation }, 'InvalidAction');
    }
  };
}

function cloudFormation({ stackName, outputs, resources }: Model): AwsService {
  const id = `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`;
  const since = new Date().toISOString();
  const status = '<StackStatus>CREATE_COMPLETE</StackStatus>';
  const head = `<StackName>${stackName}</StackName><StackId>${id}</StackId>${status}<CreationTime>${since}</CreationTime>`;

  function result(operation: string, asked: string | null): string {
    if (asked !== null && asked !== stackName && asked !== id) {
      throw new AwsError('ValidationError', `Stack with id ${asked} does not exist`);
    }
    switch (operation) {
      case 'DescribeStacks': {
        const members = outputs.map(
          ({ key, value }) =>
            `<member><OutputKey>${key}</OutputKey><OutputValue>${escapeXml(value)}</OutputValue></member>`,
        );
        return `<Stacks><member>${head}<Outputs>${members.join('')}</Outputs></member></Stacks>`;
      }
      case 'ListStacks':
        return `<StackSummaries><member>${head}</member></StackSummaries>`;
      case 'ListStackResources': {
        const members = resources.map(
          ({ id, type, physicalId }) =>
            `<member><LogicalResourceId>${id}</LogicalResourceId><ResourceType>${type}</ResourceType>` +
            `<PhysicalResourceId>${escapeXml(physicalId)}</PhysicalResourceId>` +
            `<ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>${since}</LastUpdatedTimestamp></member>`,
        );
        return `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`;
      }
      default:
        throw noCounterpart({ operation }, 'InvalidAction');
    }
  }

  return ({ operation, body }) => {
    const asked = new URLSearchParams(body.toString()).get('StackName');
    const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
    return queryResponse(operation, namespace, result(operation, asked));
  };
}

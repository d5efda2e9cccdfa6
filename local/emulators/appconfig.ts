import type { Clock } from '#local/clock/clock.ts';
import { pageOf } from '#local/emulators/short-pages.ts';
import type { StateFile } from '#local/state-file.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  readJson,
  restResponse,
} from '#local/wire/aws-wire.ts';

interface Deployment {
  number: number;
  environment: string;
  profile: string;
  version: number;
  at: number;
}
/** Contents by `application/profile`, oldest first, and deployments, newest first. */
export interface Flags {
  versions: Record<string, string[]>;
  deployments: Deployment[];
}

/** What a shop has of feature flags when somebody looks. */
export function sampleFlags(): Flags {
  const content = {
    flags: { 'gift-cards': { name: 'gift-cards' }, 'one-click': { name: 'one-click' } },
    values: { 'gift-cards': { enabled: true, limit: 200 }, 'one-click': { enabled: false } },
    version: '1',
  };
  return {
    versions: { 'shop123/flags12': [JSON.stringify(content)] },
    deployments: [{ number: 1, environment: 'prod123', profile: 'flags12', version: 1, at: 0 }],
  };
}

const deploysSeconds = 60;

/** AppConfig, as far as feature flags are read, written anew and deployed; a deployment takes a minute. */
export function appConfigEmulator(deps: {
  clock: Pick<Clock, 'now'>;
  file: Pick<StateFile<Flags>, 'value' | 'changed'>;
}) {
  const { versions, deployments } = deps.file.value;
  const stateOf = ({ at }: Deployment) =>
    deps.clock.now() - at < deploysSeconds * 1000 ? 'DEPLOYING' : 'COMPLETE';

  return (request: AwsRequest): AwsResponse => {
    const [, , application = '', kind, id = '', , version] = request.path.split('/');
    const held = versions[`${application}/${id}`];
    switch (request.operation) {
      case 'GetConfigurationProfile':
        if (held === undefined) throw missing(`Configuration profile ${id}`);
        return restResponse({ ApplicationId: application, Id: id, Name: `name of ${id}` });
      case 'GetHostedConfigurationVersion': {
        const content = held?.[Number(version) - 1];
        if (content === undefined) throw missing(`Version ${version}`);
        return { status: 200, headers: { 'content-type': 'application/json' }, body: content };
      }
      case 'CreateHostedConfigurationVersion': {
        if (held === undefined) throw missing(`Configuration profile ${id}`);
        held.push(request.body.toString());
        deps.file.changed();
        return {
          status: 201,
          headers: { 'version-number': String(held.length), 'content-type': 'application/json' },
          body: request.body,
        };
      }
      case 'ListDeployments': {
        const here = deployments.filter(({ environment }) => environment === id);
        const { items, next } = pageOf(here, request.query.get('next_token'));
        return restResponse({
          Items: items.map(each => ({
            DeploymentNumber: each.number,
            ConfigurationName: `name of ${each.profile}`,
            ConfigurationVersion: String(each.version),
            State: stateOf(each),
          })),
          ...(next !== undefined && { NextToken: next }),
        });
      }
      case 'StartDeployment': {
        const input = readJson(request);
        if (deployments.some(each => each.environment === id && stateOf(each) === 'DEPLOYING')) {
          throw new AwsError('ConflictException', 'A deployment is under way', 409);
        }
        const started: Deployment = {
          number: deployments.length + 1,
          environment: id,
          profile: String(input.ConfigurationProfileId),
          version: Number(input.ConfigurationVersion),
          at: deps.clock.now(),
        };
        deployments.unshift(started);
        deps.file.changed();
        return restResponse({ DeploymentNumber: started.number, State: 'DEPLOYING' }, 201);
      }
      default:
        throw new AwsError('BadRequestException', `${request.operation} of ${kind} is not there`);
    }
  };
}

function missing(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${what} does not exist`, 404);
}

import {
  AppConfigClient,
  CreateHostedConfigurationVersionCommand,
  GetConfigurationProfileCommand,
  GetHostedConfigurationVersionCommand,
  ListDeploymentsCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import * as z from 'zod/mini';
import { appConfigStates, meaningOf } from '#adapters/actions/vendor-states.ts';
import type { FlagPlace, OnOff } from '#core/actions/steps.ts';
import type { ActionExecutors } from '#ports/actions.ts';

/** What a profile of the type AWS.AppConfig.FeatureFlags holds; everything else in it is kept as it is. */
const flagValue = z.looseObject({ enabled: z.optional(z.boolean()) });
const content = z.looseObject({ values: z._default(z.record(z.string(), flagValue), {}) });
type Content = z.infer<typeof content>;

/** Feature flags of AppConfig: changed on top of what is deployed, never of what somebody has only drafted. */
export function featureFlagExecutors(client = new AppConfigClient({})): ActionExecutors {
  return {
    looks: {
      async 'feature-flags'({ kind, place }) {
        const { current, underWay } = await deployed(place);
        if (underWay !== undefined) return { unreadable: underWay };
        if (current === undefined)
          return { unreadable: `nothing is deployed to ${place.environment}` };
        return { kind, flags: flagsOf(await read(place, current)) };
      },
    },
    steps: {
      async 'put-flag'({ place, flag, before, after }) {
        const { current } = await deployed(place);
        const held = current === undefined ? undefined : await read(place, current);
        const { [flag]: value } = held?.values ?? {};
        if (held === undefined || value === undefined || flagsOf(held)[flag] !== before) {
          return { failed: `${flag} was changed meanwhile` };
        }
        const values = { ...held.values, [flag]: { ...value, enabled: after === 'on' } };
        const { application, environment, profile, strategy } = place;
        const names = { ApplicationId: application, ConfigurationProfileId: profile };
        const { VersionNumber: version } = await client.send(
          new CreateHostedConfigurationVersionCommand({
            ...names,
            ContentType: 'application/json',
            Description: `${flag} ${after}, on top of version ${current}`,
            Content: Buffer.from(JSON.stringify({ ...held, values })),
          }),
        );
        const { DeploymentNumber: number } = await client.send(
          new StartDeploymentCommand({
            ...names,
            EnvironmentId: environment,
            DeploymentStrategyId: strategy,
            ConfigurationVersion: String(version),
          }),
        );
        return {
          done: `${flag} is ${after}: version ${version}, deployment ${number} is under way`,
        };
      },
    },
  };

  async function deployed({ application, environment, profile }: FlagPlace) {
    const { Name: name } = await client.send(
      new GetConfigurationProfileCommand({
        ApplicationId: application,
        ConfigurationProfileId: profile,
      }),
    );
    let next: string | undefined;
    let underWay: string | undefined;
    do {
      const page = await client.send(
        new ListDeploymentsCommand({
          ApplicationId: application,
          EnvironmentId: environment,
          ...(next !== undefined && { NextToken: next }),
        }),
      );
      // The newest first. While one of any profile goes on, AppConfig takes no other in this environment.
      for (const {
        DeploymentNumber,
        ConfigurationName,
        ConfigurationVersion,
        State,
      } of page.Items ?? []) {
        if (meaningOf(appConfigStates, State) === 'under-way') {
          underWay =
            `deployment ${DeploymentNumber} to ${environment} is ${State}, and AppConfig takes no other meanwhile. ` +
            'Wait until it is over; a strategy without a bake time makes that short.';
        }
        if (ConfigurationName === name && meaningOf(appConfigStates, State) === 'succeeded') {
          return { current: Number(ConfigurationVersion), underWay };
        }
      }
      next = page.NextToken;
    } while (next !== undefined);
    return { current: undefined, underWay };
  }

  async function read({ application, profile }: FlagPlace, version: number): Promise<Content> {
    const { Content: bytes } = await client.send(
      new GetHostedConfigurationVersionCommand({
        ApplicationId: application,
        ConfigurationProfileId: profile,
        VersionNumber: version,
      }),
    );
    return z.parse(content, JSON.parse(Buffer.from(bytes ?? []).toString()));
  }
}

/** A flag with variants is several, each with its own condition: none of them is "the" flag. */
function flagsOf({ values }: Content): Record<string, OnOff> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([flag, { enabled }]) =>
      enabled === undefined ? [] : [[flag, enabled ? 'on' : 'off'] as const],
    ),
  );
}

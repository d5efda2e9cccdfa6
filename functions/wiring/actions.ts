import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { alarmExecutors } from '#adapters/actions/alarms.ts';
import { automationExecutors } from '#adapters/actions/automations.ts';
import { cacheExecutors } from '#adapters/actions/caches.ts';
import { databaseExecutors } from '#adapters/actions/databases.ts';
import { deploymentExecutors } from '#adapters/actions/deployments.ts';
import { ecsExecutors } from '#adapters/actions/ecs.ts';
import { featureFlagExecutors } from '#adapters/actions/feature-flags.ts';
import { parameterExecutors } from '#adapters/actions/parameters.ts';
import { askDatabase } from '#adapters/aws/rds-data.ts';
import { actionLog } from '#adapters/dynamodb/action-log.ts';
import { now } from '#adapters/node/clock.ts';
import { newToken } from '#adapters/node/tokens.ts';
import { actionOperations } from '#app/actions/action-operations.ts';
import { combineExecutors } from '#app/actions/executors.ts';
import { api } from '#app/api/api.ts';
import type { Operations } from '#app/api/operation.ts';
import type { OperationId } from '#contract/api.ts';
import type { Environment } from '#contract/environment.ts';
import type { Family } from '#core/setup/action-families.ts';
import { callers } from '#functions/wiring/callers.ts';
import { configurationOf, table, writer } from '#functions/wiring/clients.ts';
import type { ActionExecutors } from '#ports/actions.ts';

/* One function for each kind of right (ADR 16). */

type Acting = Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256'>;

export const actingOnDatabases = (env: Acting) =>
  acting('database', env, combineExecutors(databaseExecutors(askDatabase()), parameterExecutors()));

export const actingOnCompute = (env: Acting) => acting('compute', env, ecsExecutors());

export const actingOnConfiguration = (env: Acting) =>
  acting('configuration', env, combineExecutors(parameterExecutors(), featureFlagExecutors()));

export const actingOnCaches = (env: Acting) => acting('cache', env, cacheExecutors({ newToken }));

export const actingOnDeployments = (env: Acting) =>
  acting(
    'deployment',
    env,
    deploymentExecutors({
      ecs: () => new ECSClient({}),
      codeDeploy: () => new CodeDeployClient({}),
    }),
  );

export function actingOnMonitoring(
  env: Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256' | 'SCHEDULE_GROUP' | 'SCHEDULER_ROLE_ARN'>,
) {
  const { SCHEDULE_GROUP: group, SCHEDULER_ROLE_ARN: roleArn } = env;
  return acting('monitoring', env, alarmExecutors({ now, group, roleArn }));
}

export const runningAutomations = (env: Acting) => acting('automation', env, automationExecutors());

/** Each family has the hands of its own function and no others. */
function acting<Each extends Family>(family: Each, env: Acting, hands: ActionExecutors) {
  const configuration = configurationOf(env);
  const { incidents, handle } = writer(env);
  const operations = actionOperations({
    ...{ family, configuration, incidents, handle, newToken, now },
    hands,
    log: actionLog(table(env)),
  });
  return api({
    ...callers(env, configuration),
    operations: operations as Operations<OperationId>,
    now,
  });
}

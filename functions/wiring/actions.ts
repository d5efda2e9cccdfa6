import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { alarmHands } from '#adapters/actions/alarms.ts';
import { automationHands } from '#adapters/actions/automations.ts';
import { cacheHands } from '#adapters/actions/caches.ts';
import { databaseHands } from '#adapters/actions/databases.ts';
import { deploymentHands } from '#adapters/actions/deployments.ts';
import { ecsHands } from '#adapters/actions/ecs.ts';
import { featureFlagHands } from '#adapters/actions/feature-flags.ts';
import { parameterHands } from '#adapters/actions/parameters.ts';
import { askDatabase } from '#adapters/aws/rds-data.ts';
import { actionLog } from '#adapters/dynamodb/action-log.ts';
import { now } from '#adapters/node/clock.ts';
import { newToken } from '#adapters/node/tokens.ts';
import { actionOperations } from '#app/actions/action-operations.ts';
import { together } from '#app/actions/hands.ts';
import { api } from '#app/api/api.ts';
import { authenticateCaller } from '#app/api/authenticate.ts';
import type { Operations } from '#app/api/operation.ts';
import type { OperationId } from '#contract/api.ts';
import type { Environment } from '#contract/environment.ts';
import type { Family } from '#core/setup/action-families.ts';
import { configurationOf, table, writer } from '#functions/wiring/clients.ts';
import type { Hands } from '#ports/actions.ts';

/* One function for each kind of right (ADR 16). */

type Acting = Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256'>;

export const actingOnDatabases = (env: Acting) =>
  acting('database', env, together(databaseHands(askDatabase()), parameterHands()));

export const actingOnCompute = (env: Acting) => acting('compute', env, ecsHands());

export const actingOnConfiguration = (env: Acting) =>
  acting('configuration', env, together(parameterHands(), featureFlagHands()));

export const actingOnCaches = (env: Acting) => acting('cache', env, cacheHands({ newToken }));

export const actingOnDeployments = (env: Acting) =>
  acting(
    'deployment',
    env,
    deploymentHands({ ecs: () => new ECSClient({}), codeDeploy: () => new CodeDeployClient({}) }),
  );

export function actingOnMonitoring(
  env: Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256' | 'SCHEDULE_GROUP' | 'SCHEDULER_ROLE_ARN'>,
) {
  const { SCHEDULE_GROUP: group, SCHEDULER_ROLE_ARN: roleArn } = env;
  return acting('monitoring', env, alarmHands({ now, group, roleArn }));
}

export const runningAutomations = (env: Acting) => acting('automation', env, automationHands());

/** Each family has the hands of its own function and no others. */
function acting<Each extends Family>(family: Each, env: Acting, hands: Hands) {
  const configuration = configurationOf(env);
  const { incidents, handle } = writer(env);
  const operations = actionOperations({
    ...{ family, configuration, incidents, handle, newToken, now },
    hands,
    log: actionLog(table(env)),
  });
  return api({
    authenticate: authenticateCaller({ configuration, adminTokenSha256: env.ADMIN_TOKEN_SHA256 }),
    operations: operations as Operations<OperationId>,
    now,
  });
}

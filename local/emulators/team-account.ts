import { arnOf } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import { type Alarms, alarmsEmulator } from '#local/emulators/alarms.ts';
import { appConfigEmulator, type Flags, sampleFlags } from '#local/emulators/appconfig.ts';
import { cloudFrontEmulator, elastiCacheEmulator } from '#local/emulators/caches.ts';
import { cloudTrailEmulator } from '#local/emulators/cloudtrail.ts';
import { codeDeployEmulator } from '#local/emulators/codedeploy.ts';
import { ecsEmulator } from '#local/emulators/ecs.ts';
import type { Inventory } from '#local/emulators/inventory.ts';
import { type KeptLogs, logsEmulator } from '#local/emulators/logs.ts';
import { metricsEmulator } from '#local/emulators/metrics.ts';
import { rdsEmulator, type Snapshots } from '#local/emulators/rds.ts';
import { rdsDataEmulator } from '#local/emulators/rds-data.ts';
import { secretsEmulator } from '#local/emulators/secrets.ts';
import { type Parameters, sampleParameters, ssmEmulator } from '#local/emulators/ssm.ts';
import type { StateFile } from '#local/state-file.ts';
import type { AwsService } from '#local/wire/aws-wire.ts';

/** What a team has in its account besides the pager: what is looked into and changed during an incident. */
export function teamAccount(deps: {
  clock: Clock;
  /** Of the pager itself. */
  logs: KeptLogs;
  inventory: Inventory;
  stored: <Value>(name: string, initial: Value) => StateFile<Value>;
}): Record<string, AwsService> {
  const { clock, stored, inventory } = deps;
  const alarms = stored<Alarms>('alarms.json', {});
  const isAlarm = (name: string) =>
    Object.hasOwn(alarms.value, name) || inventory.has(arnOf('cloudwatch', `alarm:${name}`));
  return {
    logs: logsEmulator(deps.logs, inventory),
    cloudwatch: metricsEmulator(alarmsEmulator(alarms), clock, isAlarm),
    cloudtrail: cloudTrailEmulator,
    codedeploy: codeDeployEmulator({ clock, inventory }),
    ecs: ecsEmulator({ clock, inventory }),
    rds: rdsEmulator({ clock, inventory, snapshots: stored<Snapshots>('snapshots.json', {}) }),
    'rds-data': rdsDataEmulator(inventory),
    secretsmanager: secretsEmulator,
    ssm: ssmEmulator(stored<Parameters>('parameters.json', structuredClone(sampleParameters))),
    appconfig: appConfigEmulator({ clock, file: stored<Flags>('flags.json', sampleFlags()) }),
    cloudfront: cloudFrontEmulator({ clock, inventory }),
    elasticache: elastiCacheEmulator({ clock, inventory }),
  };
}

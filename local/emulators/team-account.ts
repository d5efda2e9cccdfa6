import type { Clock } from '#local/clock/clock.ts';
import { type Alarms, alarmsEmulator } from '#local/emulators/alarms.ts';
import { appConfigEmulator, type Flags, sampleFlags } from '#local/emulators/appconfig.ts';
import { cloudFrontEmulator, elastiCacheEmulator } from '#local/emulators/caches.ts';
import { cloudTrailEmulator } from '#local/emulators/cloudtrail.ts';
import { codeDeployEmulator } from '#local/emulators/codedeploy.ts';
import { ecsEmulator } from '#local/emulators/ecs.ts';
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
  stored: <Value>(name: string, initial: Value) => StateFile<Value>;
}): Record<string, AwsService> {
  const { clock, stored } = deps;
  return {
    logs: logsEmulator(deps.logs),
    cloudwatch: metricsEmulator(alarmsEmulator(stored<Alarms>('alarms.json', {})), clock),
    cloudtrail: cloudTrailEmulator,
    codedeploy: codeDeployEmulator({ clock }),
    ecs: ecsEmulator({ clock }),
    rds: rdsEmulator({ clock, snapshots: stored<Snapshots>('snapshots.json', {}) }),
    'rds-data': rdsDataEmulator,
    secretsmanager: secretsEmulator,
    ssm: ssmEmulator(stored<Parameters>('parameters.json', structuredClone(sampleParameters))),
    appconfig: appConfigEmulator({ clock, file: stored<Flags>('flags.json', sampleFlags()) }),
    cloudfront: cloudFrontEmulator({ clock }),
    elasticache: elastiCacheEmulator({ clock }),
  };
}

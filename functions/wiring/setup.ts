import * as sns from '#adapters/aws/sns.ts';
import { ensureSmsSettings } from '#adapters/aws/sns-settings.ts';
import { log } from '#adapters/node/log.ts';
import type { Environment } from '#contract/environment.ts';
import { configurationOf, snsApi } from '#functions/wiring/clients.ts';
import type { SyncSubscriptions } from '#ports/setup.ts';

/* What follows from a new configuration. */

export function keepingSmsSettings(env: Environment<'SMS_STATUS_ROLE_ARN'>) {
  return ensureSmsSettings(snsApi(), { deliveryStatusRoleArn: env.SMS_STATUS_ROLE_ARN });
}

function syncing(
  env: Environment<'EMAIL_TOPIC_ARN' | 'SES_FROM' | 'STAKEHOLDERS_TOPIC_ARN'>,
): SyncSubscriptions {
  const sync = sns.syncSubscriptions(snsApi(), {
    email: env.EMAIL_TOPIC_ARN,
    stakeholders: env.STAKEHOLDERS_TOPIC_ARN,
  });
  if (env.SES_FROM === '') return sync;
  // SES writes to people by itself: nobody is asked to confirm a subscription that is never used.
  return wanted => sync({ ...wanted, people: [] });
}

/** After a new configuration: subscriptions and settings are made what it says. */
export function reconcilingSubscriptions(
  env: Environment<
    'TABLE_NAME' | 'EMAIL_TOPIC_ARN' | 'SES_FROM' | 'STAKEHOLDERS_TOPIC_ARN' | 'SMS_STATUS_ROLE_ARN'
  >,
) {
  const [sync, ensureSmsSettings] = [syncing(env), keepingSmsSettings(env)];
  const configuration = configurationOf(env);
  return async (): Promise<void> => {
    const newest = await configuration.newest();
    if (newest === undefined) return;
    const { people, stakeholders } = newest.directory;
    const emails = Object.values(people).flatMap(({ email }) => email ?? []);
    const did = await sync({ people: emails, stakeholders });
    log('info', 'subscriptions are in line', { version: newest.version, changes: did.length });
    const changed = await ensureSmsSettings();
    log('info', 'settings for texts are in line', { changes: changed.length });
  };
}

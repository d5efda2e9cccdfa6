import * as queues from '#adapters/aws/queues.ts';
import * as sns from '#adapters/aws/sns.ts';
import { sendSms } from '#adapters/aws/sns-publish.ts';
import { ensureSmsSettings } from '#adapters/aws/sns-settings.ts';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { knownRootSecret } from '#adapters/dynamodb/root-secret.ts';
import { subscriptions } from '#adapters/dynamodb/subscriptions.ts';
import { textCap } from '#adapters/dynamodb/text-cap.ts';
import { knownWebhookSecret, webhookSecret } from '#adapters/dynamodb/webhook-secret.ts';
import { now } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { newToken } from '#adapters/node/tokens.ts';
import { eventSecret } from '#adapters/outside/event-secret.ts';
import { api } from '#app/api/api.ts';
import { mailAddressesOf, shareOutStakeholders } from '#app/communication/listed-stakeholders.ts';
import { viaTopicMax } from '#app/communication/stakeholder-operations.ts';
import { subscribe } from '#app/communication/subscribe.ts';
import { configure } from '#app/setup/configure.ts';
import { setupOperations } from '#app/setup/setup-operations.ts';
import type { OperationOf } from '#contract/api.ts';
import type { Environment } from '#contract/environment.ts';
import type { Audience } from '#core/communication/stakeholders.ts';
import { callers } from '#functions/wiring/callers.ts';
import { configurationOf, rosterOf, snsApi, sqs, table, texts } from '#functions/wiring/clients.ts';
import { emailing, linkingTo, type Mailing } from '#functions/wiring/communication.ts';
import { makingRoot } from '#functions/wiring/root.ts';
import type { SyncSubscriptions } from '#ports/setup.ts';

/* The configuration, and what follows from a new one. */

export function answeringSetup(
  env: Environment<
    'TABLE_NAME' | 'ADMIN_TOKEN_SHA256' | 'EFFECTS_QUEUE_URL' | 'STATUS_PAGE_QUEUE_URL'
  >,
) {
  const configuration = configurationOf(env);
  const queueSync = queues.queueSubscriptionSync(sqs(), env.EFFECTS_QUEUE_URL);
  const queuePage = queues.queueStatusPage(sqs(), env.STATUS_PAGE_QUEUE_URL);
  const [root, ofWebhooks] = [makingRoot(env), webhookSecret(table(env), newToken)];
  const knownRoot = knownRootSecret(table(env));
  const secret = async () => {
    // First: of what it finds links were made before.
    await root();
    return ofWebhooks();
  };
  const queueSubscriptionSync = async () => {
    // Made here, so that nothing which the internet can reach has to make it.
    await secret();
    await queueSync();
    await queuePage();
  };
  return api<OperationOf<'setup'>>({
    ...callers(env, configuration),
    operations: setupOperations({
      configure: configure({
        ...{ configuration, queueSubscriptionSync, now },
        ...{ incidents: incidentStore(table(env)), roster: rosterOf(env) },
        adminTokenSha256: env.ADMIN_TOKEN_SHA256,
      }),
      webhookSecret: secret,
      knownWebhookSecret: knownWebhookSecret(table(env)),
      webhooks: async () => (await configuration.newest())?.directory.webhooks ?? [],
      async eventSecret(name, version) {
        const known = await knownRoot();
        return known && eventSecret(known.secret, name, version);
      },
    }),
    now,
  });
}

export function keepingSmsSettings(env: Environment<'SMS_STATUS_ROLE_ARN'>) {
  return ensureSmsSettings(snsApi(), { deliveryStatusRoleArn: env.SMS_STATUS_ROLE_ARN });
}

function syncing(
  env: Environment<'EMAIL_TOPIC_ARN' | 'SES_FROM' | 'STAKEHOLDERS_TOPIC_ARN'>,
): SyncSubscriptions {
  const topics = { email: env.EMAIL_TOPIC_ARN, stakeholders: env.STAKEHOLDERS_TOPIC_ARN };
  const sync = sns.syncSubscriptions(snsApi(), topics, log);
  if (env.SES_FROM === '') return sync;
  // SES writes to people by itself: nobody is asked to confirm a subscription that is never used.
  return wanted => sync({ ...wanted, people: [] });
}

/** After a new configuration: subscriptions and settings are made what it says. */
export function reconcilingSubscriptions(
  env: Mailing &
    Environment<'TABLE_NAME' | 'PUBLIC_URL' | 'STAKEHOLDERS_TOPIC_ARN' | 'SMS_STATUS_ROLE_ARN'>,
) {
  const [sync, ensureSmsSettings] = [syncing(env), keepingSmsSettings(env)];
  const configuration = configurationOf(env);
  const asksByItself = env.SES_FROM === '';
  const shareOut = shareOutStakeholders({
    subscriptions: subscriptions(table(env)),
    subscribe: subscribe({
      ...{ subscriptions: subscriptions(table(env)), asksByItself, now },
      sendEmail: emailing(env),
      sendSms: sendSms(texts()),
      mayText: textCap(table(env)),
      linkTo: linkingTo(makingRoot(env), env.PUBLIC_URL),
    }),
    byUsMax: asksByItself ? viaTopicMax : Number.POSITIVE_INFINITY,
    log,
  });
  return async (): Promise<void> => {
    const newest = await configuration.newest();
    if (newest === undefined) return;
    const { people } = newest.directory;
    const stakeholders = await shareOut(newest.directory);
    const emails = Object.values(people).flatMap(({ email }) => email ?? []);
    // With SES nobody is told by the topic, and there may be many thousands.
    const mailsOf = async (audience: Audience) =>
      asksByItself ? mailAddressesOf(subscriptions(table(env)), audience) : [];
    const [mails, kept] = [await mailsOf('stakeholders'), await mailsOf('customers')];
    const did = await sync({ people: [...new Set([...emails, ...mails])], stakeholders, kept });
    log('info', 'subscriptions are in line', { version: newest.version, changes: did.length });
    const changed = await ensureSmsSettings();
    log('info', 'settings for texts are in line', { changes: changed.length });
  };
}

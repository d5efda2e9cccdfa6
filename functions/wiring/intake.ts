import * as queues from '#adapters/aws/queues.ts';
import { keepRaw, putObject } from '#adapters/aws/raw-webhooks.ts';
import { alertIndex } from '#adapters/dynamodb/alert-index.ts';
import { heardIntegrations } from '#adapters/dynamodb/heard-integrations.ts';
import { heartbeats } from '#adapters/dynamodb/heartbeats.ts';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { receipts } from '#adapters/dynamodb/receipts.ts';
import { now, pause } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { newToken, receiptIds } from '#adapters/node/tokens.ts';
import { authenticateCaller, authenticateIntegration } from '#app/api/authenticate.ts';
import { acceptWebhook, repeatMemory } from '#app/intake/accept-webhook.ts';
import { dropIn } from '#app/intake/drop-in.ts';
import { heartbeatDoor, takeBeat } from '#app/intake/heartbeat-door.ts';
import { heedAsks } from '#app/intake/heed-asks.ts';
import { heldAlerts, takeUpHeld } from '#app/intake/held-alerts.ts';
import { ingest } from '#app/intake/ingest.ts';
import { opsgenieHeartbeats } from '#app/intake/opsgenie-heartbeats.ts';
import { signingSecrets } from '#app/intake/signing-secrets.ts';
import { stormWatch } from '#app/intake/storm-watch.ts';
import { triageBatch } from '#app/intake/triage-batch.ts';
import type { Environment } from '#contract/environment.ts';
import { configurationOf, rosterOf, sqs, table, writer } from '#functions/wiring/clients.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/* Webhooks are accepted; alerts become incidents. */

type Taking = Environment<'TABLE_NAME' | 'ALERTS_QUEUE_URL' | 'INTEGRATION_KEY_SHA256'>;

/** `configuration`: read once for all doors of a function. */
function authenticating(
  configuration: ConfigurationStore,
  env: Environment<'TABLE_NAME' | 'INTEGRATION_KEY_SHA256'>,
) {
  const { INTEGRATION_KEY_SHA256: integrationKeySha256 } = env;
  const heard = heardIntegrations(table(env));
  return authenticateIntegration({ configuration, integrationKeySha256, heard, now, log });
}

export function acceptingWebhooks(
  env: Taking & Environment<'REPEATS_QUEUE_URL'>,
  configuration = configurationOf(env),
) {
  return acceptWebhook({
    configuration,
    authenticate: authenticating(configuration, env),
    accept: queues.accept(sqs(), { alerts: env.ALERTS_QUEUE_URL, repeats: env.REPEATS_QUEUE_URL }),
    repeats: repeatMemory(),
    isStorm: stormWatch(),
    verifySns: async message => {
      const { fetchCertificate, verifySnsMessage } = await import('#adapters/aws/sns-signature.ts');
      return verifySnsMessage({ fetchCertificate, now }, message);
    },
    verifySmn: async message => {
      const smn = await import('#adapters/outside/smn-signature.ts');
      return smn.verifySmnMessage({ fetchCertificate: smn.fetchCertificate, now }, message);
    },
    heard: heardIntegrations(table(env)),
    signingSecrets: signingSecrets(async arn => {
      const { readSecretText } = await import('#adapters/aws/secrets.ts');
      const { signedCall } = await import('#adapters/aws/signed-call.ts');
      const service = { service: 'secretsmanager' };
      return readSecretText(signedCall(service, process.env), 'tocsin:signatures')(arn);
    }, now),
    confirmSns: async envelope => {
      const { confirmSubscription } = await import('#adapters/aws/sns-subscription.ts');
      await confirmSubscription(envelope);
    },
    confirmSmn: async message => {
      const { confirmSmnSubscription } = await import('#adapters/outside/smn-signature.ts');
      await confirmSmnSubscription(message);
    },
    newReceiptId: receiptIds(env.INTEGRATION_KEY_SHA256).next,
    now,
    log,
  });
}

function takingBeats(env: Taking, configuration: ConfigurationStore) {
  // One that waits in the lane of repeats would be missed in a storm.
  const { ALERTS_QUEUE_URL: alerts } = env;
  return takeBeat({
    configuration,
    accept: queues.accept(sqs(), { alerts, repeats: alerts }),
    newReceiptId: receiptIds(env.INTEGRATION_KEY_SHA256).next,
    now,
  });
}

export function answeringHeartbeats(env: Taking & Environment<'ADMIN_TOKEN_SHA256'>) {
  const configuration = configurationOf(env);
  return heartbeatDoor({
    authenticateKey: authenticating(configuration, env),
    authenticateToken: authenticateCaller({
      configuration,
      adminTokenSha256: env.ADMIN_TOKEN_SHA256,
    }),
    beat: takingBeats(env, configuration),
  });
}

export function droppingIn(env: Parameters<typeof acceptingWebhooks>[0]) {
  const configuration = configurationOf(env);
  return dropIn({
    accept: acceptingWebhooks(env, configuration),
    authenticate: authenticating(configuration, env),
    incidents: incidentStore(table(env)),
    alerts: alertIndex(table(env)),
    receipts: receipts(table(env)),
    beat: takingBeats(env, configuration),
    heartbeats: opsgenieHeartbeats({ configuration, heartbeats: heartbeats(table(env)), now }),
    newKey: newToken,
  });
}

export function takingUpHeld(env: Environment<'TABLE_NAME' | 'ALERTS_QUEUE_URL'>) {
  const { ALERTS_QUEUE_URL: alerts } = env;
  return takeUpHeld({
    alerts: alertIndex(table(env)),
    accept: queues.accept(sqs(), { alerts, repeats: alerts }),
    // Nobody is given these.
    newReceiptId: receiptIds(newToken()).next,
  });
}

export function ingesting(env: Environment<'TABLE_NAME' | 'ARCHIVE_BUCKET' | 'REPEATS_QUEUE_URL'>) {
  const configuration = configurationOf(env);
  return ingest({
    settle: triageBatch({
      ...writer(env),
      alerts: alertIndex(table(env)),
      configuration,
      roster: rosterOf(env),
      pause,
    }),
    heed: heedAsks({ ...writer(env), alerts: alertIndex(table(env)) }),
    keepRaw: keepRaw(putObject(env.ARCHIVE_BUCKET, process.env), newToken),
    receipts: receipts(table(env)),
    heartbeats: heartbeats(table(env)),
    integrations: heardIntegrations(table(env)),
    configuration,
    held: heldAlerts({ alerts: alertIndex(table(env)) }),
    incidents: writer(env).incidents,
    queueRest: queues.queueRest(sqs(), env.REPEATS_QUEUE_URL),
    now,
    log,
  });
}

import * as queues from '#adapters/aws/queues.ts';
import { readSecret } from '#adapters/aws/secrets.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import { s3Vault } from '#adapters/aws/vault.ts';
import { effectLedger } from '#adapters/dynamodb/effect-ledger.ts';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { openReviews } from '#adapters/dynamodb/open-reviews.ts';
import { postmortemStore } from '#adapters/dynamodb/postmortem-store.ts';
import { now } from '#adapters/node/clock.ts';
import { emitFigures } from '#adapters/node/log.ts';
import { outsideCall } from '#adapters/outside/outside-call.ts';
import { createIssue } from '#adapters/outside/trackers.ts';
import { api } from '#app/api/api.ts';
import { evidenceOperations } from '#app/evidence/evidence-operations.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { actionItemOperations } from '#app/review/action-item-operations.ts';
import { exportActionItem } from '#app/review/export-action-item.ts';
import { exportOperations } from '#app/review/export-operations.ts';
import { postmortemOperations } from '#app/review/postmortem-operations.ts';
import { publishFigures } from '#app/review/publish-figures.ts';
import { statsOperations } from '#app/review/stats-operations.ts';
import type { OperationOf } from '#contract/api.ts';
import type { Environment } from '#contract/environment.ts';
import { callers } from '#functions/wiring/callers.ts';
import { configurationOf, rosterOf, sqs, table, writer } from '#functions/wiring/clients.ts';

/* What comes after an incident. */

export function exportingActionItems(env: Environment<'TABLE_NAME' | 'EFFECTS_QUEUE_URL'>) {
  const secrets = { service: 'secretsmanager' };
  return exportActionItem({
    ...writer(env),
    ledger: effectLedger(table(env)),
    configuration: configurationOf(env),
    createIssue: createIssue({
      call: outsideCall(),
      readSecret: readSecret(signedCall(secrets, process.env)),
      now,
    }),
    queueIssueAgain: queues.queueIssueAgain(sqs(), env.EFFECTS_QUEUE_URL),
  });
}

export function publishingFigures(env: Environment<'TABLE_NAME' | 'FIGURES_NAMESPACE'>) {
  return publishFigures({
    ledger: effectLedger(table(env)),
    incidents: incidentStore(table(env)),
    configuration: configurationOf(env),
    emit: emitFigures(env.FIGURES_NAMESPACE),
    now,
  });
}

export function answeringReview(
  env: Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256' | 'ARCHIVE_BUCKET' | 'ARCHIVE_QUEUE_URL'>,
) {
  const configuration = configurationOf(env);
  const roster = rosterOf(env);
  const { incidents, handle } = writer(env);
  const { keyed, once } = idempotentCommands({ incidents, configuration, handle });
  const about = { incidents, configuration, once, now };
  return api<OperationOf<'review'>>({
    ...callers(env, configuration),
    operations: {
      ...evidenceOperations({
        incidents,
        configuration,
        openVault: async () => s3Vault(env.ARCHIVE_BUCKET, now, process.env),
        queueArchive: queues.queueArchive(sqs(), env.ARCHIVE_QUEUE_URL),
        now,
      }),
      ...postmortemOperations({ ...about, postmortems: postmortemStore(table(env)) }),
      ...statsOperations({ incidents, configuration, now }),
      ...actionItemOperations({ ...about, openReviews: openReviews(table(env)) }),
      ...exportOperations({
        incidents,
        configuration,
        roster,
        handle,
        keyed,
        toYaml: async document => {
          const { incidentYaml } = await import('#adapters/formats/incident-yaml.ts');
          return incidentYaml(document);
        },
        now,
      }),
    },
    now,
  });
}

import * as queues from '#adapters/aws/queues.ts';
import { onCallChanges } from '#adapters/dynamodb/roster-store.ts';
import { replan } from '#app/oncall/replan.ts';
import type { Environment } from '#contract/environment.ts';
import { configurationOf, rosterOf, sqs, table, writer } from '#functions/wiring/clients.ts';

/** What follows from an override for the incidents that run. */
export function replanningIncidents(env: Environment<'TABLE_NAME' | 'EFFECTS_QUEUE_URL'>) {
  return replan({
    ...writer(env),
    changes: onCallChanges(table(env)),
    configuration: configurationOf(env),
    roster: rosterOf(env),
    queueReplan: queues.queueReplan(sqs(), env.EFFECTS_QUEUE_URL),
  });
}

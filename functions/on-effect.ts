import { log } from '#adapters/log.ts';
import { readEnvironment } from '#contract/environment.ts';
import { effectMessage } from '#contract/messages.ts';
import { queue } from '#functions/middleware.ts';
import { configurationOf, performing, syncing } from '#functions/runtime.ts';

const environment = readEnvironment(
  ['TABLE_NAME', 'EMAIL_TOPIC_ARN', 'STAKEHOLDERS_TOPIC_ARN'],
  process.env,
  ['SES_FROM'],
);
const perform = performing(environment);
const sync = syncing(environment);
const configuration = configurationOf(environment);

/** SQS, the effects queue: notices to the team, updates to stakeholders, subscriptions after a new configuration. */
export const handler = queue(async ({ body }) => {
  const effect = effectMessage.parse(JSON.parse(body));
  if (effect.kind !== 'sync-subscriptions') return perform(effect);

  const newest = await configuration.newest();
  if (newest === undefined) return;
  const { people, stakeholders } = newest.directory;
  const emails = Object.values(people).flatMap(({ email }) => email ?? []);
  const did = await sync({ people: emails, stakeholders });
  log('info', 'subscriptions are in line', { version: newest.version, changes: did.length });
});

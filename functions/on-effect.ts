import { log } from '#adapters/log.ts';
import { readEnvironment } from '#contract/environment.ts';
import { effectMessage } from '#contract/messages.ts';
import { queue } from '#functions/middleware.ts';
import {
  configurationOf,
  exportingActionItems,
  keepingSmsSettings,
  performing,
  syncing,
} from '#functions/runtime.ts';

const environment = readEnvironment(
  [
    'TABLE_NAME',
    'EMAIL_TOPIC_ARN',
    'STAKEHOLDERS_TOPIC_ARN',
    'SMS_STATUS_ROLE_ARN',
    'EFFECTS_QUEUE_URL',
  ],
  process.env,
  ['SES_FROM', 'SES_CONFIGURATION_SET'],
);
const perform = performing(environment);
const exportActionItem = exportingActionItems(environment);
const sync = syncing(environment);
const ensureSmsSettings = keepingSmsSettings(environment);
const configuration = configurationOf(environment);

/** SQS, the effects queue: notices, stakeholders, action items; after a new configuration subscriptions and settings. */
export const handler = queue(async ({ body }) => {
  const effect = effectMessage.parse(JSON.parse(body));
  if (effect.kind === 'issue') return exportActionItem(effect);
  if (effect.kind !== 'sync-subscriptions') return perform(effect);

  const newest = await configuration.newest();
  if (newest === undefined) return;
  const { people, stakeholders } = newest.directory;
  const emails = Object.values(people).flatMap(({ email }) => email ?? []);
  const did = await sync({ people: emails, stakeholders });
  log('info', 'subscriptions are in line', { version: newest.version, changes: did.length });
  const changed = await ensureSmsSettings();
  log('info', 'settings for texts are in line', { changes: changed.length });
});

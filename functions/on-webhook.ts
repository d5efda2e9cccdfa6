import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { acceptingWebhooks } from '#functions/wiring/intake.ts';

const environment = readEnvironment(
  ['TABLE_NAME', 'ALERTS_QUEUE_URL', 'REPEATS_QUEUE_URL', 'INTEGRATION_KEY_SHA256'],
  process.env,
);
const accept = acceptingWebhooks(environment);

/** HTTP API, POST /v1/alerts/{source}: authenticate, check, hand over to SQS, 202. Nothing else may fail here. */
export const handler = http((request, { source = '' }) => accept(source, request));

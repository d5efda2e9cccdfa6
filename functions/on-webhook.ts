import { asAlertmanager } from '#app/intake/accept-webhook.ts';
import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { acceptingWebhooks, answeringHeartbeats } from '#functions/wiring/intake.ts';

const environment = readEnvironment(
  [
    'TABLE_NAME',
    'ALERTS_QUEUE_URL',
    'REPEATS_QUEUE_URL',
    'INTEGRATION_KEY_SHA256',
    'ADMIN_TOKEN_SHA256',
  ],
  process.env,
);
const accept = acceptingWebhooks(environment);
const beat = answeringHeartbeats(environment);

/**
 * HTTP API, POST /v1/alerts/{source}: authenticate, check, hand over to SQS, 202. Nothing else may fail here. The same below
 * /api/{version}/alerts, where Prometheus and rulers like it push. POST and GET /v1/heartbeats/{name}: the same for what
 * says only that its sender lives.
 */
export const handler = http(
  async (request, { source, version, name = '' }) => {
    if (source === undefined) return beat(name, request);
    const answer = await accept(source, request);
    return version === undefined ? answer : asAlertmanager(answer);
  },
  () => import('#functions/request-body.ts'),
);

import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { answeringApi } from '#functions/wiring/api.ts';

const answer = answeringApi(
  readEnvironment(
    [
      'TABLE_NAME',
      'ADMIN_TOKEN_SHA256',
      'ALERTS_QUEUE_URL',
      'INTEGRATION_KEY_SHA256',
      'EFFECTS_QUEUE_URL',
      'EVENTS_QUEUE_URL',
      'CHAT_QUEUE_URL',
      'STATUS_PAGE_QUEUE_URL',
      'PUBLIC_URL',
      'EMAIL_TOPIC_ARN',
    ],
    process.env,
    ['SES_FROM', 'VOICE_ORIGINATION'],
  ),
);

/** HTTP API, everything under /v1 that no other function takes: the operations of contract/api.ts without `servedBy`. */
export const handler = http(
  request => answer(request),
  () => import('#functions/request-body.ts'),
);

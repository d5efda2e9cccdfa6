import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { droppingIn } from '#functions/wiring/intake.ts';

const answer = droppingIn(
  readEnvironment(
    ['TABLE_NAME', 'ALERTS_QUEUE_URL', 'REPEATS_QUEUE_URL', 'INTEGRATION_KEY_SHA256'],
    process.env,
  ),
);

/** HTTP API, ANY /v2/{proxy+} and PagerDuty's oldest address: what clients of other pagers send, answered as theirs do. */
export const handler = http(answer, () => import('#functions/request-body.ts'));

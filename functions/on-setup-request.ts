import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { answeringSetup } from '#functions/wiring/setup.ts';

const answer = answeringSetup(
  readEnvironment(
    ['TABLE_NAME', 'ADMIN_TOKEN_SHA256', 'EFFECTS_QUEUE_URL', 'STATUS_PAGE_QUEUE_URL'],
    process.env,
  ),
);

/** HTTP API, the operations of contract/api.ts that are served by `setup`: the one that may write the configuration. */
export const handler = http(request => answer(request));

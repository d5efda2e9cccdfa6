import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { answeringReview } from '#functions/wiring/review.ts';

const answer = answeringReview(
  readEnvironment(
    ['TABLE_NAME', 'ADMIN_TOKEN_SHA256', 'ARCHIVE_BUCKET', 'ARCHIVE_QUEUE_URL'],
    process.env,
  ),
);

/** HTTP API, the operations of contract/api.ts that are served by `review`: what comes after an incident. */
export const handler = http(request => answer(request));

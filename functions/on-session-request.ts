import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { answeringSessions } from '#functions/wiring/sessions.ts';

const answer = answeringSessions(
  readEnvironment(['TABLE_NAME', 'ADMIN_TOKEN_SHA256', 'EMAIL_TOPIC_ARN'], process.env, [
    'SES_FROM',
  ]),
);

/** HTTP API, the operations of contract/api.ts that are served by `sessions`: the one that may let somebody in. */
export const handler = http(request => answer(request));

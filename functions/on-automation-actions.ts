import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { runningAutomations } from '#functions/wiring/actions.ts';

const answer = runningAutomations(
  readEnvironment(['TABLE_NAME', 'ADMIN_TOKEN_SHA256'], process.env),
);

/** HTTP API, the actions on whatever a team has automated itself: planned, approved where that is asked for, and carried out. */
export const handler = http(request => answer(request));

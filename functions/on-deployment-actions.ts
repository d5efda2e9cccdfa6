import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { actingOnDeployments } from '#functions/wiring/actions.ts';

const answer = actingOnDeployments(
  readEnvironment(['TABLE_NAME', 'ADMIN_TOKEN_SHA256'], process.env),
);

/** HTTP API, the actions on which version of a service runs: planned, approved where that is asked for, and carried out. */
export const handler = http(request => answer(request));

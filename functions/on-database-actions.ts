import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { actingOnDatabases } from '#functions/wiring/actions.ts';

const answer = actingOnDatabases(
  readEnvironment(['TABLE_NAME', 'ADMIN_TOKEN_SHA256'], process.env),
);

/** HTTP API, the actions on what databases may hold: planned, approved where that is asked for, and carried out. */
export const handler = http(request => answer(request));

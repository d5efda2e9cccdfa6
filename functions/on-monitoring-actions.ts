import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { actingOnMonitoring } from '#functions/wiring/actions.ts';

const answer = actingOnMonitoring(
  readEnvironment(
    ['TABLE_NAME', 'ADMIN_TOKEN_SHA256', 'SCHEDULE_GROUP', 'SCHEDULER_ROLE_ARN'],
    process.env,
  ),
);

/** HTTP API, alarms for a while: planned, approved where that is asked for, and carried out. */
export const handler = http(request => answer(request));

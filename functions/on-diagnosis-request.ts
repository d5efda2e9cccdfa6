import { readEnvironment } from '#contract/environment.ts';
import { http } from '#functions/middleware.ts';
import { answeringDiagnosis } from '#functions/wiring/diagnosis.ts';

const answer = answeringDiagnosis(
  readEnvironment(['TABLE_NAME', 'ADMIN_TOKEN_SHA256'], process.env),
);

/** HTTP API, the operations of contract/api.ts that are served by `diagnosis`: looking into services, changing nothing. */
export const handler = http(request => answer(request));

import { sessionStore } from '#adapters/dynamodb/sessions.ts';
import { now } from '#adapters/node/clock.ts';
import { authenticateCaller, authenticateSession } from '#app/api/authenticate.ts';
import type { Environment } from '#contract/environment.ts';
import { table } from '#functions/wiring/clients.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Who may ask the API: whoever has a token, and whoever signed in. */
export function callers(
  env: Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256'>,
  configuration: ConfigurationStore,
) {
  const sessions = sessionStore(table(env));
  return {
    authenticate: authenticateCaller({ configuration, adminTokenSha256: env.ADMIN_TOKEN_SHA256 }),
    authenticateSession: authenticateSession({ configuration, sessions, now }),
  };
}

import { configurationStore } from '#adapters/dynamodb/configuration-store.ts';
import { sessionStore } from '#adapters/dynamodb/sessions.ts';
import { newToken } from '#adapters/node/tokens.ts';
import { setCookie } from '#app/api/session-cookie.ts';
import { startSession } from '#app/setup/sign-in.ts';
import { fromEpochMs } from '#core/time/instant.ts';
import { ownTable } from '#local/own-table.ts';

/** Whom one may be on one's own machine: anybody of the team. Nothing that is deployed has this door. */
export function localSignIn(deps: { dynamodbPort: number; table: string; now: () => number }) {
  const table = ownTable(deps.dynamodbPort, deps.table);
  const now = () => fromEpochMs(deps.now());
  const start = startSession({ sessions: sessionStore(table), newToken, now });

  async function people(): Promise<{ id: string; name: string; isAdmin: boolean }[]> {
    const directory = (await configurationStore(table, now).newest())?.directory;
    return Object.entries(directory?.people ?? {}).map(([id, { name, admin = false }]) => ({
      ...{ id, name },
      isAdmin: admin,
    }));
  }

  return {
    people,
    /** The cookie of a session; `undefined`: there is no such person. */
    async signIn(person: string, userAgent: string | undefined): Promise<string | undefined> {
      if (!(await people()).some(({ id }) => id === person)) return undefined;
      const headers = { 'user-agent': userAgent };
      const { token } = await start({ person, way: 'local' }, { headers });
      return setCookie(token, false);
    },
  };
}

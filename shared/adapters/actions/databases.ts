import { idleSql, integrityQueries, terminateSql } from '#core/actions/database.ts';
import type { ActionExecutors } from '#ports/actions.ts';
import type { AskDatabase } from '#ports/diagnosis.ts';

/** PostgreSQL by the RDS Data API. */
export function databaseExecutors(ask: AskDatabase): ActionExecutors {
  return {
    looks: {
      integrity: async ({ kind }) => ({ kind }),
      async 'idle-connections'({ kind, database, idleSeconds }) {
        const found = await ask(database, idleSql(idleSeconds));
        if ('unreadable' in found) return found;
        const connections = found.rows.map(([pid, began, idle, application]) => ({
          pid: Number(pid),
          began: began ?? '',
          idle: idle ?? '',
          application: application ?? '',
        }));
        return { kind, connections };
      },
    },
    steps: {
      async 'terminate-connection'({ database, connection: { pid, began } }) {
        const ended = await ask(database, terminateSql(pid, began));
        if ('unreadable' in ended) return { failed: `${pid}: ${ended.unreadable}` };
        const [answer] = ended.rows[0] ?? [];
        if (answer === undefined) {
          return { done: `${pid} is not idle any more, and was left alone` };
        }
        return answer === 'true' ? { done: `${pid} ended` } : { failed: `${pid} did not end` };
      },
      async 'verify-integrity'({ database }) {
        const wrong: string[] = [];
        for (const { what, sql } of integrityQueries) {
          const found = await ask(database, sql);
          if ('unreadable' in found) return { failed: `${what}: ${found.unreadable}` };
          const names = found.rows.map(([name]) => name ?? '?');
          if (names.length > 0) wrong.push(`${what}: ${names.join(', ')}`);
        }
        const looked = integrityQueries.map(({ what }) => what).join(', ');
        return wrong.length === 0
          ? { done: `${database.name}: no ${looked}` }
          : { failed: `${database.name} has ${wrong.join('; ')}` };
      },
    },
  };
}

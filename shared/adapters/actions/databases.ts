import { idleSql, integrityQueries, terminateSql } from '#core/actions/database.ts';
import type { AskDatabase, Hands } from '#ports';

/** PostgreSQL by the RDS Data API; what is no question to a database is for the hands beside these. */
export function databaseHands(ask: AskDatabase, others: Hands): Hands {
  return {
    async look(look) {
      if (look.kind === 'integrity') return { kind: look.kind };
      if (look.kind !== 'idle-connections') return others.look(look);
      const found = await ask(look.database, idleSql(look.idleSeconds));
      if ('unreadable' in found) return found;
      const connections = found.rows.map(([pid, began, idle, application]) => ({
        pid: Number(pid),
        began: began ?? '',
        idle: idle ?? '',
        application: application ?? '',
      }));
      return { kind: look.kind, connections };
    },

    async perform(step) {
      switch (step.kind) {
        case 'terminate-connection': {
          const { pid, began } = step.connection;
          const ended = await ask(step.database, terminateSql(pid, began));
          if ('unreadable' in ended) return { failed: `${pid}: ${ended.unreadable}` };
          const [answer] = ended.rows[0] ?? [];
          if (answer === undefined)
            return { done: `${pid} is not idle any more, and was left alone` };
          return answer === 'true' ? { done: `${pid} ended` } : { failed: `${pid} did not end` };
        }
        case 'verify-integrity': {
          const wrong: string[] = [];
          for (const { what, sql } of integrityQueries) {
            const found = await ask(step.database, sql);
            if ('unreadable' in found) return { failed: `${what}: ${found.unreadable}` };
            const names = found.rows.map(([name]) => name ?? '?');
            if (names.length > 0) wrong.push(`${what}: ${names.join(', ')}`);
          }
          const looked = integrityQueries.map(({ what }) => what).join(', ');
          return wrong.length === 0
            ? { done: `${step.database.name}: no ${looked}` }
            : { failed: `${step.database.name} has ${wrong.join('; ')}` };
        }
        default:
          return others.perform(step);
      }
    },
  };
}

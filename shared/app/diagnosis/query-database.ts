import { advice, type Diagnosed, servicesAsked } from '#app/diagnosis/services-asked.ts';
import {
  type DatabaseQuery,
  databaseQueries,
  type Rows,
} from '#core/diagnosis/database-queries.ts';
import type { Instant } from '#core/time/instant.ts';
import type { AskDatabase } from '#ports/diagnosis.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

export interface DatabaseAnswer {
  at: Instant;
  databases: {
    service: string;
    results: (Rows & { query: DatabaseQuery['id']; title: string })[];
  }[];
  incomplete: string[];
}

/** The runbook's questions to PostgreSQL (R14), asked of each service's database. */
export function queryDatabase(deps: {
  configuration: ConfigurationStore;
  askDatabase: AskDatabase;
  now: Now;
}) {
  return async (asked: {
    service?: string;
    query?: DatabaseQuery['id'];
  }): Promise<Diagnosed<DatabaseAnswer>> => {
    const services = await servicesAsked(deps.configuration, asked.service);
    if (!('found' in services)) return services;
    const databases = services.found.flatMap(([service, { evidence }]) =>
      evidence?.database === undefined ? [] : [{ service, database: evidence.database }],
    );
    if (databases.length === 0) {
      const example =
        'database: { cluster: arn:aws:rds:…, secret: arn:aws:secretsmanager:…, name: … }';
      return { advice: advice(services.found, example) };
    }
    const answer: DatabaseAnswer = { at: deps.now(), databases: [], incomplete: [] };
    const wanted = databaseQueries.filter(
      ({ id }) => asked.query === undefined || id === asked.query,
    );
    for (const { service, database } of databases) {
      const results: DatabaseAnswer['databases'][number]['results'] = [];
      for (const { id, title, sql } of wanted) {
        const rows = await deps.askDatabase(database, sql);
        if ('unreadable' in rows) answer.incomplete.push(`${service}, ${id}: ${rows.unreadable}`);
        else results.push({ query: id, title, ...rows });
      }
      answer.databases.push({ service, results });
    }
    return answer;
  };
}

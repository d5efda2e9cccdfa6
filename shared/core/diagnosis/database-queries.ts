/** What the runbook asks of PostgreSQL (R14). Reading only; limited, because a busy database has many rows of each. */
export const databaseQueries = [
  {
    id: 'long-running',
    title: 'Queries that run for more than 5 minutes',
    sql: `SELECT pid, date_trunc('second', now() - query_start)::text AS duration, state, left(query, 200) AS query
FROM pg_stat_activity
WHERE now() - query_start > interval '5 minutes' AND state <> 'idle' AND pid <> pg_backend_pid()
ORDER BY query_start
LIMIT 50`,
  },
  {
    id: 'connections',
    title: 'Connections by state',
    sql: `SELECT coalesce(state, 'background') AS state, count(*) AS connections,
       sum(count(*)) OVER () AS total, current_setting('max_connections')::int AS max_connections
FROM pg_stat_activity
GROUP BY 1
ORDER BY 2 DESC`,
  },
  {
    id: 'lock-waits',
    title: 'Locks that are waited for, and who holds them',
    sql: `SELECT waiting.pid, waiting.locktype, waiting.mode, waiting.relation::regclass::text AS relation,
       array_to_string(pg_blocking_pids(waiting.pid), ',') AS blocked_by, left(activity.query, 200) AS query
FROM pg_locks waiting
LEFT JOIN pg_stat_activity activity USING (pid)
WHERE NOT waiting.granted
LIMIT 50`,
  },
] as const;
export type DatabaseQuery = (typeof databaseQueries)[number];
export const databaseQueryIds = databaseQueries.map(({ id }) => id);

export interface Rows {
  columns: string[];
  /** As text; `null` where the database has none. */
  rows: (string | null)[][];
}

import * as z from 'zod/mini';
import { define } from '#core/actions/action.ts';
import { parseDuration } from '#core/time/duration-text.ts';

/* What is done to a PostgreSQL, through the RDS Data API. */

const example =
  '{ cluster: arn:aws:rds:…, secret: arn:aws:secretsmanager:…, name: payments, idleFor: 10m }';

export const killIdle = define({
  name: 'db:connections:kill-idle',
  family: 'database',
  summary: 'end connections that have done nothing for a while',
  options: [],
  approval: 'none',
  field: 'database',
  example,
  inputs: z.strictObject({}),
  look: (_, { idleFor, ...database }) => ({
    kind: 'idle-connections',
    database,
    idleSeconds: parseDuration(idleFor) ?? 600,
  }),
  plan: (_, { idleFor: _idleFor, ...database }, { connections }) => ({
    steps: connections.map(connection => ({
      kind: 'terminate-connection',
      database,
      connection,
    })),
    notes: [],
  }),
});

export const verifyIntegrity = define({
  name: 'db:verify:integrity',
  family: 'database',
  summary: 'look for broken indexes, constraints that do not hold and damaged pages',
  options: [],
  approval: 'none',
  readsOnly: true,
  field: 'database',
  example,
  inputs: z.strictObject({}),
  look: (_, { idleFor: _idleFor, ...database }) => ({ kind: 'integrity', database }),
  plan: (_, { idleFor: _idleFor, ...database }) => ({
    steps: [{ kind: 'verify-integrity', database }],
    notes: [],
  }),
});

/** Connections of others to this database that are idle and in no transaction; ours is left alone. */
export function idleSql(seconds: number): string {
  return `SELECT pid, backend_start::text AS began, date_trunc('second', now() - state_change)::text AS idle,
       coalesce(application_name, '') AS application
FROM pg_stat_activity
WHERE state = 'idle' AND datname = current_database() AND pid <> pg_backend_pid()
  AND now() - state_change > interval '${Math.round(seconds)} seconds'
ORDER BY state_change
LIMIT 200`;
}

/** Only the very connection that was seen idle, and only if it still is: process ids are used again. */
export function terminateSql(pid: number, began: string): string {
  return `SELECT pg_terminate_backend(pid)::text AS ended FROM pg_stat_activity
WHERE pid = ${Math.round(pid)} AND state = 'idle' AND backend_start::text = '${began.replaceAll("'", "''")}'`;
}

/** Each answers a row for every thing that is wrong. */
export const integrityQueries = [
  {
    what: 'invalid indexes',
    sql: 'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid OR NOT indisready LIMIT 50',
  },
  {
    what: 'constraints that were never validated',
    sql: "SELECT conrelid::regclass::text || '.' || conname AS name FROM pg_constraint WHERE NOT convalidated LIMIT 50",
  },
  {
    what: 'databases with damaged pages',
    sql: 'SELECT datname AS name FROM pg_stat_database WHERE coalesce(checksum_failures, 0) > 0 LIMIT 50',
  },
] as const;

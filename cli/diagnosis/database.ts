import type { Command } from 'commander';
import { attach, show } from '#cli/diagnosis/attaching.ts';
import { missingText } from '#cli/diagnosis/logs.ts';
import { type LookOptions, withDisplayOptions } from '#cli/diagnosis/windows.ts';
import { CliFailure } from '#cli/failure.ts';
import { textIn } from '#cli/files.ts';
import type { Display } from '#cli/incident-text.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import type { DatabaseAnswer } from '#contract/diagnosis.ts';
import { databaseQueries } from '#core/diagnosis/database-queries.ts';

type DatabaseOptions = LookOptions & { url?: string; urlFile?: string };

/** The runbook's questions to PostgreSQL (R14): through the RDS Data API, or directly with a connection string. */
export function addDatabaseCommands(program: Command, session: Session): void {
  withDisplayOptions(
    program.command('db:queries').summary('long-running queries, connections, lock waits'),
  )
    .description(
      'Asks PostgreSQL for long-running queries, connections and lock waits. Reading only. Through the RDS Data API ' +
        'as tocsin.yaml says, or directly: the address with its password stands in TOCSIN_DATABASE_URL or in a file.',
    )
    .option('--url-file <file>', 'ask the database directly whose address is in this file')
    .option('--url <postgresql://…>', 'the same; everybody on this machine can see it meanwhile')
    .action(async (options: DatabaseOptions) => {
      const url = await addressOf(session, options);
      const answer =
        url === undefined ? await throughApi(session, options) : await directly(session, url);
      await show(session, options, answer, databaseText(answer, session.display), () =>
        attach(session, options, {
          kind: 'database',
          title: 'Database queries',
          summary: summaryOf(answer),
        }),
      );
    });
}

/** What stands on a command line is in the list of processes and in the history of the shell. */
async function addressOf(
  { surroundings }: Session,
  { url, urlFile }: DatabaseOptions,
): Promise<string | undefined> {
  const { env, terminal } = surroundings;
  if (urlFile !== undefined) return (await textIn(surroundings, urlFile)).trim();
  if (url !== undefined && /:[^/@]*@/.test(url)) {
    terminal.error(
      'Warning: everybody on this machine can see a password behind --url. Put the address into TOCSIN_DATABASE_URL or a file for --url-file.',
    );
  }
  return url ?? env.TOCSIN_DATABASE_URL;
}

async function throughApi(session: Session, { service }: DatabaseOptions): Promise<DatabaseAnswer> {
  return session.call('queryDatabase', { query: { service } });
}

async function directly(session: Session, url: string): Promise<DatabaseAnswer> {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new CliFailure('usage', 'That is not the address of a PostgreSQL database.', {
      next: 'It looks like postgresql://reader@database.example.com:5432/payments',
    });
  }
  // Loaded only here: nothing else talks to a database.
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    statement_timeout: 10_000,
    application_name: 'tocsin db:queries',
    // Whatever the user may do: this looks and changes nothing.
    options: '-c default_transaction_read_only=on',
  });
  const results: DatabaseAnswer['databases'][number]['results'] = [];
  const incomplete: string[] = [];
  try {
    await client.connect();
    for (const { id, title, sql } of databaseQueries) {
      try {
        const { fields, rows } = await client.query({ text: sql, rowMode: 'array' });
        const asText = (rows as unknown[][]).map(row => row.map(textOf));
        results.push({ query: id, title, columns: fields.map(({ name }) => name), rows: asText });
      } catch (error) {
        incomplete.push(`${id}: ${messageOf(error)}`);
      }
    }
  } catch (error) {
    throw new CliFailure('unreachable', `The database cannot be asked: ${messageOf(error)}`, {
      next: 'Is the address right, and can it be reached from here? Without --url, db:queries asks through the API.',
    });
  } finally {
    await client.end().catch(() => undefined);
  }
  const databases = [{ service: 'this database', results }];
  return { at: session.surroundings.now(), databases, incomplete };
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** Never the connection string: it has a password in it. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

function summaryOf({ databases }: DatabaseAnswer): string {
  return databases
    .flatMap(({ service, results }) =>
      results.map(({ title, columns, rows }) => {
        const first = rows[0]
          ?.map((value, index) => `${columns[index]} ${value ?? '-'}`)
          .join(', ');
        return `${service}, ${title}: ${rows.length === 0 ? 'none' : `${rows.length} rows, first ${first}`}`;
      }),
    )
    .join('; ');
}

function databaseText({ databases, incomplete }: DatabaseAnswer, display: Display): string[] {
  return [
    ...databases.flatMap(({ service, results }) =>
      results.flatMap(({ title, columns, rows }) => [
        display.paint('bold', `${service}: ${title}`),
        rows.length === 0
          ? 'None.'
          : table(
              columns.map(name => name.toUpperCase()),
              rows.map(row => row.map(value => value ?? '-')),
              { ...display, last: 'cut' },
            ),
        '',
      ]),
    ),
    ...missingText(incomplete, display),
  ];
}

import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '#local/free-port.ts';
import { run } from '../cli/run.ts';

/*
 * The runbook's questions (R14) to a real PostgreSQL. Debian's package brings the programs; where they are missing, or
 * where nobody but the administrator may run them, these tests are skipped and say so.
 */

const installed = '/usr/lib/postgresql';
const programs = existsSync(installed)
  ? readdirSync(installed)
      .map(version => join(installed, version, 'bin'))
      .find(folder => existsSync(join(folder, 'initdb')))
  : undefined;
const isRoot = process.getuid?.() === 0;
/** PostgreSQL refuses to run as root. */
const user: { uid?: number; gid?: number } | undefined = isRoot ? idOf('postgres') : {};

describe.skipIf(programs === undefined || user === undefined)('PostgreSQL, asked directly', () => {
  let folder = '';
  let url = '';
  let holder: pg.Client;
  let waiter: pg.Client;

  const starts = (name: string, args: string[]) =>
    execFileSync(join(programs ?? '', name), args, { stdio: 'pipe', cwd: folder, ...user });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tocsin-postgres-'));
    if (user?.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
    const data = join(folder, 'data');
    const port = await freePort();
    starts('initdb', ['-D', data, '-U', 'tocsin', '-A', 'trust', '--no-sync']);
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -k ${folder} -c fsync=off`;
    starts('pg_ctl', ['-D', data, '-o', options, '-l', join(folder, 'log'), '-w', 'start']);
    url = `postgresql://tocsin@127.0.0.1:${port}/postgres`;
    holder = new pg.Client({ connectionString: url });
    waiter = new pg.Client({ connectionString: url });
    await Promise.all([holder.connect(), waiter.connect()]);
    await holder.query('CREATE TABLE payments (id int)');
  });

  afterAll(async () => {
    await holder?.query('ROLLBACK').catch(() => undefined);
    await Promise.all([holder?.end(), waiter?.end()]);
    starts('pg_ctl', ['-D', join(folder, 'data'), '-m', 'immediate', 'stop']);
    rmSync(folder, { recursive: true });
  });

  test('tells its connections, and who waits for whose lock', async () => {
    await holder.query('BEGIN; LOCK TABLE payments IN ACCESS EXCLUSIVE MODE');
    const waiting = waiter.query('SELECT * FROM payments').catch(() => undefined);
    const isWaiting = async () => {
      const { rows } = await holder.query(
        'SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted',
      );
      return (rows as { n: number }[])[0]?.n === 1;
    };
    await expect.poll(isWaiting, { timeout: 600_000 }).toBe(true);

    const { exitCode, out } = await run(['db:queries', '--json'], {
      env: { TOCSIN_DATABASE_URL: url },
    });
    expect(exitCode).toBe(0);
    const answer = JSON.parse(out) as {
      incomplete: string[];
      databases: { results: { query: string; columns: string[]; rows: string[][] }[] }[];
    };
    expect(answer.incomplete).toEqual([]);
    const [longRunning, connections, locks] = answer.databases[0]?.results ?? [];
    expect(longRunning?.rows).toEqual([]);
    const total = Number(connections?.rows[0]?.[connections.columns.indexOf('total')]);
    expect(total).toBeGreaterThanOrEqual(3);
    expect(locks?.rows).toEqual([
      [
        expect.any(String),
        'relation',
        'AccessShareLock',
        'payments',
        String((holder as unknown as { processID: number }).processID),
        'SELECT * FROM payments',
      ],
    ]);
    await holder.query('ROLLBACK');
    await waiting;
  });

  test('that is away is said, without its password', async () => {
    const gone = 'postgresql://tocsin:hunter2@127.0.0.1:1/postgres';
    const { exitCode, error } = await run(['db:queries', `--url=${gone}`]);
    expect(exitCode).toBe(3);
    expect(error).toContain('The database cannot be asked');
    expect(error).not.toContain('hunter2');
  });
});

function idOf(name: string): { uid: number; gid: number } | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { dirname, join } from 'node:path';
import { javaNeeded } from '#local/emulators/java.ts';
import { StartFailure } from '#local/start-failure.ts';
import type { Table } from '#local/template/stores.ts';
import type { AwsRequest, AwsResponse } from '#local/wire/aws-wire.ts';
import { CallError, callJson, forward, signature } from '#local/wire/forward.ts';

/** DynamoDB Local as a child process. */
export interface DynamoDb {
  port: number;
  /** Creates the tables that are not there yet; answers with the ARN of each table's stream, by table name. */
  createTables(tables: readonly Table[]): Promise<Record<string, string>>;
  handle(request: AwsRequest): Promise<AwsResponse>;
  stop(): Promise<void>;
}

const stopWithinMs = 10_000;

/** Without a directory nothing is kept. */
export async function startDynamoDb(options: {
  java: string;
  directory?: string;
  /** Gives up, and leaves no process behind. */
  signal: AbortSignal;
}): Promise<DynamoDb> {
  const port = await freePort();
  if (options.directory !== undefined) await writeAhead(options.directory);
  const child = launch(options.java, port, options.directory);
  try {
    await up(child, port, options.signal);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return {
    port,
    async createTables(tables) {
      const streams: Record<string, string> = {};
      for (const table of tables) {
        const stream = await createTable(port, table);
        if (stream !== undefined) streams[table.name] = stream;
      }
      return streams;
    },
    handle({ method, headers, body }) {
      const signed = { ...headers, authorization: signature('dynamodb') };
      return forward(port, { method, path: '/', headers: signed, body });
    },
    stop: () => stop(child),
  };
}

/**
 * DynamoDB Local keeps its tables in SQLite, whose usual journal makes the disk sync several times for each write. The
 * file itself says that it is written ahead instead, which takes one: a write is six times as fast, and as safe.
 */
async function writeAhead(directory: string): Promise<void> {
  // Loaded only here: who keeps nothing does not need it.
  const { DatabaseSync } = await import('node:sqlite');
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, 'shared-local-instance.db'));
  database.exec('PRAGMA journal_mode = WAL');
  database.close();
}

/**
 * Through a shell that ends it when our end of a pipe closes: a killed stack then leaves no orphan behind. In a session
 * of its own, so that Ctrl-C reaches only us and the functions can finish first.
 */
function launch(java: string, port: number, directory: string | undefined): ChildProcess {
  const jar = createRequire(import.meta.url).resolve(
    'amplify-dynamodb-simulator/emulator/DynamoDBLocal.jar',
  );
  const storage = directory === undefined ? ['-inMemory'] : ['-dbPath', directory];
  const given = [
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    // The data is SQLite's and not on this heap; a storm of alerts needs a third of it.
    '-Xmx192m',
    '-Djava.library.path=DynamoDBLocal_lib',
    ...['-jar', jar, '-sharedDb', '-disableTelemetry', '-port', String(port), ...storage],
  ];
  const cwd = dirname(jar);
  if (process.platform === 'win32') return spawn(java, given, { cwd, stdio: 'pipe' });
  const script =
    'exec 3<&0; "$@" & child=$!; (cat <&3 >/dev/null; kill $child) 2>/dev/null & watch=$!; ' +
    'wait $child; kill $watch 2>/dev/null';
  return spawn('/bin/sh', ['-c', script, 'dynamodb-local', java, ...given], {
    cwd,
    stdio: 'pipe',
    detached: true,
  });
}

async function up(child: ChildProcess, port: number, signal: AbortSignal): Promise<void> {
  let said = '';
  let exited = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
  }
  child.on('exit', () => {
    exited = true;
  });
  child.on('error', error => {
    exited = true;
    said += error.message;
  });
  while (!exited) {
    signal.throwIfAborted();
    try {
      await forward(port, { method: 'GET', path: '/', headers: {}, body: '' });
      return;
    } catch {
      // Not listening yet.
      await new Promise(resolve => setTimeout(resolve, 40));
    }
  }
  if (said.includes('UnsupportedClassVersionError')) {
    throw new StartFailure(javaNeeded('the one on this machine is older'));
  }
  throw new StartFailure(`DynamoDB Local did not start: ${said.trim() || 'it said nothing'}`);
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  child.stdin?.end();
  if (process.platform === 'win32') child.kill();
  // It closes its files in a moment; one that does not is not waited for.
  const patience = setTimeout(() => killAll(child), stopWithinMs);
  return ended.finally(() => clearTimeout(patience));
}

function killAll(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
  else process.kill(-child.pid, 'SIGKILL');
}

/** Creates the table, or checks that a stored one still has the shape that the template asks for. */
async function createTable(port: number, table: Table): Promise<string | undefined> {
  const call = <Answer>(operation: string, input: object) =>
    callJson<Answer>(port, `DynamoDB_20120810.${operation}`, { TableName: table.name, ...input });
  try {
    await call('CreateTable', {
      ...table.shape,
      BillingMode: 'PAY_PER_REQUEST',
      ...(table.streamView !== undefined && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: table.streamView },
      }),
    });
    if (table.timeToLiveAttribute !== undefined) {
      await call('UpdateTimeToLive', {
        TimeToLiveSpecification: { Enabled: true, AttributeName: table.timeToLiveAttribute },
      });
    }
  } catch (error) {
    if (!(error instanceof CallError && error.code === 'ResourceInUseException')) throw error;
  }
  const { Table: stored } = await call<{ Table: StoredTable }>('DescribeTable', {});
  const wanted = (table.shape.GlobalSecondaryIndexes ?? []).map(index => index.IndexName);
  const present = (stored.GlobalSecondaryIndexes ?? []).map(index => index.IndexName);
  if (wanted.sort().join() !== present.sort().join()) {
    throw new StartFailure(
      `The stored table ${table.name} has the indexes ${present.join(', ') || '(none)'}, the stack ` +
        `wants ${wanted.join(', ') || '(none)'}. Start with another --data directory, or remove this one.`,
    );
  }
  return stored.LatestStreamArn;
}

interface StoredTable {
  LatestStreamArn?: string;
  GlobalSecondaryIndexes?: { IndexName: string }[];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

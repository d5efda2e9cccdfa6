import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
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

const upWithinMs = 20_000;

/** Without a directory nothing is kept. */
export async function startDynamoDb(options: { directory?: string }): Promise<DynamoDb> {
  const java = await findJava();
  const port = await freePort();
  const child = launch(java, port, options.directory);
  try {
    await up(child, port);
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

async function findJava(): Promise<string> {
  const home = process.env.JAVA_HOME;
  for (const java of [...(home ? [join(home, 'bin', 'java')] : []), 'java']) {
    try {
      await promisify(execFile)(java, ['-version']);
      return java;
    } catch {
      // Not this one; macOS has a `java` that only says that there is none.
    }
  }
  throw new StartFailure(
    'No Java runtime found, and DynamoDB Local needs one. Install it (Debian, Ubuntu: ' +
      '`sudo apt-get install default-jre-headless`; macOS: `brew install openjdk`) and start again.',
  );
}

/**
 * Through a shell that ends it when our end of a pipe closes: a killed stack then leaves no orphan behind. In a session
 * of its own, so that Ctrl-C reaches only us and the functions can finish first.
 */
function launch(java: string, port: number, directory: string | undefined): ChildProcess {
  const jar = createRequire(import.meta.url).resolve(
    'amplify-dynamodb-simulator/emulator/DynamoDBLocal.jar',
  );
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const storage = directory === undefined ? ['-inMemory'] : ['-dbPath', directory];
  const given = [
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
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

async function up(child: ChildProcess, port: number): Promise<void> {
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
  const deadline = performance.now() + upWithinMs;
  while (performance.now() < deadline && !exited) {
    try {
      await forward(port, { method: 'GET', path: '/', headers: {}, body: '' });
      return;
    } catch {
      // Not listening yet.
      await new Promise(resolve => setTimeout(resolve, 40));
    }
  }
  throw new StartFailure(`DynamoDB Local did not start: ${said.trim() || 'it said nothing'}`);
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  child.stdin?.end();
  if (process.platform === 'win32') child.kill();
  return ended;
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

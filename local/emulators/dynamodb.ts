import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { cache } from '#local/cache.ts';
import { javaNeeded } from '#local/emulators/java.ts';
import { type ClassArchive, classArchive } from '#local/emulators/java-classes.ts';
import { freePort } from '#local/free-port.ts';
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
/** The first of all writes down what it had loaded, which on a busy machine is the work of half a minute. */
const firstStopWithinMs = 60_000;
/** One that ends more often than this within a minute is not brought back by starting it again. */
const restartsPerMinute = 3;

/** Without a directory nothing is kept. */
export async function startDynamoDb(options: {
  java: string;
  directory?: string;
  /** Gives up, and leaves no process behind. */
  signal: AbortSignal;
  /** Told what became of one that ended by itself and is there again. */
  revived?: (line: string) => void;
  /** One that ended by itself is gone for good; in one line why, and what to do. */
  lost?: (line: string) => void;
  /** Where what Java had loaded is kept for the next one. */
  keep?: string;
}): Promise<DynamoDb> {
  const { directory } = options;
  const port = await freePort();
  const classes = classArchive(options.keep ?? cache, [options.java, jar]);
  if (directory !== undefined) await writeAhead(directory);
  let child = launch(options.java, port, directory, classes);
  let isStopped = false;
  const restarts: number[] = [];
  /** Over when it answers, for the first time or again. */
  let answering = up(child, port, options.signal);
  try {
    await answering;
  } catch (error) {
    // It has not loaded all that the next will need.
    classes.forget();
    await stop(child, classes);
    throw error;
  }
  watch();

  function watch(): void {
    child.once('exit', (code, signal) => {
      if (isStopped) return;
      answering = again(`The database ended by itself (${signal ?? `exit code ${code}`})`);
      // Whoever asks meanwhile hears of it.
      answering.catch(() => undefined);
    });
  }

  async function again(what: string): Promise<void> {
    const since = performance.now() - 60_000;
    const recent = restarts.filter(at => at > since);
    if (directory === undefined) {
      throw gone(`${what}, and with it everything: it was kept in memory only.`);
    }
    if (recent.length >= restartsPerMinute) {
      throw gone(
        `${what} ${recent.length + 1} times within a minute. What was kept is in ${directory}.`,
      );
    }
    restarts.push(performance.now());
    // What is left of it would keep the port.
    killAll(child);
    child = launch(options.java, port, directory, classes);
    watch();
    try {
      await up(child, port, options.signal);
    } catch (error) {
      throw isStopped ? error : gone(`${what} and cannot be started again: ${String(error)}`);
    }
    options.revived?.(`${what}; it was started again with what it had kept.`);
  }

  function gone(line: string): Error {
    options.lost?.(line);
    return new Error(line);
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
    async handle({ method, headers, body }) {
      await answering;
      const signed = { ...headers, authorization: signature('dynamodb') };
      return forward(port, { method, path: '/', headers: signed, body });
    },
    stop() {
      isStopped = true;
      return stop(child, classes);
    },
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

const jar = createRequire(import.meta.url).resolve(
  'amplify-dynamodb-simulator/emulator/DynamoDBLocal.jar',
);

/**
 * Through a shell that ends it when our end of a pipe closes: a killed stack then leaves no orphan behind. In a session
 * of its own, so that Ctrl-C reaches only us and the functions can finish first.
 */
function launch(
  java: string,
  port: number,
  directory: string | undefined,
  classes: ClassArchive,
): ChildProcess {
  const storage = directory === undefined ? ['-inMemory'] : ['-dbPath', directory];
  const beside = join(dirname(jar), 'DynamoDBLocal_lib');
  const libraries = readdirSync(beside).filter(file => file.endsWith('.jar'));
  const given = [
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    // The data is SQLite's and not on this heap; a storm of alerts needs a third of it.
    '-Xmx192m',
    ...classes.arguments,
    // It logs nothing here that anybody reads; what it has for that is a tenth of all it loads.
    '-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory',
    '-Djava.library.path=DynamoDBLocal_lib',
    // Not -jar: its manifest names a folder to find classes in, and from folders none are kept.
    ...[
      '-p',
      jar,
      '-cp',
      libraries
        .sort()
        .map(file => join(beside, file))
        .join(delimiter),
    ],
    ...['-m', 'DynamoDBLocal/com.amazonaws.services.dynamodbv2.local.main.ServerRunner'],
    ...['-sharedDb', '-disableTelemetry', '-port', String(port), ...storage],
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
  // The one from before modules does not even know what a path of them is.
  if (/UnsupportedClassVersionError|Unrecognized option: -p\b/.test(said)) {
    throw new StartFailure(javaNeeded('the one on this machine is older'));
  }
  throw new StartFailure(`DynamoDB Local did not start: ${said.trim() || 'it said nothing'}`);
}

async function stop(child: ChildProcess, classes: ClassArchive): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  child.stdin?.end();
  if (process.platform === 'win32') child.kill();
  // It closes its files in a moment; one that does not is not waited for.
  const patience = setTimeout(
    () => {
      classes.forget();
      killAll(child);
    },
    classes.isWriting ? firstStopWithinMs : stopWithinMs,
  );
  await ended;
  clearTimeout(patience);
  classes.keep();
}

function killAll(child: ChildProcess): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // There is nothing left of it.
  }
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

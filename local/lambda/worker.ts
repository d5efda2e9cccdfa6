import dnsPromises from 'node:dns/promises';
import { existsSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * The inside of one function instance: a thread with the function's environment and a clock that the stack moves.
 * What runs here is the bundle that would be deployed; it can tell no difference.
 */
export interface WorkerData {
  assetDirectory: string;
  handler: string;
  clock: SharedArrayBuffer;
  /** Where the function says until when it sleeps: epoch milliseconds, 0 when it does not. */
  sleep: SharedArrayBuffer;
  /** As Lambda writes a function's console: plain, or one JSON record per call. */
  logFormat: 'Text' | 'JSON';
  context: FunctionContext;
}

export interface FunctionContext {
  functionName: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  logGroupName: string;
}

export interface Invoke {
  kind: 'invoke';
  requestId: string;
  event: string;
  timeoutMs: number;
}

/** The clock has jumped: who sleeps until a moment that has passed by now wakes up. */
export interface ClockJumped {
  kind: 'clock-jumped';
}

export type Reply =
  | { kind: 'ready' }
  | { kind: 'broken'; error: FunctionError }
  | { kind: 'returned'; payload: string }
  | { kind: 'threw'; error: FunctionError };

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** Longer timers are time limits of clients, which a moved clock must not bring about. */
const sleepMaxMs = 1500;

const levels = {
  log: 'INFO',
  info: 'INFO',
  debug: 'DEBUG',
  trace: 'TRACE',
  warn: 'WARN',
  error: 'ERROR',
} as const;

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

if (parentPort !== null) await serve(workerData as WorkerData, parentPort);

async function serve(data: WorkerData, port: NonNullable<typeof parentPort>): Promise<void> {
  const reply = (message: Reply) => port.postMessage(message);
  shiftDate(data.clock);
  stayInside(process.env.AWS_ENDPOINT_URL ?? '');
  const wakeSleepers = sleepByClock(new BigInt64Array(data.sleep));
  const running: { requestId?: string } = {};
  if (data.logFormat === 'JSON') logRecords(running);
  let handler: Handler;
  try {
    handler = await load(data);
  } catch (error) {
    reply({ kind: 'broken', error: describe(error) });
    return;
  }
  port.on('message', (invoke: Invoke | ClockJumped) => {
    if (invoke.kind === 'clock-jumped') {
      wakeSleepers();
      return;
    }
    running.requestId = invoke.requestId;
    const endsAt = performance.now() + invoke.timeoutMs;
    const context = {
      ...data.context,
      awsRequestId: invoke.requestId,
      functionVersion: '$LATEST',
      logStreamName: 'local',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, Math.round(endsAt - performance.now())),
    };
    Promise.resolve()
      .then(() => handler(JSON.parse(invoke.event), context))
      .then(
        value => reply({ kind: 'returned', payload: JSON.stringify(value) ?? 'null' }),
        (error: unknown) => reply({ kind: 'threw', error: describe(error) }),
      );
  });
  reply({ kind: 'ready' });
}

async function load({ assetDirectory, handler }: WorkerData): Promise<Handler> {
  const [file = 'index', name = 'handler'] = handler.split('.');
  const path = ['.mjs', '.js', '.cjs']
    .map(extension => join(assetDirectory, file + extension))
    .find(existsSync);
  if (path === undefined) throw new Error(`No ${file} in ${assetDirectory}`);
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  const found = module[name] ?? (module.default as Record<string, unknown> | undefined)?.[name];
  if (typeof found !== 'function') throw new Error(`${path} exports no function ${name}`);
  return found as Handler;
}

/** Every way of asking for the present moment answers with the stack's clock; everything else of Date stays. */
function shiftDate(clock: SharedArrayBuffer): void {
  const offset = new BigInt64Array(clock);
  const realNow = Date.now;
  const now = () => realNow() + Number(Atomics.load(offset, 0));
  Date.now = now;
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
    apply: target => new target(now()).toString(),
  });
}

/**
 * A function may wait for the very moment of a deadline. That wait is by the stack's clock too, so that moving the clock
 * by an hour does not take the sum of all waits.
 */
function sleepByClock(earliest: BigInt64Array): () => void {
  const sleepers = new Map<NodeJS.Timeout, { dueAt: number; wake: () => void }>();
  const { setTimeout: setReal, clearTimeout: clearReal } = globalThis;

  function forget(timer: NodeJS.Timeout): void {
    if (sleepers.delete(timer)) tell();
  }

  function tell(): void {
    const next = Math.min(...[...sleepers.values()].map(({ dueAt }) => dueAt));
    Atomics.store(earliest, 0, sleepers.size === 0 ? 0n : BigInt(Math.ceil(next)));
  }

  function sleep(run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): NodeJS.Timeout {
    if (!(ms > 1 && ms <= sleepMaxMs)) return setReal(run, ms, ...given);
    const wake = () => {
      forget(timer);
      run(...given);
    };
    const timer = setReal(wake, ms);
    sleepers.set(timer, { dueAt: Date.now() + ms, wake });
    tell();
    return timer;
  }

  globalThis.setTimeout = Object.assign(sleep, setReal) as typeof setTimeout;
  globalThis.clearTimeout = timer => {
    if (typeof timer === 'object' && timer !== null) forget(timer as NodeJS.Timeout);
    clearReal(timer);
  };

  return () => {
    for (const [timer, { dueAt, wake }] of sleepers) {
      if (dueAt > Date.now()) continue;
      clearReal(timer);
      wake();
    }
  };
}

/**
 * What a function sends to the Internet goes to the inbox: names lead to a stand-in, and a request over https is one to
 * the local stack that says where it was meant to go.
 */
function stayInside(endpoint: string): void {
  const standIn = [{ address: '1.1.1.1', family: 4 }];
  Object.assign(dnsPromises, { lookup: async () => standIn });
  Object.assign(https, {
    request(options: https.RequestOptions, answer: (response: http.IncomingMessage) => void) {
      const { host, ...headers } = options.headers as Record<string, string>;
      const { method, signal } = options;
      return http.request(
        new URL('/_local/outside', endpoint),
        {
          headers: { ...headers, 'x-outside-url': `https://${host}${options.path ?? '/'}` },
          ...(method !== undefined && { method }),
          ...(signal !== undefined && { signal }),
        },
        answer,
      );
    },
  });
  syncBuiltinESMExports();
}

/** Lambda's JSON log format: time, level and request id around what was said. */
function logRecords(running: { requestId?: string }): void {
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, string][]) {
    console[method] = (...said: unknown[]) => {
      const [first] = said;
      const isObject = said.length === 1 && typeof first === 'object' && first !== null;
      const record = {
        timestamp: new Date().toISOString(),
        level,
        requestId: running.requestId,
        message: isObject && !(first instanceof Error) ? first : format(...said),
      };
      process.stdout.write(`${JSON.stringify(record)}\n`);
    };
  }
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  const trace = (error.stack ?? '').split('\n');
  if (error.cause !== undefined) trace.push(`Caused by: ${describe(error.cause).trace.join('\n')}`);
  return { errorType: error.name, errorMessage: error.message, trace };
}

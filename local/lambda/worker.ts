import { AsyncLocalStorage } from 'node:async_hooks';
import dnsPromises from 'node:dns/promises';
import { existsSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { flushCompileCache, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { callAwsThrough } from '#local/lambda/aws-channel.ts';

/**
 * The inside of one thread: instances of functions, at most one of each. Each has modules, an environment, a log and a
 * name of its own, and all have a clock that the stack moves. What runs here are the bundles that would be deployed; they
 * can tell no difference. (A thread for each would take three times the memory.)
 */
export interface WorkerData {
  clock: SharedArrayBuffer;
  endpoint: string;
  /** Where calls to AWS go. */
  aws: MessagePort;
}

export interface Load {
  kind: 'load';
  /** By ARN, in every message. */
  function: string;
  assetDirectory: string;
  handler: string;
  environment: Record<string, string>;
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
  function: string;
  requestId: string;
  event: string;
  /** The header of X-Ray, which goes on with each request of the SDK. */
  trace: string;
  timeoutMs: number;
}

/** The clock has jumped: who sleeps until a moment that has passed by now wakes up. */
export interface ClockJumped {
  kind: 'clock-jumped';
}

export type Reply = { function: string } & (
  | { kind: 'loaded' }
  | { kind: 'broken'; error: FunctionError }
  | { kind: 'returned'; payload: string }
  | { kind: 'threw'; error: FunctionError }
  | { kind: 'said'; line: string }
);

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

interface Instance {
  function: string;
  environment: Record<string, string>;
  context: FunctionContext;
  logFormat: Load['logFormat'];
  requestId?: string;
  /** What it waits for, by the timer that ends the wait. */
  sleepers: Map<NodeJS.Timeout, Sleeper>;
  sleepsUntil: BigInt64Array;
}

interface Sleeper {
  dueAt: number;
  wake: () => void;
}

/** Whose code runs: it follows every callback and every await. */
const running = new AsyncLocalStorage<Instance>();

if (parentPort !== null) serve(workerData as WorkerData, parentPort);

function serve(data: WorkerData, port: NonNullable<typeof parentPort>): void {
  const reply = (message: Reply) => port.postMessage(message);
  const instances = new Map<string, Instance & { handler: Promise<Handler> }>();
  shiftDate(data.clock);
  callAwsThrough(data.aws, data.endpoint);
  stayInside(data.endpoint);
  keepEnvironments();
  keepLogs(reply);
  sleepByClock();

  function load(given: Load): void {
    const instance: Instance = {
      ...given,
      sleepers: new Map(),
      sleepsUntil: new BigInt64Array(given.sleep),
    };
    const handler = running.run(instance, () => findHandler(given));
    instances.set(given.function, Object.assign(instance, { handler }));
    handler.then(
      () => {
        reply({ kind: 'loaded', function: given.function });
        // A thread is ended without a word, and what it has compiled would be forgotten.
        flushCompileCache();
      },
      error => reply({ kind: 'broken', function: given.function, error: describe(error) }),
    );
  }

  async function invoke(given: Invoke): Promise<void> {
    const instance = instances.get(given.function);
    if (instance === undefined) return;
    instance.requestId = given.requestId;
    instance.environment._X_AMZN_TRACE_ID = given.trace;
    const endsAt = performance.now() + given.timeoutMs;
    const context = {
      ...instance.context,
      awsRequestId: given.requestId,
      functionVersion: '$LATEST',
      logStreamName: 'local',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, Math.round(endsAt - performance.now())),
    };
    try {
      const handler = await instance.handler;
      const value = await running.run(instance, () => handler(JSON.parse(given.event), context));
      const payload = JSON.stringify(value) ?? 'null';
      reply({ kind: 'returned', function: given.function, payload });
    } catch (error) {
      reply({ kind: 'threw', function: given.function, error: describe(error) });
    }
  }

  port.on('message', (message: Load | Invoke | ClockJumped) => {
    switch (message.kind) {
      case 'load':
        load(message);
        break;
      case 'invoke':
        void invoke(message);
        break;
      case 'clock-jumped':
        wakeSleepers(instances.values());
        break;
      default:
        message satisfies never;
    }
  });
}

async function findHandler({ assetDirectory, handler }: Load): Promise<Handler> {
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

/** `process.env` is the environment of whoever asks. */
function keepEnvironments(): void {
  const own = () => running.getStore()?.environment ?? {};
  process.env = new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get: (_, name) => own()[String(name)],
      has: (_, name) => name in own(),
      set: (_, name, value) => Reflect.set(own(), name, String(value)),
      deleteProperty: (_, name) => Reflect.deleteProperty(own(), name),
      ownKeys: () => Object.keys(own()),
      getOwnPropertyDescriptor: (_, name) => {
        const found = Reflect.getOwnPropertyDescriptor(own(), name);
        return found && { ...found, configurable: true };
      },
    },
  );
}

/** What a function prints goes to its own log, in Lambda's JSON format if it asks for that. */
function keepLogs(reply: (said: Reply) => void): void {
  function say(text: string): boolean {
    const instance = running.getStore();
    if (instance === undefined) return false;
    for (const line of text.split('\n')) {
      if (line !== '') reply({ kind: 'said', function: instance.function, line });
    }
    return true;
  }

  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, string][]) {
    console[method] = (...said: unknown[]) => {
      const instance = running.getStore();
      if (instance?.logFormat !== 'JSON') return void say(format(...said));
      const [first] = said;
      const isObject = said.length === 1 && typeof first === 'object' && first !== null;
      const record = {
        timestamp: new Date().toISOString(),
        level,
        requestId: instance.requestId,
        message: isObject && !(first instanceof Error) ? first : format(...said),
      };
      say(JSON.stringify(record));
    };
  }
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as typeof stream.write;
    Object.assign(stream, {
      write: (...given: Parameters<typeof write>) => say(String(given[0])) || write(...given),
    });
  }
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
function sleepByClock(): void {
  const { setTimeout: setReal, clearTimeout: clearReal } = globalThis;

  function sleep(run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): NodeJS.Timeout {
    const instance = running.getStore();
    if (instance === undefined || !(ms > 1 && ms <= sleepMaxMs)) return setReal(run, ms, ...given);
    const wake = () => {
      clearReal(timer);
      forget(instance, timer);
      run(...given);
    };
    const timer = setReal(wake, ms);
    instance.sleepers.set(timer, { dueAt: Date.now() + ms, wake });
    tellSleep(instance);
    return timer;
  }

  globalThis.setTimeout = Object.assign(sleep, setReal) as typeof setTimeout;
  globalThis.clearTimeout = timer => {
    const instance = running.getStore();
    if (instance !== undefined && typeof timer === 'object' && timer !== null) {
      forget(instance, timer as NodeJS.Timeout);
    }
    clearReal(timer);
  };
}

function forget(instance: Instance, timer: NodeJS.Timeout): void {
  if (instance.sleepers.delete(timer)) tellSleep(instance);
}

function tellSleep({ sleepers, sleepsUntil }: Instance): void {
  const next = Math.min(...[...sleepers.values()].map(({ dueAt }) => dueAt));
  Atomics.store(sleepsUntil, 0, sleepers.size === 0 ? 0n : BigInt(Math.ceil(next)));
}

function wakeSleepers(instances: Iterable<Instance>): void {
  for (const instance of instances) {
    for (const { dueAt, wake } of instance.sleepers.values()) {
      // In its own name: the message of the clock came in nobody's.
      if (dueAt <= Date.now()) running.run(instance, wake);
    }
  }
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

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  const trace = (error.stack ?? '').split('\n');
  if (error.cause !== undefined) trace.push(`Caused by: ${describe(error.cause).trace.join('\n')}`);
  return { errorType: error.name, errorMessage: error.message, trace };
}

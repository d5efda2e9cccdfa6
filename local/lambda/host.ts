import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { region } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { FunctionLogs } from '#local/lambda/function-logs.ts';
import type {
  ClockJumped,
  FunctionError,
  Invoke,
  Reply,
  WorkerData,
} from '#local/lambda/worker.ts';
import type { LocalFunction } from '#local/template/wiring.ts';

/** Runs the bundled functions, each in threads of its own, one invocation at a time per thread. */
export interface LambdaHost {
  /** By ARN. Never rejects: a failure of the function is a value, as it is for Lambda's callers. */
  invoke(functionArn: string, event: unknown): Promise<Invoked>;
  /** Loads one thread of every function, so that the first event does not wait. Resolves to what failed to load. */
  warm(): Promise<{ functionName: string; error: FunctionError }[]>;
  /** Invocations that do anything but sleep. */
  busy(): string[];
  /** The earliest moment until which a running function sleeps. */
  nextWake(): number | undefined;
  /** Tells those who sleep that the clock has jumped. */
  clockJumped(): void;
  stop(): Promise<void>;
}

type Invoked = { payload: string } | { error: FunctionError };

/** As many instances of one function as two cores can use. */
const instancesMax = 4;
/** An invocation that asked nobody for anything for this long, and waits for a timer, sleeps. */
const asleepAfterMs = 5;
/** What is running when the stack stops may finish this long; after that it is redelivered at the next start. */
const finishWithinMs = 3000;

interface Instance {
  worker: Worker;
  ready: Promise<FunctionError | undefined>;
  /** Until when it sleeps, as it says itself; 0 when it does not. */
  sleep: BigInt64Array;
  /** Since when nothing has changed for it, by the machine's clock. */
  unchanged: { since: number; sleepUntil: number; calls: number };
  /** Called with the reply to the invocation in progress. */
  answer: ((reply: Reply) => void) | undefined;
}

interface Waiting {
  event: string;
  resolve: (invoked: Invoked) => void;
}

interface Pool {
  definition: LocalFunction;
  instances: Set<Instance>;
  idle: Instance[];
  waiting: Waiting[];
  running: number;
}

export function lambdaHost(deps: {
  functions: readonly LocalFunction[];
  clock: Clock;
  endpoint: string;
  logs: FunctionLogs;
  /** The calls of a function to AWS: those without an answer yet, and all since the start. */
  calls: (functionName: string) => { open: number; total: number };
}): LambdaHost {
  const pools = new Map<string, Pool>(
    deps.functions.map(definition => [
      definition.arn,
      { definition, instances: new Set(), idle: [], waiting: [], running: 0 },
    ]),
  );

  let stopping = false;

  function isAsleep(pool: Pool, instance: Instance): boolean {
    const sleepUntil = Number(Atomics.load(instance.sleep, 0));
    const { open, total } = deps.calls(pool.definition.name);
    const { unchanged } = instance;
    if (open > 0 || sleepUntil !== unchanged.sleepUntil || total !== unchanged.calls) {
      instance.unchanged = { since: performance.now(), sleepUntil, calls: total };
      return false;
    }
    if (sleepUntil <= deps.clock.now()) return false;
    return performance.now() - unchanged.since >= asleepAfterMs;
  }

  function start(pool: Pool): Instance {
    const { definition } = pool;
    const sleep = new SharedArrayBuffer(8);
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      env: environment(definition, deps.endpoint),
      stdout: true,
      stderr: true,
      workerData: {
        assetDirectory: definition.assetDirectory,
        handler: definition.handler,
        clock: deps.clock.shared,
        sleep,
        logFormat: definition.logFormat,
        context: {
          functionName: definition.name,
          invokedFunctionArn: definition.arn,
          memoryLimitInMB: String(definition.memoryMb),
          logGroupName: `/aws/lambda/${definition.name}`,
        },
      } satisfies WorkerData,
    });
    for (const stream of [worker.stdout, worker.stderr]) {
      createInterface({ input: stream }).on('line', line => deps.logs.add(definition.name, line));
    }
    const instance: Instance = {
      worker,
      sleep: new BigInt64Array(sleep),
      unchanged: { since: 0, sleepUntil: 0, calls: 0 },
      answer: undefined,
      ready: Promise.resolve(undefined),
    };
    instance.ready = new Promise(resolve => {
      const failed = (reply: Reply & { error: FunctionError }) => {
        retire(pool, instance);
        resolve(reply.error);
        instance.answer?.(reply);
      };
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'ready') resolve(undefined);
        else if (reply.kind === 'broken') failed(reply);
        else instance.answer?.(reply);
      });
      worker.on('error', error => failed(crashed('Runtime.Crashed', String(error))));
      worker.on('exit', () => failed(crashed('Runtime.ExitError', 'The instance ended')));
    });
    pool.instances.add(instance);
    return instance;
  }

  function retire(pool: Pool, instance: Instance): void {
    pool.instances.delete(instance);
    pool.idle = pool.idle.filter(other => other !== instance);
  }

  function pump(pool: Pool): void {
    while (pool.waiting.length > 0) {
      const canStart = pool.instances.size < instancesMax;
      const instance = pool.idle.pop() ?? (canStart ? start(pool) : undefined);
      const next = instance && pool.waiting.shift();
      if (instance === undefined || next === undefined) return;
      void run(pool, instance, next);
    }
  }

  async function run(pool: Pool, instance: Instance, { event, resolve }: Waiting): Promise<void> {
    const { definition } = pool;
    pool.running += 1;
    const broken = await instance.ready;
    const invoked = broken ? { error: broken } : await runOn(pool, instance, event);
    pool.running -= 1;
    if (pool.instances.has(instance)) pool.idle.push(instance);
    if ('error' in invoked && !stopping) deps.logs.failed(definition.name, invoked.error);
    resolve(invoked);
    pump(pool);
  }

  /** Timed by the machine's clock: a moved clock must not end what has just begun. */
  function runOn(pool: Pool, instance: Instance, event: string): Promise<Invoked> {
    const { definition } = pool;
    const timeoutMs = definition.timeoutSeconds * 1000;
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        retire(pool, instance);
        const text = `Task timed out after ${definition.timeoutSeconds.toFixed(2)} seconds`;
        instance.answer?.(crashed('Sandbox.Timedout', text));
        void instance.worker.terminate();
      }, timeoutMs);
      instance.answer = reply => {
        clearTimeout(timer);
        instance.answer = undefined;
        if (reply.kind === 'returned') resolve({ payload: reply.payload });
        else if (reply.kind === 'threw' || reply.kind === 'broken') resolve({ error: reply.error });
      };
      const invoke: Invoke = { kind: 'invoke', requestId: randomUUID(), event, timeoutMs };
      instance.worker.postMessage(invoke);
    });
  }

  return {
    invoke(functionArn, event) {
      const pool = pools.get(functionArn);
      if (pool === undefined) {
        return Promise.resolve(crashed('ResourceNotFoundException', `No function ${functionArn}`));
      }
      return new Promise(resolve => {
        pool.waiting.push({ event: JSON.stringify(event), resolve });
        pump(pool);
      });
    },
    async warm() {
      const loaded = await Promise.all(
        [...pools.values()].map(async pool => {
          const instance = start(pool);
          const error = await instance.ready;
          if (error === undefined) pool.idle.push(instance);
          return error && { functionName: pool.definition.name, error };
        }),
      );
      return loaded.filter(result => result !== undefined);
    },
    busy() {
      return [...pools.values()].flatMap(pool => {
        const { definition, running, waiting, instances } = pool;
        if (running + waiting.length === 0) return [];
        const asleep = [...instances].filter(one => one.answer && isAsleep(pool, one)).length;
        return running + waiting.length > asleep ? [`${definition.name} runs`] : [];
      });
    },
    nextWake() {
      const moments = [...pools.values()]
        .flatMap(({ instances }) => [...instances])
        .filter(instance => instance.answer !== undefined)
        .map(instance => Number(Atomics.load(instance.sleep, 0)))
        .filter(moment => moment > 0);
      return moments.length === 0 ? undefined : Math.min(...moments);
    },
    clockJumped() {
      const jumped: ClockJumped = { kind: 'clock-jumped' };
      for (const { instances } of pools.values()) {
        for (const { worker, answer } of instances) if (answer) worker.postMessage(jumped);
      }
    },
    async stop() {
      stopping = true;
      const deadline = performance.now() + finishWithinMs;
      const isRunning = () => [...pools.values()].some(({ running }) => running > 0);
      while (isRunning() && performance.now() < deadline) {
        await new Promise(resolve => setTimeout(resolve, 5));
      }
      const instances = [...pools.values()].flatMap(pool => [...pool.instances]);
      await Promise.all(instances.map(({ worker }) => worker.terminate()));
    },
  };
}

function crashed(errorType: string, errorMessage: string) {
  return { kind: 'broken' as const, error: { errorType, errorMessage, trace: [] } };
}

/** The template's environment and what Lambda itself sets; nothing of the environment of this process. */
function environment(definition: LocalFunction, endpoint: string): Record<string, string> {
  return {
    ...definition.environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_ACCESS_KEY_ID: definition.name,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: endpoint,
    // Deployed there are no such files; a laptop's own profile must not change what a function does.
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
  };
}

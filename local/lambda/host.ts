import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type MessagePort, Worker } from 'node:worker_threads';
import { region } from '#local/account.ts';
import { cache } from '#local/cache.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { FunctionLogs } from '#local/lambda/function-logs.ts';
import { nextTrace } from '#local/lambda/lineage.ts';
import type {
  ClockJumped,
  FunctionError,
  Invoke,
  Load,
  Reply,
  WorkerData,
} from '#local/lambda/worker.ts';
import type { LocalFunction } from '#local/template/wiring.ts';
import type { Steps } from '#local/wire/steps.ts';

/** Runs the bundled functions, each loaded when it is first called, one invocation at a time per instance. */
export interface LambdaHost {
  /** By ARN; `traces` are of what brought it about. Never rejects: a failure of the function is a value, as it is for Lambda's callers. */
  invoke(functionArn: string, event: unknown, traces?: readonly string[]): Promise<Invoked>;
  /** Invocations that do anything but sleep. */
  busy(): string[];
  /** The earliest moment until which a running function sleeps. */
  nextWake(): number | undefined;
  /** Tells those who sleep that the clock has jumped. */
  clockJumped(): void;
  stop(): Promise<void>;
}

type Invoked = { payload: string } | { error: FunctionError };

/**
 * A thread has one instance of each function at most: this many of one function run at once. Each takes 100 MB, and more
 * than there are cores make nothing sooner. One alone would let a function that waits hold up the others of its kind.
 */
const threadsMax = Math.min(3, Math.max(2, availableParallelism()));
/** All functions together need half of it. One that runs away ends its thread, as it would end its instance. */
const threadLimits = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 16 };
/** Loading a function where it is not yet costs about as much as sharing a thread with so many others; so does a new thread. */
const loadCost = 2;
/** An invocation that asked nobody for anything for this long, and waits for a timer, sleeps. */
const asleepAfterMs = 5;
/** A machine that is busy with other things must not end what Lambda would let finish: so many times longer. */
const patience = 5;
/** What is running when the stack stops may finish this long; after that it is redelivered at the next start. */
const finishWithinMs = 3000;

/**
 * The inside of a thread. What is loaded there is kept compiled, as where the stack starts: a function is there sooner, and
 * no thread needs the compiler of TypeScript, which takes more memory than most functions.
 */
const inside = `require('node:module').enableCompileCache(${JSON.stringify(join(cache, 'compiled'))});
import(${JSON.stringify(new URL('./worker.ts', import.meta.url).href)});`;

interface Thread {
  worker: Worker;
  /** By ARN of the function. */
  instances: Map<string, Instance>;
  running: number;
  /** Ends it when nobody has needed it for a while. */
  idle: NodeJS.Timeout;
}

interface Instance {
  thread: Thread;
  isRunning: boolean;
  loaded: (error?: FunctionError) => void;
  ready: Promise<FunctionError | undefined>;
  /** Until when it sleeps, as it says itself; 0 when it does not. */
  sleep: BigInt64Array;
  /** Since when nothing has changed for it, by the machine's clock. */
  unchanged: { since: number; sleepUntil: number; calls: number };
  /** Called with the outcome of the invocation in progress. */
  answer: ((invoked: Invoked) => void) | undefined;
}

interface Waiting {
  event: string;
  trace: string;
  resolve: (invoked: Invoked) => void;
}

interface Pool {
  definition: LocalFunction;
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
  /** A way to AWS for one thread. */
  channel: () => MessagePort;
  steps: Steps;
  /** How many may run at once; who comes then is turned away. */
  concurrency?: number;
  /** At most so many threads. */
  threads?: number;
  /** A thread beside the first that nobody needed for this long gives its memory back. */
  idleMs?: number;
}): LambdaHost {
  const pools = new Map<string, Pool>(
    deps.functions.map(definition => [definition.arn, { definition, waiting: [], running: 0 }]),
  );

  const most = deps.threads ?? threadsMax;
  const threads = new Set<Thread>();
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

  function runningInstances(functionArn: string): Instance[] {
    return [...threads]
      .flatMap(({ instances }) => instances.get(functionArn) ?? [])
      .filter(({ answer }) => answer !== undefined);
  }

  function startThread(): Thread {
    const aws = deps.channel();
    const worker = new Worker(inside, {
      eval: true,
      env: {},
      resourceLimits: threadLimits,
      workerData: { clock: deps.clock.shared, endpoint: deps.endpoint, aws } satisfies WorkerData,
      transferList: [aws],
    });
    const idle = setTimeout(() => retire(thread), deps.idleMs ?? 60_000).unref();
    const thread: Thread = { worker, instances: new Map(), running: 0, idle };
    worker.on('message', (reply: Reply) => heard(thread, reply));
    worker.on('error', error => ended(thread, crashed('Runtime.Crashed', String(error))));
    worker.on('exit', () => ended(thread, crashed('Runtime.ExitError', 'The instance ended')));
    threads.add(thread);
    return thread;
  }

  function heard(thread: Thread, reply: Reply): void {
    const instance = thread.instances.get(reply.function);
    switch (reply.kind) {
      case 'said':
        deps.logs.add(pools.get(reply.function)?.definition.name ?? '', reply.line);
        break;
      case 'loaded':
        instance?.loaded();
        break;
      case 'broken':
        thread.instances.delete(reply.function);
        instance?.loaded(reply.error);
        break;
      case 'returned':
        instance?.answer?.({ payload: reply.payload });
        break;
      case 'threw':
        instance?.answer?.({ error: reply.error });
        break;
      default:
        reply satisfies never;
    }
  }

  /** Whatever ran there has failed. */
  function ended(thread: Thread, invoked: { error: FunctionError }): void {
    threads.delete(thread);
    clearTimeout(thread.idle);
    for (const instance of thread.instances.values()) {
      instance.loaded(invoked.error);
      instance.answer?.(invoked);
    }
  }

  /** The thread with the least to do, if the function can run there at all now. */
  function choose({ definition }: Pool): Thread | undefined {
    const cost = ({ running, instances }: Thread) =>
      running + (instances.has(definition.arn) ? 0 : loadCost);
    const [best] = [...threads]
      .filter(thread => thread.instances.get(definition.arn)?.isRunning !== true)
      .sort((one, other) => cost(one) - cost(other));
    if (threads.size >= most || (best && cost(best) <= 2 * loadCost)) return best;
    return startThread();
  }

  function load(thread: Thread, { definition }: Pool): Instance {
    const sleep = new SharedArrayBuffer(8);
    const { promise: ready, resolve: loaded } = Promise.withResolvers<FunctionError | undefined>();
    const instance: Instance = {
      thread,
      isRunning: false,
      loaded,
      ready,
      sleep: new BigInt64Array(sleep),
      unchanged: { since: 0, sleepUntil: 0, calls: 0 },
      answer: undefined,
    };
    thread.instances.set(definition.arn, instance);
    thread.worker.postMessage({
      kind: 'load',
      function: definition.arn,
      assetDirectory: definition.assetDirectory,
      handler: definition.handler,
      environment: environment(definition, deps.endpoint),
      sleep,
      logFormat: definition.logFormat,
      context: {
        functionName: definition.name,
        invokedFunctionArn: definition.arn,
        memoryLimitInMB: String(definition.memoryMb),
        logGroupName: `/aws/lambda/${definition.name}`,
      },
    } satisfies Load);
    return instance;
  }

  function pump(pool: Pool): void {
    while (pool.waiting.length > 0) {
      const thread = choose(pool);
      const next = thread && pool.waiting.shift();
      if (thread === undefined || next === undefined) return;
      void run(pool, thread.instances.get(pool.definition.arn) ?? load(thread, pool), next);
    }
  }

  async function run(pool: Pool, instance: Instance, waiting: Waiting): Promise<void> {
    const { definition } = pool;
    const { thread } = instance;
    begin(pool, instance);
    const broken = await instance.ready;
    const done = deps.steps.begin(definition.name, 'runs');
    const invoked = broken ? { error: broken } : await runOn(pool, instance, waiting);
    done();
    end(pool, instance);
    if ('error' in invoked && !stopping) deps.logs.failed(definition.name, invoked.error);
    waiting.resolve(invoked);
    pump(pool);
    endIfRetired(thread);
  }

  function begin(pool: Pool, instance: Instance): void {
    pool.running += 1;
    instance.isRunning = true;
    instance.thread.running += 1;
    // The rounds of each minute may find it the best place, and would keep it for ever: the first can do those too.
    const [first] = threads;
    if (first !== instance.thread && (first?.running ?? 0) > 0) instance.thread.idle.refresh();
  }

  function end(pool: Pool, instance: Instance): void {
    pool.running -= 1;
    instance.isRunning = false;
    instance.thread.running -= 1;
  }

  /** What sleeps there has to be seen and woken: it stays until nothing runs. */
  function retire(thread: Thread): void {
    const [first] = threads;
    if (thread === first) return;
    if (thread.running > 0) return void thread.idle.refresh();
    threads.delete(thread);
    endIfRetired(thread);
  }

  function endIfRetired(thread: Thread): void {
    if (!threads.has(thread) && thread.running === 0) void thread.worker.terminate();
  }

  /** Timed by the machine's clock: a moved clock must not end what has just begun. */
  function runOn(pool: Pool, instance: Instance, { event, trace }: Waiting): Promise<Invoked> {
    const { definition } = pool;
    const timeoutMs = definition.timeoutSeconds * 1000;
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        // It may never yield: the thread takes nothing new, and ends when the others on it have.
        threads.delete(instance.thread);
        const text = `Task timed out after ${definition.timeoutSeconds.toFixed(2)} seconds`;
        instance.answer?.(crashed('Sandbox.Timedout', text));
      }, timeoutMs * patience);
      instance.answer = invoked => {
        clearTimeout(timer);
        instance.answer = undefined;
        resolve(invoked);
      };
      const requestId = randomUUID();
      const invoke: Invoke = {
        kind: 'invoke',
        function: definition.arn,
        requestId,
        event,
        trace,
        timeoutMs,
      };
      instance.thread.worker.postMessage(invoke);
    });
  }

  return {
    invoke(functionArn, event, traces = []) {
      const pool = pools.get(functionArn);
      if (pool === undefined) {
        return Promise.resolve(crashed('ResourceNotFoundException', `No function ${functionArn}`));
      }
      const taken = [...pools.values()].reduce(
        (sum, { running, waiting }) => sum + running + waiting.length,
        0,
      );
      if (taken >= (deps.concurrency ?? Number.POSITIVE_INFINITY)) {
        return Promise.resolve(crashed('TooManyRequestsException', 'Rate Exceeded.'));
      }
      return new Promise(resolve => {
        const trace = nextTrace(pool.definition.name, traces);
        pool.waiting.push({ event: JSON.stringify(event), trace, resolve });
        pump(pool);
      });
    },
    busy() {
      return [...pools.values()].flatMap(pool => {
        const { definition, running, waiting } = pool;
        if (running + waiting.length === 0) return [];
        const asleep = runningInstances(definition.arn).filter(one => isAsleep(pool, one)).length;
        return running + waiting.length > asleep ? [`${definition.name} runs`] : [];
      });
    },
    nextWake() {
      const moments = [...pools.keys()]
        .flatMap(runningInstances)
        .map(instance => Number(Atomics.load(instance.sleep, 0)))
        .filter(moment => moment > 0);
      return moments.length === 0 ? undefined : Math.min(...moments);
    },
    clockJumped() {
      const jumped: ClockJumped = { kind: 'clock-jumped' };
      for (const { worker } of threads) worker.postMessage(jumped);
    },
    async stop() {
      stopping = true;
      const deadline = performance.now() + finishWithinMs;
      const isRunning = () => [...pools.values()].some(({ running }) => running > 0);
      while (isRunning() && performance.now() < deadline) {
        await new Promise(resolve => setTimeout(resolve, 5));
      }
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}

function crashed(errorType: string, errorMessage: string) {
  return { error: { errorType, errorMessage, trace: [] } };
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

import { addSeconds, type Instant, isDue } from '#core/time/instant.ts';

/** A function died between two of its calls. */
class Crash extends Error {}
/** One for all: where it happened, a stack would not tell. */
const crash = new Crash('a function died');

/** One invocation of a function; whatever it asks for after it died is never done. */
export interface Run {
  name: string;
  /** From 1; late deliveries do not die, or nothing would ever be done. */
  delivery: number;
  isDead: boolean;
}

/** Which of them an instance of a function is at. */
export interface Here {
  run: Run;
}

interface Work {
  at: Instant;
  name: string;
  delivery: number;
  run: (run: Run) => Promise<unknown>;
}

const deliveriesThatDie = 3;
const visibilitySeconds = 180;
const deliveriesMax = 12;

/**
 * Queues, stream and clock of a simulated world. Any number of functions run at once, one step at a time: which of them
 * takes the next step, and whether it dies before or after it, is up to chance.
 */
export function runs(pick: (below: number) => number, begin: Instant) {
  let clock = begin;
  let due: Work[] = [];
  let later: Work[] = [];
  let running = 0;
  let crashes = 0;
  const turns: (() => void)[] = [];
  const failures: string[] = [];

  const oneIn = (count: number) => pick(count) === count - 1;

  /** A call of a port: waits for its turn, and may be the last thing that its function does. */
  function step<Answer>({ run }: Here, call: () => Promise<Answer>): Promise<Answer> {
    if (run.isDead) return Promise.reject(crash);
    return new Promise<Answer>((resolve, reject) => {
      turns.push(() => {
        const dies = run.delivery <= deliveriesThatDie && oneIn(40);
        if (dies && oneIn(2)) die(run, reject);
        else call().then(answer => (dies ? die(run, reject) : resolve(answer)), reject);
      });
    });
  }

  function die(run: Run, reject: (crashed: Crash) => void): void {
    run.isDead = true;
    crashes += 1;
    reject(crash);
  }

  /** Every function of these ports takes its steps in turn with all others. */
  function faulty<Ports extends object>(here: Here, ports: Ports): Ports {
    const stepping: Record<string, unknown> = {};
    for (const [name, port] of Object.entries(ports)) {
      stepping[name] = (...given: unknown[]) => step(here, async () => port(...given));
    }
    return stepping as Ports;
  }

  /** A function: an instance of it does one thing at a time and serves again, unless it died or failed. */
  function kept<Given extends unknown[]>(
    make: (here: Here) => (...given: Given) => Promise<unknown>,
  ): (run: Run, ...given: Given) => Promise<unknown> {
    const idle: { here: Here; does: (...given: Given) => Promise<unknown> }[] = [];
    return async (run, ...given) => {
      const here = { run };
      const instance = idle.pop() ?? { here, does: make(here) };
      instance.here.run = run;
      await instance.does(...given);
      if (!run.isDead) idle.push(instance);
    };
  }

  /** A message: at least once, now and then twice, and again after a while if its function died. */
  function deliver(name: string, seconds: number, run: Work['run'], { doubled = true } = {}): void {
    const copies = doubled && oneIn(8) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const after = seconds + copy * pick(3);
      if (after <= 0) due.push({ at: clock, name, delivery: 1, run });
      else later.push({ at: addSeconds(clock, after), name, delivery: 1, run });
    }
  }

  function start(item: Work): void {
    const run: Run = { name: item.name, delivery: item.delivery, isDead: false };
    running += 1;
    item.run(run).then(
      () => {
        running -= 1;
      },
      (error: unknown) => {
        running -= 1;
        const isExpected = error instanceof Crash || String(error).includes('held by another run');
        if (!isExpected) failures.push(`${item.name}: ${String(error)}`);
        if (item.delivery >= deliveriesMax) failures.push(`${item.name} is a dead letter`);
        else {
          const at = addSeconds(clock, visibilitySeconds);
          later.push({ ...item, at, delivery: item.delivery + 1 });
        }
      },
    );
  }

  /** Everything that is due at this moment, in any order and at once. */
  function settle(): Promise<void> {
    return new Promise(resolve => {
      go();

      function go(turn?: () => void): void {
        if (due.length > 0 && (running === 0 || oneIn(3))) {
          const [next] = due.splice(pick(due.length), 1);
          if (next !== undefined) start(next);
        }
        turn?.();
        // Once every function waits for its turn: ticks come when all promises have settled.
        process.nextTick(queueMicrotask, goOn);
      }
      function goOn(): void {
        const [turn] = turns.splice(pick(turns.length), 1);
        if (running > 0 || turns.length > 0 || due.length > 0) go(turn);
        else {
          turn?.();
          resolve();
        }
      }
    });
  }

  return {
    step,
    faulty,
    kept,
    deliver,
    settle,
    oneIn,
    failures,
    now: () => clock,
    crashes: () => crashes,
    left: () => due.length + later.length,
    forget(isLost: (name: string) => boolean): void {
      due = due.filter(({ name }) => !isLost(name));
      later = later.filter(({ name }) => !isLost(name));
    },
    /** The next moment at which something is due, but no later than this one. */
    moveOn(limit: Instant): Instant {
      clock = limit;
      for (const { at } of later) if (at < clock) clock = at;
      if (later.some(({ at }) => isDue(at, clock))) {
        due.push(...later.filter(({ at }) => isDue(at, clock)));
        later = later.filter(({ at }) => !isDue(at, clock));
      }
      return clock;
    },
  };
}

import { addSeconds, epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';

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

/** A call of a port that waits for its turn. */
interface Turn {
  run: Run;
  call: () => Promise<unknown>;
  resolve: (answer: never) => void;
  reject: (error: unknown) => void;
}

interface Work {
  /** Milliseconds of the epoch. */
  at: number;
  name: string;
  delivery: number;
  run: (run: Run) => Promise<unknown>;
}

const deliveriesThatDie = 3;
const visibilitySeconds = 180;
const deliveriesMax = 12;

/**
 * What Node.js does after each callback: all promises that can settle do so, before this returns. It has no other name for
 * that; to be called back by it for each turn took a tenth of a night.
 */
const settlePromises = (process as unknown as { _tickCallback(): void })._tickCallback;

type Step = <Answer>(here: Here, call: () => Promise<Answer>) => Promise<Answer>;
type Ports = Record<string, (...given: unknown[]) => Promise<unknown>>;

const made = new Map<string, ReturnType<typeof makeSteps>>();

/** One class for the same names in all histories: what reads it is compiled once, and an instance costs nothing. */
function stepsOf(names: readonly string[]) {
  const key = names.join();
  const known = made.get(key) ?? makeSteps(names);
  made.set(key, known);
  return known;
}

function makeSteps(names: readonly string[]) {
  class Steps {
    step: Step;
    here: Here;
    ports: Ports;
    constructor(step: Step, here: Here, ports: object) {
      this.step = step;
      this.here = here;
      this.ports = ports as Ports;
    }
  }
  for (const name of names) {
    Object.defineProperty(Steps.prototype, name, {
      value(this: Steps, ...given: unknown[]) {
        return this.step(this.here, () => this.ports[name]?.(...given) as Promise<unknown>);
      },
    });
  }
  return Steps;
}

/**
 * Queues, stream and clock of a simulated world. Any number of functions run at once, one step at a time: which of them
 * takes the next step, and whether it dies before or after it, is up to chance.
 */
export function runs(pick: (below: number) => number, begin: Instant) {
  let clock = begin;
  let due: Work[] = [];
  /** The first comes first; of those of one moment, who asked first. */
  let later: Work[] = [];
  let running = 0;
  let crashes = 0;
  const turns: Turn[] = [];
  const failures: string[] = [];

  const oneIn = (count: number) => pick(count) === count - 1;

  /** A call of a port: waits for its turn, and may be the last thing that its function does. */
  function step<Answer>({ run }: Here, call: () => Promise<Answer>): Promise<Answer> {
    if (run.isDead) return Promise.reject(crash);
    return new Promise<Answer>((resolve, reject) => {
      turns.push({ run, call, resolve, reject });
    });
  }

  function take({ run, call, resolve, reject }: Turn): void {
    const dies = run.delivery <= deliveriesThatDie && oneIn(40);
    if (dies && oneIn(2)) die(run, reject);
    else if (dies) call().then(() => die(run, reject), reject);
    else (call() as Promise<never>).then(resolve, reject);
  }

  function die(run: Run, reject: (crashed: Crash) => void): void {
    run.isDead = true;
    crashes += 1;
    reject(crash);
  }

  /** Every function of these ports takes its steps in turn with all others. */
  function faulty<Ports extends object>(ports: Ports): (here: Here) => Ports {
    const Steps = stepsOf(Object.keys(ports));
    return here => new Steps(step, here, ports) as Ports;
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
      if (after <= 0) due.push({ at: epochMs(clock), name, delivery: 1, run });
      else wait({ at: epochMs(addSeconds(clock, after)), name, delivery: 1, run });
    }
  }

  function wait(item: Work): void {
    let place = later.length;
    while (place > 0 && (later[place - 1]?.at ?? 0) > item.at) place -= 1;
    later.splice(place, 0, item);
  }

  function start(item: Work): void {
    const run: Run = { name: item.name, delivery: item.delivery, isDead: false };
    running += 1;
    // Who is dead answers nobody, also where its code took that for a port that failed, and went on.
    const answered = item.run(run).then(() => (run.isDead ? Promise.reject(crash) : undefined));
    answered.then(
      () => {
        running -= 1;
      },
      (error: unknown) => {
        running -= 1;
        const isExpected =
          error instanceof Crash || /held by another run|is not known yet/.test(String(error));
        if (!isExpected) failures.push(`${item.name}: ${String(error)}`);
        if (item.delivery >= deliveriesMax) failures.push(`${item.name} is a dead letter`);
        else {
          const at = epochMs(addSeconds(clock, visibilitySeconds));
          wait({ ...item, at, delivery: item.delivery + 1 });
        }
      },
    );
  }

  /** Everything that is due at this moment, in any order and at once. Not to be called from within a promise. */
  function settle(): void {
    let turn: Turn | undefined;
    do {
      if (due.length > 0 && (running === 0 || oneIn(3))) {
        const next = taken(due, pick(due.length));
        if (next !== undefined) start(next);
      }
      if (turn !== undefined) take(turn);
      // Until every function waits for its turn.
      settlePromises();
      turn = taken(turns, pick(turns.length));
      const isStuck = running > 0 && turn === undefined && due.length === 0;
      if (isStuck) throw new Error('a function waits for something that is not of this world');
    } while (running > 0 || turns.length > 0 || due.length > 0);
    if (turn !== undefined) take(turn);
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
      const [next] = later;
      const moment = Math.min(next?.at ?? Number.POSITIVE_INFINITY, epochMs(limit));
      clock = fromEpochMs(moment);
      const isLeft = later.findIndex(({ at }) => at > moment);
      due.push(...later.splice(0, isLeft === -1 ? later.length : isLeft));
      return clock;
    },
  };
}

/** Out of its place; the others move up. */
function taken<Item>(items: Item[], place: number): Item | undefined {
  const item = items[place];
  if (item === undefined) return undefined;
  items.copyWithin(place, place + 1);
  items.pop();
  return item;
}

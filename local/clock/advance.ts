import type { Clock } from '#local/clock/clock.ts';

/** Something that may still be at work. `busy` names what, in words for a person; empty when it rests. */
export interface Worker {
  busy(): string[];
}

/** Against what hangs for ever: on a slow machine much may take long. */
const quietWithinMs = 600_000;
/** A function that lost a race waits for at most this long before it tries again (shared/adapters/node/clock.ts). */
const napMaxMs = 600;

/**
 * Moves the clock in steps: to the next moment at which something is due, until that is dealt with, and so on.
 * Handlers therefore see the same order of moments as they would have seen by waiting, without the rounds that would
 * have found nothing to do.
 */
export function timeMachine(deps: {
  clock: Clock;
  workers: readonly Worker[];
  /** Until when functions sleep that are in the middle of something. */
  nextWake: () => number | undefined;
  /** While the clock is moved by hand, nobody waits for a batch to fill. */
  eager: (on: boolean) => void;
  /** Leaves out the rounds before this moment that would find nothing, as long as nothing else happens before it. */
  passOver: (limit: number) => Promise<void>;
  /** Lets those work who are at work. */
  breathe?: () => Promise<void>;
}) {
  const { breathe = () => new Promise<void>(resolve => setTimeout(resolve, 1)) } = deps;
  let previous: Promise<unknown> = Promise.resolve();

  async function quiet(): Promise<void> {
    const deadline = performance.now() + quietWithinMs;
    for (;;) {
      const busy = deps.workers.flatMap(worker => worker.busy());
      if (busy.length === 0) return;
      if (performance.now() > deadline) {
        throw new Error(`Not quiet after ${quietWithinMs / 1000} s: ${busy.join(', ')}`);
      }
      await breathe();
    }
  }

  /** Who naps between two tries is at work: it is waited for in real time, since no time was asked to pass. */
  async function naps(): Promise<void> {
    for (;;) {
      const left = (deps.nextWake() ?? Infinity) - deps.clock.now();
      if (left > napMaxMs) return;
      await new Promise(resolve => setTimeout(resolve, Math.max(left, 1)));
      await quiet();
    }
  }

  function nextMoment(): number {
    return Math.min(deps.clock.next() ?? Infinity, deps.nextWake() ?? Infinity);
  }

  /** Only what rests may be passed over: until the next moment at which anything but a round happens. */
  async function passOver(target: number): Promise<void> {
    const others = Math.min(
      deps.clock.nextBesidesRounds() ?? Infinity,
      deps.nextWake() ?? Infinity,
    );
    await deps.passOver(Math.min(target, others));
  }

  async function advance(seconds: number): Promise<void> {
    const target = deps.clock.now() + seconds * 1000;
    deps.eager(true);
    try {
      await quiet();
      await passOver(target);
      for (let next = nextMoment(); next <= target; next = nextMoment()) {
        deps.clock.jumpTo(next);
        await quiet();
        await passOver(target);
      }
      deps.clock.jumpTo(target);
      await quiet();
      await naps();
    } finally {
      await deps.passOver(-Infinity);
      deps.eager(false);
    }
  }

  return {
    /** Resolves once all that became due is done; throws when something stays busy for a minute. */
    advance(seconds: number): Promise<void> {
      const mine = previous.then(() => advance(seconds));
      previous = mine.catch(() => undefined);
      return mine;
    },
  };
}

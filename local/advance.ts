import type { Clock } from '#local/clock.ts';

/** Something that may still be at work. `busy` names what, in words for a person; empty when it rests. */
export interface Worker {
  busy(): string[];
}

const quietWithinMs = 60_000;

/**
 * Moves the clock in steps: to the next moment at which something is due, until that is dealt with, and so on.
 * Handlers therefore see the same order of moments as they would have seen by waiting.
 */
export function timeMachine(deps: {
  clock: Clock;
  workers: readonly Worker[];
  /** Until when functions sleep that are in the middle of something. */
  nextWake: () => number | undefined;
  /** While the clock is moved by hand, nobody waits for a batch to fill. */
  eager: (on: boolean) => void;
}) {
  let previous: Promise<unknown> = Promise.resolve();

  async function quiet(): Promise<void> {
    const deadline = performance.now() + quietWithinMs;
    for (;;) {
      const busy = deps.workers.flatMap(worker => worker.busy());
      if (busy.length === 0) return;
      if (performance.now() > deadline) {
        throw new Error(`Not quiet after ${quietWithinMs / 1000} s: ${busy.join(', ')}`);
      }
      await new Promise(resolve => setTimeout(resolve, 1));
    }
  }

  function nextMoment(): number {
    return Math.min(deps.clock.next() ?? Infinity, deps.nextWake() ?? Infinity);
  }

  async function advance(seconds: number): Promise<void> {
    const target = deps.clock.now() + seconds * 1000;
    deps.eager(true);
    try {
      await quiet();
      for (let next = nextMoment(); next <= target; next = nextMoment()) {
        deps.clock.jumpTo(next);
        await quiet();
      }
      deps.clock.jumpTo(target);
      await quiet();
    } finally {
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

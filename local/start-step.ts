import { StartFailure } from '#local/start-failure.ts';

/**
 * Does one step of the start. It ends at the latest when its time is over or the start is given up; `work` is told so by
 * the signal, and leaves nothing running.
 */
export type Step = <Result>(
  what: string,
  work: (signal: AbortSignal) => Promise<Result>,
) => Promise<Result>;

/** On the slowest machine that is any use, a step takes a minute. */
const stepMs = 300_000;

export function startSteps(options: {
  /** Shown when a step begins; called when it is done, with what it took. */
  show?: (what: string) => (seconds: number) => void;
  /** Gives up. */
  signal?: AbortSignal;
  limitMs?: number;
}): Step {
  const { show = () => () => undefined, limitMs = stepMs } = options;
  return async (what, work) => {
    const late = AbortSignal.timeout(limitMs);
    const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const giveUp = () =>
      reject(late.aborted ? new StartFailure(tooLong(what, limitMs)) : signal.reason);
    signal.addEventListener('abort', giveUp);
    const begun = performance.now();
    const done = show(what);
    try {
      signal.throwIfAborted();
      const result = await Promise.race([work(signal), givenUp]);
      done((performance.now() - begun) / 1000);
      return result;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  };
}

function tooLong(what: string, limitMs: number): string {
  return `${what}: not done after ${Math.round(limitMs / 1000)} s, so the start was given up.`;
}

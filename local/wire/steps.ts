/** One thing that a function did: a run of it, or a call to AWS. */
interface Step {
  /** The name of the function, or of whoever else called. */
  caller: string;
  /** `runs`, or the operation: `sqs:SendMessage`. */
  what: string;
  /** Epoch milliseconds by the machine's clock, with fractions. */
  from: number;
  to: number;
}

/** The newest steps, so that one can see where the time of one alert went. */
export interface Steps {
  /** Begins one. Returns how to end it. */
  begin(caller: string, what: string): () => void;
  /** In the order in which they ended. */
  list(): Step[];
}

const keptMax = 4000;

export function steps(): Steps {
  const kept: Step[] = [];
  let next = 0;
  const now = () => performance.timeOrigin + performance.now();
  return {
    begin(caller, what) {
      const from = now();
      return () => {
        kept[next % keptMax] = { caller, what, from, to: now() };
        next += 1;
      };
    },
    list: () =>
      next <= keptMax
        ? [...kept]
        : [...kept.slice(next % keptMax), ...kept.slice(0, next % keptMax)],
  };
}

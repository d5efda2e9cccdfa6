/**
 * The clock of the local stack: real time plus an offset that only grows. Functions read the same offset from shared
 * memory, so one jump moves everything that tells the time.
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** The offset in milliseconds, as a BigInt64Array of length 1 sees it. */
  readonly shared: SharedArrayBuffer;
  offsetMs(): number;
  /** Runs `run` once, when the clock reaches `dueAt`, by itself or by a jump. Returns how to cancel it. */
  at(dueAt: number, run: () => void): () => void;
  /** The same for a round, which comes again and again and mostly finds nothing to do. */
  atRound(dueAt: number, run: () => void): () => void;
  /** The earliest moment at which something is due. */
  next(): number | undefined;
  /** The earliest at which something is due that is no round. */
  nextBesidesRounds(): number | undefined;
  /** Moves forward to `moment` and runs what is due then. Never moves back. */
  jumpTo(moment: number): void;
  stop(): void;
}

interface Due {
  at: number;
  run: () => void;
  isRound: boolean;
}

const timeoutMaxMs = 3_600_000;

export function virtualClock(options: {
  offsetMs?: number;
  onJump?: (offsetMs: number) => void;
}): Clock {
  const shared = new SharedArrayBuffer(8);
  const offset = new BigInt64Array(shared);
  Atomics.store(offset, 0, BigInt(Math.round(options.offsetMs ?? 0)));

  /** Sorted by moment; equal moments keep the order in which they were asked for. */
  const pending: Due[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const offsetMs = () => Number(Atomics.load(offset, 0));
  const now = () => Date.now() + offsetMs();

  function runDue(): void {
    for (let first = pending[0]; first !== undefined && first.at <= now(); first = pending[0]) {
      pending.shift();
      first.run();
    }
    arm();
  }

  function arm(): void {
    clearTimeout(timer);
    const first = pending[0];
    if (first === undefined || stopped) return;
    timer = setTimeout(runDue, Math.min(Math.max(first.at - now(), 0), timeoutMaxMs));
  }

  function plan(at: number, run: () => void, isRound: boolean): () => void {
    const due = { at, run, isRound };
    const index = firstAfter(pending, at);
    pending.splice(index, 0, due);
    if (index === 0) arm();
    return () => {
      const place = pending.indexOf(due);
      if (place !== -1) pending.splice(place, 1);
    };
  }

  return {
    now,
    shared,
    offsetMs,
    next: () => pending[0]?.at,
    nextBesidesRounds: () => pending.find(({ isRound }) => !isRound)?.at,
    at: (dueAt, run) => plan(dueAt, run, false),
    atRound: (dueAt, run) => plan(dueAt, run, true),
    jumpTo(moment) {
      const ahead = Math.ceil(moment - now());
      if (ahead > 0) {
        Atomics.add(offset, 0, BigInt(ahead));
        options.onJump?.(offsetMs());
      }
      runDue();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function firstAfter(pending: readonly Due[], moment: number): number {
  let low = 0;
  let high = pending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const due = pending[middle];
    if (due !== undefined && due.at <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { AccountKind } from '#local/account.ts';
import { AwsError, type AwsRequest } from '#local/wire/aws-wire.ts';

/** In what an account is less kind than a laptop, beside what its owner has not set up yet. Counts, so that runs repeat. */
export interface Unkindness {
  /** How many functions may run at once. */
  concurrency: number;
  /** Of so many calls of a function to one service, one is told to slow down. */
  throttledOf: number;
  /** Of so many messages that were deleted, one comes once more: queues deliver at least once. */
  doubledOf: number;
  /** Schedules fire in the last second of their minute. */
  areSchedulesLate: boolean;
}

export const unkindness = {
  open: {
    concurrency: Number.POSITIVE_INFINITY,
    throttledOf: Number.POSITIVE_INFINITY,
    doubledOf: Number.POSITIVE_INFINITY,
    areSchedulesLate: false,
  },
  new: { concurrency: 10, throttledOf: 20, doubledOf: 5, areSchedulesLate: true },
} as const satisfies Record<AccountKind, Unkindness>;

/** True each time that so many calls have been counted. */
export function everyOf(count: number): () => boolean {
  let calls = 0;
  return () => {
    calls += 1;
    return calls % count === 0;
  };
}

/** What each service says when it is asked too fast. */
const slowDown: Record<string, [code: string, status: number]> = {
  s3: ['SlowDown', 503],
  sns: ['Throttled', 429],
  ses: ['TooManyRequestsException', 429],
};

/** Turns away every so many-th call of a function to each service. */
export function throttling({ throttledOf }: Unkindness, isFunction: (caller: string) => boolean) {
  const due = new Map<string, () => boolean>();
  return ({ service, caller }: AwsRequest): void => {
    if (!Number.isFinite(throttledOf) || !isFunction(caller)) return;
    const isDue = due.get(service) ?? everyOf(throttledOf);
    due.set(service, isDue);
    if (!isDue()) return;
    const [code, status] = slowDown[service] ?? ['ThrottlingException', 400];
    throw new AwsError(code, 'Rate exceeded', status);
  };
}

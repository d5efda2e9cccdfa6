import { addSeconds, epochMs, type Instant } from '#core/time/instant.ts';

/**
 * What somebody hears who is about to do something that is done once. `taken`: it is theirs now. `held`: somebody is at
 * it, or died a moment ago, so it has to be asked for again. `done`: nothing is left to do.
 */
export type Lease = 'taken' | 'held' | 'done';

/** What is recorded of it; `expiresAt` in seconds of the epoch, after which it may be done anew. */
export interface Leased {
  status: string;
  at: Instant;
  expiresAt?: number;
}

/**
 * Longer than anything runs that takes a lease, so that whoever holds one for longer has died; and for messages shorter
 * than their queue hides one that failed, so that the next delivery may take over.
 */
export const leaseSeconds = { message: 30, round: 120 };

/** Given back: it is to be tried again, or waits for others. */
export const givenBack: readonly string[] = ['retrying', 'bundled'];

/** The one rule of who may take a lease, on what is recorded. */
export function leaseOn(recorded: Leased | undefined, at: Instant, seconds: number): Lease {
  if (recorded === undefined || givenBack.includes(recorded.status)) return 'taken';
  if (recorded.expiresAt !== undefined && recorded.expiresAt * 1000 < epochMs(at)) return 'taken';
  if (recorded.status !== 'claimed') return 'done';
  return isAbandoned(recorded.at, at, seconds) ? 'taken' : 'held';
}

/** For whom a queue brings work: thrown, so that the message comes again and is not called done. */
export function heldByAnother(key: string): Error {
  return new Error(`${key} is held by another run, or by one that died a moment ago`);
}

/** Whoever took it then and did not say since what became of it is dead. */
export function isAbandoned(takenAt: Instant, at: Instant, seconds: number): boolean {
  return takenAt <= addSeconds(at, -seconds);
}

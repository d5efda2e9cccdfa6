import { duration } from '#core/time/clock-time.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/*
 * What fires and clears again and again is one trouble: its incident stays open until it is quiet for longer than usual, so
 * that nobody is paged each time it comes back.
 */

const windowSeconds = 3600;
/** So many all-clears within an hour are no all-clear; so is the second, where the first had resolved the incident. */
const allClearsMax = 3;
const afterReturn = 2;
const quietSeconds = 1800;
/** More are not remembered than tell. */
export const allClearsKept = 10;

export interface Flapping {
  /** How often all of it cleared within the hour. */
  times: number;
  /** How long it has to be quiet before it resolves by itself. */
  quietSeconds: number;
  /** It had resolved by itself within the hour. */
  cameBack?: true;
}

/** As much of an incident as decides it. */
interface Clearing {
  allClears?: readonly Instant[];
  cameBackAt?: Instant;
  flapping?: Flapping;
  plan: { holdSeconds: number };
}

/** Whether an all-clear at that moment is one of many. */
export function flappingAt(
  { allClears = [], cameBackAt, plan }: Clearing,
  at: Instant,
): Flapping | undefined {
  const since = addSeconds(at, -windowSeconds);
  const times = allClears.filter(each => each > since).length + 1;
  const cameBack = cameBackAt !== undefined && cameBackAt > since;
  if (times < (cameBack ? afterReturn : allClearsMax)) return undefined;
  const quiet = Math.max(plan.holdSeconds, quietSeconds);
  return { times, quietSeconds: quiet, ...(cameBack && { cameBack: true as const }) };
}

/** How long every alert has to stay clear. */
export function holdOf({ plan, flapping }: Clearing): number {
  return flapping?.quietSeconds ?? plan.holdSeconds;
}

export function flappingText({ times, quietSeconds: quiet, cameBack }: Flapping): string {
  const again = cameBack ? 'it came back after it had resolved: ' : '';
  return `${again}it cleared ${times} times within an hour, so it stays open until it is quiet for ${duration(quiet)}`;
}

import type { Leased } from '#core/lease.ts';
import { oneLine, shortened } from '#core/text/plain-text.ts';
import { clockTime } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/* What the world was told of an incident and how it went: each effect by itself, whatever became of the others. */

export interface EffectAbout {
  /** The way that it takes, as people call it: `e-mail`, `webhook`, `Slack`, `status page`. */
  channel: string;
  /** Who or what is told: a name, never an address. */
  to: string;
  /** What of, in a few words. */
  what: string;
  /** Which line of the commander's checklist it is, where it is one. */
  purpose?: EffectPurpose;
}

/** What follows from an all-clear, each by itself. */
export type EffectPurpose = 'stand-down' | 'status-page' | 'all-clear' | 'post-mortem' | 'channel';

/** Why it has to be tried again, and when that will be. */
export interface EffectDelay {
  reason: string;
  nextTryAt?: Instant;
  /** It is not tried again by itself; whoever sends it again finds it free. */
  isGivenUp?: true;
}

/** An effect as the ledger has it. */
export interface EffectRecord extends Leased, Partial<EffectDelay> {
  key: string;
  about: EffectAbout;
  outcome?: string;
}

/** An effect as people see it. */
export interface Effect extends EffectAbout {
  key: string;
  /** When that became so. */
  at: Instant;
  /** `waiting`: somebody is at it, or it is tried again. */
  state: 'waiting' | 'sent' | 'failed' | 'not-wanted';
  reason?: string;
  nextTryAt?: Instant;
}

/** How the outcome of one begins that failed for good. */
export const failure = 'failed: ';
const reasonMax = 300;

export function effectOf({ key, about, at, ...record }: EffectRecord): Effect {
  const { status, outcome, reason, nextTryAt, isGivenUp } = record;
  const what = { key, ...about, at };
  if (status !== 'done') {
    return {
      ...{ ...what, state: isGivenUp ? 'failed' : 'waiting' },
      ...(reason !== undefined && { reason: shown(reason) }),
      ...(nextTryAt !== undefined && { nextTryAt }),
    };
  }
  if (outcome?.startsWith(failure) === true) {
    return { ...what, state: 'failed', reason: shown(outcome.slice(failure.length)) };
  }
  return { ...what, state: outcome === 'not wanted' ? 'not-wanted' : 'sent' };
}

/** `waiting, answered 429, next try 02:14 UTC`. */
export function effectState(
  { state, reason, nextTryAt }: Pick<Effect, 'state' | 'reason' | 'nextTryAt'>,
  timeZone: string | undefined,
): string {
  return [
    state === 'not-wanted' ? 'not wanted any more' : state,
    ...(reason === undefined ? [] : [reason]),
    ...(nextTryAt === undefined ? [] : [`next try ${clockTime(nextTryAt, timeZone)}`]),
  ].join(', ');
}

/** What a person may have to see to, the newest last. */
export function unsettled(effects: readonly Effect[]): Effect[] {
  return effects
    .filter(({ state }) => state === 'waiting' || state === 'failed')
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** Words of somebody else's server. */
function shown(reason: string): string {
  return shortened(oneLine(reason), reasonMax);
}

import type { Look, Step } from '#core/actions/steps.ts';
import type { Actor } from '#core/people.ts';
import type { Family } from '#core/setup/action-families.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/** Which token somebody held. Its name may change hands; the digest, the beginning of its hash, cannot. */
export interface TokenUsed {
  name: string;
  digest: string;
}

/** One action that was asked for in earnest, and what became of it. */
export interface ActionRun {
  /** `act_…` */
  id: string;
  action: string;
  family: Family;
  service: string;
  incident?: string;
  inputs: Record<string, string>;
  /** The run that this one takes back. */
  undoes?: string;
  by: Actor;
  /** With which it was asked for: one that belongs to nobody may name anybody, but vouches for one of them only. */
  token?: TokenUsed;
  reason: string;
  at: Instant;
  /** What was looked at, and the steps that were decided from it. */
  look: Look;
  steps: Step[];
  notes: string[];
  /** Of what was asked, so that the same Idempotency-Key is not used for something else. */
  digest: string;
  /** `unknown`: whoever carried it out did not live to say how it ended. `expired`: no second person came in time. */
  status: 'waiting' | 'running' | 'done' | 'failed' | 'unknown' | 'expired';
  /** Of one that waits for a second person. */
  approveBefore?: Instant;
  approvedBy?: Actor;
  /** Of one that was approved; any other was begun when it was asked for. */
  startedAt?: Instant;
  finishedAt?: Instant;
  /** One line per step that was begun. */
  outcome?: string[];
  /** What goes on by itself, and when it was looked at last. */
  follows?: { execution: string; at: Instant };
}

/** A function that acts lives for half a minute at most: whoever still runs after this has died. */
export const longestActingSeconds = 120;

/** From when on nobody is left who could say how it ended. */
export function overdueAt({ status, at, startedAt, approveBefore, follows }: ActionRun): Instant {
  return status === 'waiting' && approveBefore !== undefined
    ? approveBefore
    : addSeconds(follows?.at ?? startedAt ?? at, longestActingSeconds);
}

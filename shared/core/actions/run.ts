import type { Family } from '#core/actions/families.ts';
import type { Look, Step } from '#core/actions/steps.ts';
import type { Actor } from '#core/incident/events.ts';
import type { Instant } from '#core/instant.ts';

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
  reason: string;
  at: Instant;
  /** What was looked at, and the steps that were decided from it. */
  look: Look;
  steps: Step[];
  notes: string[];
  /** Of what was asked, so that the same Idempotency-Key is not used for something else. */
  digest: string;
  /** `running` and nothing after it: whoever carried it out did not live to say how it ended. */
  status: 'waiting' | 'running' | 'done' | 'failed';
  /** Of one that waits for a second person. */
  approveBefore?: Instant;
  approvedBy?: Actor;
  finishedAt?: Instant;
  /** One line per step that was begun. */
  outcome?: string[];
}

import type { ActionRun } from '#core/actions/run.ts';
import type {
  InspectionKind,
  InspectionOf,
  InspectionResult,
  StepKind,
  StepOf,
} from '#core/actions/steps.ts';
import type { Actor } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';

/* What may be changed in the team’s account, and the record of it. */

/** `done` says in words what became of a step. `running`: it was begun, and goes on when nobody looks any more; `execution` is its name there. */
export type StepEnd =
  | { done: string }
  | { failed: string }
  | { running: string; execution: string };

/** How what goes on by itself stands. `gone`: nobody knows it any more. */
export type ExecutionEnd = (
  execution: string,
) => Promise<'running' | 'gone' | { succeeded: boolean; text: string }>;

/**
 * What one family can look at and do in the team's account, by kind. What is not in it belongs to another family, or to
 * none. What fails may be thrown.
 */
export interface ActionExecutors {
  looks: {
    [Kind in InspectionKind]?: (
      look: InspectionOf<Kind>,
    ) => Promise<InspectionResult<Kind> | { unreadable: string }>;
  };
  steps: {
    [Kind in StepKind]?: (step: StepOf<Kind>) => Promise<StepEnd>;
  };
}

export interface ActionLog {
  /** `held`: something was asked for under this id already. */
  open(run: ActionRun): Promise<'opened' | { held: ActionRun }>;
  find(id: string): Promise<ActionRun | undefined>;
  /** From waiting to running, for one person who comes in time; `taken` for everybody else. */
  approve(id: string, by: Actor, at: Instant): Promise<'approved' | 'taken'>;
  finish(id: string, end: { succeeded: boolean; outcome: string[]; at: Instant }): Promise<void>;
  /** It goes on by itself, and is looked at again when the next round after two minutes comes. */
  follow(id: string, follows: { execution: string; outcome: string[]; at: Instant }): Promise<void>;
  /** Newest first. */
  recent(limit: number): Promise<ActionRun[]>;
  /** What waits or runs for longer than it can, and what was marked so and is not settled; longest overdue first. */
  overdue(at: Instant, limit: number): Promise<ActionRun[]>;
  /** From running to unknown, from waiting to expired, if it still is overdue; `taken`: it ended meanwhile. */
  abandon(id: string, at: Instant): Promise<'abandoned' | 'taken'>;
  /** Everybody was told of one that was abandoned: it is not looked for any more. */
  settle(id: string): Promise<void>;
}

import type { DeploymentState } from '@aws-sdk/client-appconfig';
import type { DeploymentStatus } from '@aws-sdk/client-codedeploy';
import type { DeploymentRolloutState } from '@aws-sdk/client-ecs';
import type { AutomationExecutionStatus } from '@aws-sdk/client-ssm';

/* What each state that a vendor knows means to us. A state that a new SDK brings breaks the build here. */

/** `over`: it ended, and not well. */
export type Means = 'under-way' | 'succeeded' | 'over';

export const codeDeployStates: Record<DeploymentStatus, Means> = {
  Created: 'under-way',
  Queued: 'under-way',
  InProgress: 'under-way',
  Baking: 'under-way',
  Ready: 'under-way',
  Succeeded: 'succeeded',
  Failed: 'over',
  Stopped: 'over',
};

export const ecsRolloutStates: Record<DeploymentRolloutState, Means> = {
  IN_PROGRESS: 'under-way',
  COMPLETED: 'succeeded',
  FAILED: 'over',
};

export const appConfigStates: Record<DeploymentState, Means> = {
  DEPLOYING: 'under-way',
  BAKING: 'under-way',
  VALIDATING: 'under-way',
  ROLLING_BACK: 'under-way',
  COMPLETE: 'succeeded',
  ROLLED_BACK: 'over',
  REVERTED: 'over',
};

export const automationStates: Record<AutomationExecutionStatus, Means> = {
  Pending: 'under-way',
  InProgress: 'under-way',
  Waiting: 'under-way',
  Scheduled: 'under-way',
  RunbookInProgress: 'under-way',
  PendingApproval: 'under-way',
  Approved: 'under-way',
  PendingChangeCalendarOverride: 'under-way',
  ChangeCalendarOverrideApproved: 'under-way',
  Cancelling: 'under-way',
  Success: 'succeeded',
  CompletedWithSuccess: 'succeeded',
  CompletedWithFailure: 'over',
  Failed: 'over',
  TimedOut: 'over',
  Cancelled: 'over',
  Rejected: 'over',
  ChangeCalendarOverrideRejected: 'over',
  Exited: 'over',
};

/** A state that nobody knows yet counts as under way: whoever waits looks again, and whoever would change something waits. */
export function meaningOf(states: Record<string, Means>, state: string | undefined): Means {
  return (state !== undefined && Object.hasOwn(states, state) && states[state]) || 'under-way';
}

/** Those of a vendor's states that mean one of these, for asking only for them. */
export function statesThatMean<State extends string>(
  states: Record<State, Means>,
  ...means: Means[]
): State[] {
  return (Object.keys(states) as State[]).filter(state => means.includes(states[state]));
}

/** Whether tasks of a service of ECS are being replaced: old ones are still there, or the new ones are not all. */
export function isRollingOut(
  deployments: readonly { status?: string | undefined; rolloutState?: string | undefined }[],
): boolean {
  return deployments.some(
    ({ status, rolloutState }) =>
      status !== 'PRIMARY' ||
      // Deployers other than ECS itself tell of no roll-out.
      (rolloutState !== undefined && meaningOf(ecsRolloutStates, rolloutState) === 'under-way'),
  );
}

import type { ActionRunShown } from '#contract/actions.ts';
import type { Action, Plan } from '#core/actions/action.ts';
import { actionNamed } from '#core/actions/catalogue.ts';
import { changeOf } from '#core/actions/changes.ts';
import type { ActionRun } from '#core/actions/run.ts';
import type { Actor } from '#core/people.ts';
import type { Approval } from '#core/setup/action-families.ts';

/* An action in the shape of the contract: as a plan, and as something that was asked for in earnest. */

export function shownPlan(planned: {
  action: Action;
  service: string;
  incident?: string;
  plan: Extract<Plan, { steps: unknown }>;
  approval: Approval;
}): ActionRunShown {
  const { action, service, incident, plan, approval } = planned;
  return {
    action: action.name,
    family: action.family,
    service,
    ...(incident !== undefined && { incident }),
    status: 'planned',
    changes: plan.steps.map(changeOf),
    notes: plan.notes,
    approval,
    canBeUndone: action.canBeUndone,
  };
}

export function shownRun(run: ActionRun): ActionRunShown {
  const { id, action, family, service, incident, status, notes, reason, at } = run;
  const { approveBefore, approvedBy, outcome } = run;
  return {
    ...{ id, action, family, service, status, notes, reason, at },
    // Only what waits for somebody else, or did, has a time before which.
    approval: approveBefore === undefined ? 'none' : 'second-person',
    ...(incident !== undefined && { incident }),
    changes: run.steps.map(changeOf),
    by: named(run.by),
    ...(run.token !== undefined && { token: run.token.name }),
    ...(approveBefore !== undefined && { approveBefore }),
    ...(approvedBy !== undefined && { approvedBy: named(approvedBy) }),
    ...(outcome !== undefined && { outcome }),
    canBeUndone: actionNamed(action)?.canBeUndone ?? false,
  };
}

function named({ id, name }: Actor) {
  return { id, name };
}

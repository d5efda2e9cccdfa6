import * as z from 'zod/mini';
import { define, type Plan, refused, sinceThen } from '#core/actions/action.ts';
import { targetText } from '#core/actions/changes.ts';
import type {
  Deployed,
  DeployTarget,
  InspectionResult,
  Release,
  Step,
} from '#core/actions/steps.ts';

/* Going back to the version before: made ready, and done. */

const example = '{ cluster: main, service: payments }';

/** All that ECS and CodeDeploy know. */
export const ecsRollsBackAfter = ['failed deployment'];
export const codeDeployRollsBackAfter = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'];

export const prepareRollback = define({
  name: 'deploy:prepare-rollback',
  family: 'deployment',
  summary:
    'see that the version before can be brought back, and let a failing deployment go back by itself',
  options: [],
  approval: 'none',
  field: 'deploy',
  example,
  inputs: z.strictObject({}),
  look: (_, target) => ({ kind: 'deployed', target }),
  plan(_, target, { found }) {
    const ready = readiness(target, found);
    if ('refused' in ready) return ready;
    const { now, before, rollsBackAfter } = ready.deployed;
    const all = 'service' in target ? ecsRollsBackAfter : codeDeployRollsBackAfter;
    const after = [...new Set([...rollsBackAfter, ...all])];
    const steps: Step[] =
      after.length === rollsBackAfter.length
        ? []
        : [{ kind: 'guard-deployments', target, before: rollsBackAfter, after }];
    return {
      steps,
      notes: [
        `Now runs ${now.name}. ${before.name} is there and can be brought back: tocsin deploy:rollback.`,
      ],
    };
  },
  undo(steps, { found }) {
    const [step] = steps;
    if (step?.kind !== 'guard-deployments' || found === undefined) return gone(undefined);
    const { target, before, after } = step;
    const { rollsBackAfter: now } = found;
    if (isSame(now, before)) return { steps: [], notes: [] };
    if (!isSame(now, after)) {
      const text = `It was changed again since; now: ${now.join(', ') || 'nothing'}. ${sinceThen}`;
      return refused('changed-since', text);
    }
    return { steps: [{ ...step, before: after, after: before, target }], notes: [] };
  },
});

export const rollBack = define({
  name: 'deploy:rollback',
  family: 'deployment',
  summary: 'bring the version before back',
  options: [],
  approval: 'none',
  field: 'deploy',
  example,
  inputs: z.strictObject({}),
  look: (_, target) => ({ kind: 'deployed', target }),
  plan(_, target, { found }) {
    const ready = readiness(target, found);
    if ('refused' in ready) return ready;
    const { now, before, isDeploying } = ready.deployed;
    if (isDeploying && !('service' in target)) return oneAtATime(target, now);
    const notes = isDeploying
      ? ['A deployment is under way; it is replaced by this one.']
      : ['What has changed in the database stays as it is.'];
    return { steps: [{ kind: 'roll-back', target, before: now, after: before }], notes };
  },
  undo(steps, { found }: InspectionResult<'deployed'>) {
    const [step] = steps;
    if (step?.kind !== 'roll-back' || found === undefined) return gone(undefined);
    const { target, before, after } = step;
    // What is being brought back does not run yet: to stop it is to take it back.
    if (found.isDeploying && !('service' in target)) return oneAtATime(target, found.now);
    // A deployment of CodeDeploy has a new id each time; what ran before is then the last but one.
    const isAsLeft =
      'service' in target ? found.now.id === after.id : found.before?.id === before.id;
    if (found.now.id === before.id) return { steps: [], notes: [] };
    if (!isAsLeft) {
      const text = `Another version was brought out since: ${found.now.name}. ${sinceThen}`;
      return refused('changed-since', text);
    }
    return {
      steps: [{ kind: 'roll-back', target, before: found.now, after: before }],
      notes: [],
    };
  },
});

type Ready = { deployed: Deployed & { before: NonNullable<Deployed['before']> } };

function readiness(
  target: DeployTarget,
  found: Deployed | undefined,
): Ready | Extract<Plan, { refused: unknown }> {
  if (found === undefined) return gone(target);
  const { before } = found;
  if (before === undefined) {
    const text = `${targetText(target)} has no earlier version to go back to; now runs ${found.now.name}.`;
    return refused('not-possible', text);
  }
  if (before.unfit !== undefined) {
    const text = `${before.name} cannot be brought back: ${before.unfit}. Now runs ${found.now.name}.`;
    return refused('not-possible', text);
  }
  return { deployed: { ...found, before } };
}

function gone(target: DeployTarget | undefined): Extract<Plan, { refused: unknown }> {
  const what = target === undefined ? 'It' : targetText(target);
  return refused('not-there', `${what} is not there.`);
}

/** ECS replaces what is under way. CodeDeploy refuses, and what ran last is what the bad version was to replace. */
function oneAtATime(target: DeployTarget, now: Release): Extract<Plan, { refused: unknown }> {
  const text =
    `A deployment of ${targetText(target)} is under way, and CodeDeploy takes no other meanwhile. ` +
    `Stop it there, with a rollback (aws deploy stop-deployment --auto-rollback-enabled): that brings back ${now.name}.`;
  return refused('not-possible', text);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(each => b.includes(each));
}
